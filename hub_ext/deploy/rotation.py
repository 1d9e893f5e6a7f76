"""New secrets in place of those that were made at the first start."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hub_ext.prepare import GENERATED, given
from hub_ext.whole_files import write_file

#: Encrypts what the hub keeps of people's logins; those before are kept to read that.
CRYPT_KEY: Final = "HUB_CRYPT_KEY"
#: Two: the newest was never the hub's if it was made by a run that broke off, after which one runs the same again.
_KEYS_BEFORE: Final = 2
#: Not made anew unless they are named: the first logs everybody out, the others are somebody else's too.
ONLY_BY_NAME: Final = {
    "HUB_COOKIE_SECRET": "everybody has to log in again",
    "HUB_PLATFORM_TOKEN": "the platform's server has to be given the new one",
    "HUB_METRICS_TOKEN": "Prometheus has to be given the new one",
}
#: Who has to be up before whom; what is not named comes last.
_ORDER: Final = ("proxy", "engine-broker", "storage", "hub")


class RotationError(Exception):
    """A secret that cannot be made anew; nothing was changed, and the text says why."""


def wanted(names: Sequence[str]) -> tuple[str, ...]:
    """Return the secrets that are meant: those named, else all that nobody notices.

    Raises
    ------
    RotationError
        Naming what is not one of them.
    """
    unknown = sorted(set(names) - set(GENERATED))
    if unknown:
        raise RotationError(
            f"{', '.join(unknown)}: not a secret that is made here; these are: {', '.join(GENERATED)}"
        )
    return tuple(names) or tuple(name for name in GENERATED if name not in ONLY_BY_NAME)


def rotate(
    folder: Path, environment: Mapping[str, str], instance: str, names: Sequence[str]
) -> None:
    """Put new secrets in place of those that are named. Running parts know the old ones until they restart.

    Parameters
    ----------
    folder
        The checkout.
    environment
        Variables of the calling shell.
    instance
        Whose secrets.
    names
        As `wanted` returns them.

    Raises
    ------
    RotationError
        If the operator has set one of them, or the instance has none yet.
    """
    typed = given(folder / ".env", environment, "production")
    problems = [f"{name} is set in .env; change it there" for name in names if typed.get(name)]
    kept = folder / ".run" / instance / "secrets"
    problems += [
        f"{name}: there is none to replace yet"
        for name in names
        if not (kept / name.lower()).exists() and not typed.get(name)
    ]
    if problems:
        raise RotationError("; ".join(problems))
    for name in names:
        file = kept / name.lower()
        new = secrets.token_hex(32)
        if name == CRYPT_KEY:
            new = ";".join([new, *file.read_text().strip().split(";")[:_KEYS_BEFORE]])
        write_file(file, new)


def services_that_know(composition: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return the services that are given any of these secrets, in the order in which they restart.

    Parameters
    ----------
    composition
        What ``docker compose config --format json`` prints.
    """
    sources = {name.lower() for name in names}
    found = [
        service
        for service, description in composition["services"].items()
        if sources & {secret["source"] for secret in description.get("secrets") or ()}
    ]
    return sorted(found, key=lambda name: (_ORDER.index(name) if name in _ORDER else 9, name))
