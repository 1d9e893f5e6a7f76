"""Whether the settings are right, and in force."""

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from hub_ext.doctor.findings import Finding
from hub_ext.doctor.inside.answer import Answer
from hub_ext.environment import SettingsError, by_field
from hub_ext.prepare import checked, compose_variables, files_of
from hub_ext.settings import HubSettings

#: Names in one sentence.
_MOST: Final = 10


def answer(arguments: Sequence[str]) -> Answer:
    """Check everything as ``make up`` would; nothing is written."""
    folder, mode = Path(arguments[0]), arguments[1]
    try:
        run, variables = checked(folder, os.environ, mode)
    except SettingsError as error:
        wrong = [
            Finding("settings", "settings-wrong", {"problem": text}) for text in error.problems
        ]
        return Answer(wrong)
    hub = HubSettings.model_validate(by_field(variables))
    found = [*_changed(run, files_of(run, variables)), *_readable(folder / ".env", hub)]
    well = Finding("settings", "settings-ok", {"mode": hub.hub_mode})
    return Answer(found or [well], _facts(hub))


def _facts(hub: HubSettings) -> dict[str, str]:
    return compose_variables(hub) | {
        "HUB_MODE": hub.hub_mode,
        "HUB_NOTEBOOK_IMAGE": hub.hub_notebook_image,
        "HUB_SUBDOMAIN_HOST": hub.hub_subdomain_host,
        "PUBLIC_ADDRESS": hub.hub_subdomain_host or hub.hub_public_url,
    }


def _changed(run: Path, files: Mapping[Path, str]) -> Iterable[Finding]:
    """Compare what ``make up`` would write with what it wrote the last time."""
    if not (run / "compose.env").exists():
        return
    names = sorted({name for file, text in files.items() for name in _differing(file, text)})
    if names:
        told = ", ".join(names[:_MOST]) + (", …" if len(names) > _MOST else "")
        yield Finding("settings", "settings-changed", {"names": told})


def _differing(file: Path, text: str) -> Iterable[str]:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if before == text:
        return
    if file.suffix != ".env":
        # A secret: its name alone may be told.
        yield file.name.upper()
        return
    for line in {*before.splitlines()} ^ {*text.splitlines()}:
        yield line.partition("=")[0]


def _readable(file: Path, hub: HubSettings) -> Iterable[Finding]:
    if hub.hub_mode == "production" and file.exists() and file.stat().st_mode & stat.S_IROTH:
        yield Finding("settings", "settings-readable")
