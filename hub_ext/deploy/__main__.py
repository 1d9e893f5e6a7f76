"""The parts of deploying that are more than calls of Docker: ``python -m hub_ext.deploy COMMAND``.

Run by the scripts of the same names in the hub's image. Binary things go through standard input and
output, so that a file on the host belongs to whoever called the script.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

from hub_ext.deploy import archive, rotation
from hub_ext.deploy.archive import ArchiveError
from hub_ext.deploy.database import DatabaseError, copy_database, schema
from hub_ext.deploy.engine_settings import with_live_restore
from hub_ext.deploy.releases import ReleaseError, Releases
from hub_ext.deploy.rotation import RotationError
from hub_ext.environment import SettingsError
from hub_ext.hub_database import HUB_DATABASE
from hub_ext.prepare import checked, given

_PROJECT: Final = Path("/project")
_DATA: Final = HUB_DATABASE.parent
#: What the scripts take for "no", beside 0; everything else is an error.
NO: Final = 3
#: Of what comes back to the checkout. The hub reads the site's configuration and the secrets, and is neither its
#: operator nor root with all its capabilities.
_MODES: Final = {archive.PROJECT: 0o600, archive.SITE: 0o644, archive.SECRETS: 0o444}


def live_restore(_: argparse.Namespace) -> None:
    """Print the engine's settings, from standard input, with live-restore."""
    print(with_live_restore(sys.stdin.read()), end="")


def mode(_: argparse.Namespace) -> None:
    """Print the mode that `.env` and the shell ask for."""
    print(given(_PROJECT / ".env", os.environ, "production")["HUB_MODE"])


def instance(options: argparse.Namespace) -> None:
    """Print which instance `.env` and the shell ask for, once all settings were checked; nothing is written."""
    run, _ = checked(_PROJECT, os.environ, options.mode, options.version or "")
    print(run.name)


def releases(options: argparse.Namespace) -> None:
    """Record a version, go back to the one before, or name versions."""
    found = Releases(_run(options.instance))
    match options.what:
        case "record":
            found.record(options.version)
        case "current":
            print(found.current)
        case "before":
            print(found.before())
        case "go-back":
            print(found.go_back())
        case "again":
            found.again()
        case "obsolete":
            print("\n".join(found.obsolete(int(options.version))))
        case "forget":
            found.forget(options.version)
        case _:
            raise ReleaseError(f"{options.what!r} is not understood")


def dump(_: argparse.Namespace) -> None:
    """Write a copy of the hub's database to standard output; the status `NO` if it has none yet."""
    if not HUB_DATABASE.exists():
        sys.exit(NO)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "hub.sqlite"
        copy_database(HUB_DATABASE, copy)
        with copy.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)


def load(_: argparse.Namespace) -> None:
    """Make a database that is read from standard input the hub's, which must not be running."""
    with tempfile.TemporaryDirectory(dir=_DATA) as folder:
        copy, checked = Path(folder) / "copy.sqlite", Path(folder) / "checked.sqlite"
        with copy.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        copy_database(copy, checked)
        _use(checked)


def same_schema(_: argparse.Namespace) -> None:
    """Tell whether a database on standard input has the tables of the hub's; else the status is `NO`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        copy.write_bytes(sys.stdin.buffer.read())
        if schema(copy) != schema(HUB_DATABASE):
            sys.exit(NO)


def backup(options: argparse.Namespace) -> None:
    """Write an archive to standard output."""
    version = dotenv_values(_run(options.instance) / "compose.env").get("HUB_VERSION") or ""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "hub.sqlite"
        copy_database(HUB_DATABASE, copy)
        files = archive.members(_PROJECT, options.instance, _DATA, copy)
        archive.write(sys.stdout.buffer, files, instance=options.instance, version=version)


def inspect(_: argparse.Namespace) -> None:
    """Print whose archive is on standard input, of which version, and of when."""
    with tempfile.TemporaryDirectory() as folder:
        manifest = archive.unpack(sys.stdin.buffer, Path(folder))
    print(manifest.instance, manifest.version or "-", manifest.made.isoformat(timespec="minutes"))


def restore_project(_: argparse.Namespace) -> None:
    """Bring settings, secrets and the site's configuration from an archive to the checkout."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = archive.unpack(sys.stdin.buffer, folder)
        run = _run(manifest.instance)
        rooms = {
            archive.PROJECT: _PROJECT,
            archive.SITE: _PROJECT / "jupyterhub_config.d",
            archive.SECRETS: run / "secrets",
        }
        found = {room: archive.places(folder, {room: place}) for room, place in rooms.items()}
        archive.refuse_taken({file: to for each in found.values() for file, to in each.items()})
        # Before anything is in it: the secrets themselves can be read by all.
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
        run.chmod(0o700)
        for room, files in found.items():
            archive.put(files, _MODES[room])


def restore_data(_: argparse.Namespace) -> None:
    """Bring the hub's database and the audit log from an archive to an empty folder of the hub."""
    if HUB_DATABASE.exists():
        raise ArchiveError("is for an empty place, and this instance has a database already")
    with tempfile.TemporaryDirectory(dir=_DATA) as name:
        folder = Path(name)
        archive.unpack(sys.stdin.buffer, folder)
        found = archive.places(folder / archive.DATA / "audit", {".": _DATA / "audit"})
        archive.refuse_taken(found)
        if found:
            (_DATA / "audit").mkdir(mode=0o700, exist_ok=True)
            (_DATA / "audit").chmod(0o700)
        archive.put(found, 0o600)
        checked = folder / "checked.sqlite"
        copy_database(folder / archive.DATABASE, checked)
        _use(checked)


def rotate(options: argparse.Namespace) -> None:
    """Make new secrets, and print who has to restart; the composition is on standard input."""
    composition = json.load(sys.stdin)
    names = rotation.wanted(options.names)
    rotation.rotate(_PROJECT, os.environ, options.instance, names)
    print("\n".join(rotation.services_that_know(composition, names)))


def _run(instance: str) -> Path:
    return _PROJECT / ".run" / instance


def _use(database: Path) -> None:
    """Make `database` the hub's, in one step."""
    for log in ("-wal", "-shm"):
        HUB_DATABASE.with_name(HUB_DATABASE.name + log).unlink(missing_ok=True)
    database.replace(HUB_DATABASE)


_COMMANDS: Final[dict[str, tuple[Callable[[argparse.Namespace], None], tuple[str, ...]]]] = {
    "live-restore": (live_restore, ()),
    "mode": (mode, ()),
    "instance": (instance, ("mode", "version?")),
    "releases": (releases, ("instance", "what", "version?")),
    "dump": (dump, ()),
    "load": (load, ()),
    "same-schema": (same_schema, ()),
    "backup": (backup, ("instance",)),
    "inspect": (inspect, ()),
    "restore-project": (restore_project, ()),
    "restore-data": (restore_data, ()),
    "rotate": (rotate, ("instance", "names*")),
}


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line says; the status is 1, with one line, if it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m hub_ext.deploy", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (does, words) in _COMMANDS.items():
        command = commands.add_parser(name, help=does.__doc__)
        command.set_defaults(does=does)
        for word in words:
            command.add_argument(word.rstrip("?*"), nargs=word[-1] if word[-1] in "?*" else None)
    options = parser.parse_args(arguments)
    try:
        options.does(options)
    except (ArchiveError, DatabaseError, ReleaseError, RotationError, SettingsError) as error:
        sys.exit(str(error))
    except (OSError, ValueError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
