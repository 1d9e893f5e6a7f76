"""The instance that is looked at: what is known of it, wherever that is known from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hub_ext.doctor.docker_client import Docker
from hub_ext.language import Language

#: What stands in a file of variables that scripts/start wrote, or an operator.
_LINE: Final = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Z][A-Z0-9_]*)[ \t]*=[ \t]*"
    r"(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<bare>(?:(?![ \t]#)[^\n])*))",
    re.MULTILINE,
)
#: Settings of the calling shell that reach the containers, as in scripts/compose.sh.
_FORWARDED: Final = re.compile(
    r"HUB_(?!VERSION$).*|DB_.*|S3_.*|AWS_(REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY)"
    r"|HOME_STORAGE|BUCKET_NAME|BASE_URL|JWT_SECRET|AUTH|JUPYTER_ROLES"
)
_DEFAULTS: Final = {
    "HUB_DATA_DIR": "/var/lib/eduhub",
    "HUB_PORT": "8000",
    "HUB_BIND_ADDRESS": "127.0.0.1",
    "HUB_NETWORK": "10.213.0.0/20",
}


class System:
    """One instance.

    Parameters
    ----------
    project
        The checkout.
    environment
        Variables of the calling shell; those of Docker's client among them.
    docker
        The client's program, and what stands before it.

    Attributes
    ----------
    docker
        The engine.
    facts
        What the look at the settings found out.
    services
        As compose describes them: for each its image and more. Empty if that is not known.
    containers
        What the engine says of the service's containers, by service.
    containers_known
        Whether it has said so: then a service that is not among them has none.
    """

    def __init__(
        self, project: Path, environment: Mapping[str, str], docker: tuple[str, ...] = ("docker",)
    ) -> None:
        self.project = project
        self._environment = dict(environment)
        self._in_file = variables_of(project / ".env")
        self.facts: dict[str, str] = {}
        self.services: dict[str, Any] = {}
        self.containers: dict[str, Any] = {}
        self.containers_known = False
        self._compose = variables_of(self.run_folder / "compose.env")
        self.docker = Docker(docker, self._environment)

    @property
    def instance(self) -> str:
        """``HUB_INSTANCE``; a name that is none counts as unset."""
        given = self._environment.get("HUB_INSTANCE") or self._in_file.get("HUB_INSTANCE") or ""
        return given if re.fullmatch("[a-z][a-z0-9]{0,8}", given) else "eduhub"

    @property
    def run_folder(self) -> Path:
        """Where `hub_ext.prepare` writes what compose reads."""
        return self.project / ".run" / self.instance

    @property
    def deployed(self) -> bool:
        """Whether a version of it was deployed, so that ``make up`` refuses it."""
        return (self.run_folder / "deployed").exists()

    @property
    def start_command(self) -> str:
        """What starts it, and applies new settings."""
        return "make deploy" if self.deployed else "make up"

    @property
    def was_started(self) -> bool:
        """Whether this instance was ever started from this checkout."""
        return bool(self._compose)

    @property
    def data(self) -> Path:
        """``HUB_DATA_DIR``."""
        return Path(self.value("HUB_DATA_DIR"))

    @property
    def production(self) -> bool:
        """Whether it serves people."""
        return self.value("HUB_MODE") == "production"

    def value(self, name: str) -> str:
        """Return a setting: as it was at the last start, else as it is now, else its default."""
        for source in (self._compose, self.facts, self._environment, self._in_file, _DEFAULTS):
            if found := source.get(name):
                return found
        return ""

    def language(self, chosen: str | None) -> Language:
        """Return the language to speak: a chosen one, else that of ``HUB_LANGUAGE``."""
        for word in (
            chosen,
            self._environment.get("HUB_LANGUAGE"),
            self._in_file.get("HUB_LANGUAGE"),
        ):
            if word:
                return "en" if word == "en" else "ko"
        return "ko"

    def container(self, service: str) -> str:
        """Return the name of a service's container."""
        found = self.containers.get(service)
        return str(found["Name"]).lstrip("/") if found else f"{self.instance}-{service}-1"

    def image(self, service: str) -> str:
        """Return the image of a service, or of people's servers; of the version that was deployed, if any."""
        described = self.services.get(service) or {}
        version = self.value("HUB_VERSION") or "latest"
        return str(described.get("image") or f"eduhub/{service}:{version}")

    def forwarded(self) -> list[str]:
        """Return options that hand settings of the shell to a container, without their values."""
        names = sorted(name for name in self._environment if _FORWARDED.fullmatch(name))
        return [f"--env={name}" for name in names]

    def default_mode(self) -> str:
        """Return the mode of a checkout that does not say which it is."""
        return self._environment.get("DEFAULT_MODE") or "dev"

    def compose(self) -> list[str]:
        """Return how compose is told of this instance, as in scripts/compose.sh."""
        # A deployed instance has the compose file of its version.
        files = [str((self.run_folder if self.deployed else self.project) / "docker-compose.yml")]
        if override := self._environment.get("COMPOSE_OVERRIDE"):
            files.append(override)
        profiles = filter(None, self._compose.get("COMPOSE_PROFILES", "").split(","))
        return [
            *("compose", "--project-directory", str(self.project)),
            *(word for file in files for word in ("-f", file)),
            *(word for profile in profiles for word in ("--profile", profile)),
            *("--env-file", str(self.run_folder / "compose.env")),
        ]


def variables_of(file: Path) -> dict[str, str]:
    """Return the variables of a file; none if it is not there or may not be read."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    return {
        line["name"]: (line["double"] or line["single"] or line["bare"] or "").strip()
        for line in _LINE.finditer(text)
    }
