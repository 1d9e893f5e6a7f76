"""What a host has and the bucket does not, as one file.

A tar archive, compressed with gzip. Its first member, ``manifest.json``, says what it is, and names
every other one with its SHA-256: a file that was cut short or changed is refused as a whole.
"""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from hub_ext.whole_files import put_whole

_MANIFEST: Final = "manifest.json"
_MOST_MANIFEST_BYTES: Final = 1024**2
_BYTES_AT_ONCE: Final = 1024**2
#: The rooms of an archive: the first part of a member's name.
PROJECT: Final = "project"
SITE: Final = "site"
SECRETS: Final = "secrets"
DATA: Final = "data"
DATABASE: Final = f"{DATA}/hub.sqlite"


class ArchiveError(Exception):
    """An archive that is not one of ours, or not whole; the text says so to the operator."""


class Manifest(BaseModel):
    """What an archive is.

    Attributes
    ----------
    form
        Of the archive itself.
    instance
        Whose it is.
    version
        What was deployed; "" if that was no version.
    made
        When.
    files
        The SHA-256 of every member, by its name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: Literal[1] = 1
    instance: str
    version: str
    made: AwareDatetime
    files: dict[str, str]


def members(project: Path, instance: str, data: Path, database: Path) -> dict[str, Path]:
    """Return the files that go into an archive, by the names that they have there.

    Parameters
    ----------
    project
        The checkout, with the operator's ``.env`` and ``jupyterhub_config.d``.
    instance
        Whose secrets.
    data
        The hub's own folder, of which the audit log is taken.
    database
        A copy of the hub's database; the one that it writes to is in motion.
    """
    site = project / "jupyterhub_config.d"
    found = {f"{SITE}/{file.relative_to(site)}": file for file in _files(site)}
    found.pop(f"{SITE}/README.md", None)
    secrets = project / ".run" / instance / "secrets"
    found |= {f"{SECRETS}/{file.name}": file for file in _files(secrets)}
    found |= {f"{DATA}/audit/{file.name}": file for file in _files(data / "audit")}
    if (project / ".env").is_file():
        found[f"{PROJECT}/.env"] = project / ".env"
    return found | {DATABASE: database}


def write(stream: IO[bytes], files: Mapping[str, Path], *, instance: str, version: str) -> None:
    """Write an archive of `files`, which may grow meanwhile as logs do.

    Raises
    ------
    OSError
        If one cannot be read, or there is no room.
    """
    # What is read once is what is both summed and written.
    contents = {name: file.read_bytes() for name, file in sorted(files.items())}
    manifest = Manifest(
        instance=instance,
        version=version,
        made=datetime.now().astimezone(),
        files={name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    )
    with tarfile.open(fileobj=stream, mode="w|gz") as archive:
        _add(archive, _MANIFEST, manifest.model_dump_json(indent=2).encode())
        for name, content in contents.items():
            _add(archive, name, content)


def unpack(stream: IO[bytes], folder: Path) -> Manifest:
    """Bring the members of an archive to an empty folder, and return what the archive is.

    Raises
    ------
    ArchiveError
        If it is not one, or not whole. What is in `folder` then is of no use.
    """
    try:
        # tarfile's own reader of gzip breaks at a head that is cut short.
        with (
            gzip.GzipFile(fileobj=stream, mode="rb") as plain,
            tarfile.open(fileobj=plain, mode="r|") as archive,
        ):
            # One walk through it all: a stream cannot be looked at twice.
            walk = iter(archive)
            manifest = _manifest(archive, next(walk, None))
            missing = set(manifest.files)
            for member in walk:
                if not member.isfile() or member.name not in missing or not _is_plain(member.name):
                    raise ArchiveError(f"has something in it that is not its own: {member.name!r}")
                _take(archive, member, folder / member.name, manifest.files[member.name])
                missing.remove(member.name)
            # Tar ends before the file does, and gzip looks at its sum at the very end.
            while plain.read(_BYTES_AT_ONCE):
                pass
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise ArchiveError(f"is cut short, damaged or no backup: {error}") from None
    if missing:
        raise ArchiveError(f"lacks {', '.join(sorted(missing))}")
    return manifest


def places(unpacked: Path, rooms: Mapping[str, Path]) -> dict[Path, Path]:
    """Return where the members of some rooms go: the unpacked file, and its place.

    Parameters
    ----------
    unpacked
        Where `unpack` brought them.
    rooms
        The folder of each room that is wanted.
    """
    return {
        file: place / file.relative_to(unpacked / room)
        for room, place in rooms.items()
        for file in _files(unpacked / room)
    }


def refuse_taken(found: Mapping[Path, Path]) -> None:
    """See that nothing else is at the places of these files.

    Raises
    ------
    ArchiveError
        Naming every place that is taken.
    """
    taken = [
        str(place)
        for file, place in found.items()
        if place.exists() and place.read_bytes() != file.read_bytes()
    ]
    if taken:
        raise ArchiveError(f"would overwrite {', '.join(sorted(taken))}: this is no empty place")


def put(found: Mapping[Path, Path], mode: int) -> None:
    """Bring files to their places, each with its mode from the beginning.

    Parameters
    ----------
    found
        From `places`.
    mode
        Of every one.
    """
    for file, place in found.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        put_whole(place, file.read_bytes(), mode)


def _files(folder: Path) -> Iterator[Path]:
    """Every plain file below a folder, which may be missing; nothing that links elsewhere."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and "__pycache__" not in file.parts:
            yield file


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, BytesIO(content))


def _manifest(archive: tarfile.TarFile, member: tarfile.TarInfo | None) -> Manifest:
    if member is None or member.name != _MANIFEST or member.size > _MOST_MANIFEST_BYTES:
        raise ArchiveError("is no backup of this hub")
    stream = archive.extractfile(member)
    try:
        return Manifest.model_validate_json(stream.read() if stream else b"")
    except ValidationError:
        raise ArchiveError("is no backup that this version can read") from None


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and str(path) == name


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path, digest: str) -> None:
    stream = archive.extractfile(member)
    content = stream.read() if stream else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise ArchiveError(f"is damaged: {member.name!r} is not what was put into it")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
