"""A server that waits: its container, what it is told apart by, and the word that claims it."""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from hub_ext.servers import hardening
from hub_ext.servers.hardening import PLACE_LABEL
from hub_ext.servers.warm.places import place_mounts
from hub_ext.settings import HubSettings
from hub_ext.users.identity import LEAST_ROLE, Identity

#: Of everything that the container was made from; another one is of other settings.
MAKE_LABEL: Final = "eduhub.make"
COMMAND: Final = ("python", "-m", "eduhub_warm")
#: What images/notebook/eduhub_warm recognises its claim by.
DIGEST_VARIABLE: Final = "EDUHUB_CLAIM_SHA256"
_CLAIM: Final = b"eduhub: claim of a waiting server: "
#: Of a busy processor: a quarter of a person's, until it is theirs.
_SHARES: Final = 256
_PERSONS_SHARES: Final = 1024
#: It never meets a person's container, whose name ends in 16 digits of a hash or has no hyphen.
_NAME: Final = re.compile(r"[a-z0-9]+-warm-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class WaitingServer:
    """A container in which a process imports everything, and then waits.

    Attributes
    ----------
    container_id
        The engine's own.
    place
        See `PLACE_LABEL`.
    address
        In the network of people's servers.
    image
        The engine's id of the image that it runs.
    make
        See `MAKE_LABEL`.
    created
        Seconds since 1970.
    running
        False once its process has ended.
    """

    container_id: str
    place: str
    address: str
    image: str
    make: str
    created: float
    running: bool = True

    @classmethod
    def read(cls, listed: Mapping[str, Any], network: str) -> Self | None:
        """Read an entry of ``GET /containers/json``; None for one that is, or was, a person's."""
        name = str(listed["Names"][0]).removeprefix("/")
        place = listed["Labels"].get(PLACE_LABEL, "")
        if not place or not _NAME.fullmatch(name):
            return None
        networks = listed["NetworkSettings"]["Networks"]
        return cls(
            container_id=listed["Id"],
            place=place,
            address=networks.get(network, {}).get("IPAddress", ""),
            image=listed["ImageID"],
            make=listed["Labels"].get(MAKE_LABEL, ""),
            created=float(listed["Created"]),
            running=listed["State"] == "running",
        )


def new_place() -> str:
    """Return the name of a place that nobody had."""
    return secrets.token_hex(6)


def waiting_name(settings: HubSettings, place: str) -> str:
    """Return the name of a waiting container; at the claim it gets its person's."""
    return f"{settings.hub_instance}-warm-{place}"


def claim_secret(settings: HubSettings, place: str) -> str:
    """Return the word that claims the server at a place, once.

    It is made from a secret of the hub's, so that a hub which starts again can claim what waits.
    """
    key = settings.hub_crypt_key.get_secret_value().encode()
    return hmac.digest(key, _CLAIM + place.encode(), "sha256").hex()


def waiting_config(settings: HubSettings, place: str) -> dict[str, Any]:
    """Return the whole description of a waiting container: a student's, but for whose it is."""
    digest = hashlib.sha256(claim_secret(settings, place).encode()).hexdigest()
    config = hardening.container_config(
        settings,
        Identity("", role=LEAST_ROLE),
        binds=place_mounts(settings, place),
        home_state="",
        environment={DIGEST_VARIABLE: digest},
        lessons=False,
    )
    config["Cmd"] = list(COMMAND)
    # The home is not there yet.
    config["WorkingDir"] = "/"
    config["HostConfig"]["CpuShares"] = _SHARES
    config["Labels"] = {
        hardening.INSTANCE_LABEL: settings.hub_instance,
        PLACE_LABEL: place,
        MAKE_LABEL: make_of(settings),
    }
    return config


def make_of(settings: HubSettings) -> str:
    """Return what a waiting container of these settings is told by."""
    config = hardening.container_config(
        settings, Identity("", role=LEAST_ROLE), binds=(), home_state="", environment={}
    )
    told = [config, settings.hub_crypt_key.get_secret_value(), COMMAND, _SHARES]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def persons_limits(settings: HubSettings, role: str) -> dict[str, Any]:
    """Return what a server may use from when it has its person, for `Engine.update`.

    How many processes it may have is the same for everybody who gets one; how large ``/tmp`` is
    stays as it was made, for a student.
    """
    limits = hardening.limits_of(settings, role)
    return {
        "cpu_shares": _PERSONS_SHARES,
        "mem_limit": limits.memory,
        "memswap_limit": limits.memory,
        "cpu_period": hardening.CPU_PERIOD,
        "cpu_quota": limits.cpu_quota,
    }
