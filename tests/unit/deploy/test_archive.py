"""An archive is what was put into it, or it is refused."""

import io
import os
import secrets
import stat
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.deploy.archive import (
    ArchiveError,
    Manifest,
    members,
    places,
    put,
    refuse_taken,
    unpack,
    write,
)

CONTENT = {"data/hub.sqlite": b"tables", "secrets/hub_proxy_token": b"a" * 64, "project/.env": b""}


def made(folder: Path, content: dict[str, bytes]) -> bytes:
    """An archive of such files."""
    files = {}
    for number, (name, text) in enumerate(content.items()):
        files[name] = folder / str(number)
        files[name].write_bytes(text)
    stream = io.BytesIO()
    write(stream, files, instance="school", version="1.0")
    return stream.getvalue()


def unpacked(folder: Path, archive: bytes) -> Manifest:
    return unpack(io.BytesIO(archive), folder)


def test_everything_comes_back(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    manifest = unpacked(tmp_path / "out", made(tmp_path, CONTENT))
    assert (manifest.instance, manifest.version) == ("school", "1.0")
    for name, content in CONTENT.items():
        assert (tmp_path / "out" / name).read_bytes() == content


def test_one_that_was_cut_short_is_refused_wherever_that_was(tmp_path: Path) -> None:
    whole = made(tmp_path, CONTENT)
    for cut in range(len(whole)):
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        with pytest.raises(ArchiveError):
            unpacked(folder, whole[:cut])


@given(part=st.floats(min_value=0, max_value=1, exclude_max=True), bit=st.integers(0, 7))
def test_one_that_was_changed_gives_nothing_that_was_not_in_it(
    tmp_path_factory: pytest.TempPathFactory, part: float, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    changed = bytearray(made(folder, CONTENT))
    changed[int(part * len(changed))] ^= 1 << bit
    (folder / "out").mkdir()
    try:
        unpacked(folder / "out", bytes(changed))
    except ArchiveError:
        return
    # What is wrong in the head of gzip, as its time, may go unseen.
    for name, content in CONTENT.items():
        assert (folder / "out" / name).read_bytes() == content


@pytest.mark.parametrize("part", [0, 0.25, 0.5, 0.75])
def test_half_an_archive_is_refused(tmp_path: Path, part: float) -> None:
    whole = made(tmp_path, {"data/hub.sqlite": secrets.token_bytes(20_000)})
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError):
        unpacked(tmp_path / "out", whole[: int(len(whole) * part)])


def archive_of(*parts: tuple[tarfile.TarInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for member, content in parts:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def manifest_of(*names: str) -> tuple[tarfile.TarInfo, bytes]:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    manifest = Manifest.model_validate(
        {
            "instance": "school",
            "version": "",
            "made": "2026-11-24T12:00:00+09:00",
            "files": dict.fromkeys(names, empty),
        }
    )
    return tarfile.TarInfo("manifest.json"), manifest.model_dump_json().encode()


def link(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return member


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/cron.d/x", "data/../../outside", "data//hub.sqlite", "./data/x"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError, match="not its own"):
        unpacked(tmp_path / "out", archive_of(manifest_of(name), (tarfile.TarInfo(name), b"")))
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        (b"", "no backup"),
        (b"not an archive at all", "no backup"),
        (archive_of((tarfile.TarInfo("hub.sqlite"), b"")), "no backup of this hub"),
        (archive_of((tarfile.TarInfo("manifest.json"), b'{"form": 2}')), "no backup that this"),
        (archive_of(manifest_of("data/a")), "lacks data/a"),
        (archive_of(manifest_of(), (tarfile.TarInfo("data/a"), b"")), "not its own"),
        (archive_of(manifest_of("data/a"), (link("data/a"), b"")), "not its own"),
        (archive_of(manifest_of("data/a"), (tarfile.TarInfo("data/a"), b"x")), "damaged"),
        (archive_of(manifest_of("data/a"), *[(tarfile.TarInfo("data/a"), b"")] * 2), "not its own"),
    ],
    # An archive has the time of its making in it: no name for a test.
    ids=["empty", "text", "no-manifest", "other-form", "missing", "extra", "link", "sum", "twice"],
)
def test_what_is_no_archive_of_ours_is_named(tmp_path: Path, archive: bytes, reason: str) -> None:
    with pytest.raises(ArchiveError, match=reason):
        unpacked(tmp_path, archive)


def test_what_goes_in_is_the_hosts_own_and_no_more(tmp_path: Path) -> None:
    for name in (
        ".env",
        ".run/school/secrets/hub_proxy_token",
        ".run/school/hub.env",
        ".run/other/secrets/hub_proxy_token",
        "jupyterhub_config.d/README.md",
        "jupyterhub_config.d/10-site.py",
        "jupyterhub_config.d/__pycache__/10-site.pyc",
        "jupyterhub_config.d/시간표/timetable.csv",
        "hub_ext/settings.py",
        "data/audit/audit.jsonl.1",
        "data/hub.sqlite",
        "data/hub.sqlite-wal",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "jupyterhub_config.d" / "link.py").symlink_to("/etc/passwd")
    found = members(tmp_path, "school", tmp_path / "data", tmp_path / "copy.sqlite")
    assert found == {
        "project/.env": tmp_path / ".env",
        "site/10-site.py": tmp_path / "jupyterhub_config.d/10-site.py",
        "site/시간표/timetable.csv": tmp_path / "jupyterhub_config.d/시간표/timetable.csv",
        "secrets/hub_proxy_token": tmp_path / ".run/school/secrets/hub_proxy_token",
        "data/audit/audit.jsonl.1": tmp_path / "data/audit/audit.jsonl.1",
        "data/hub.sqlite": tmp_path / "copy.sqlite",
    }


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    for name in ("from/site/a.py", "from/site/b.py", "to/b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    found = places(tmp_path / "from", {"site": tmp_path / "to"})
    with pytest.raises(ArchiveError, match=r"would overwrite .*/to/b\.py"):
        refuse_taken(found)
    assert [file.name for file in (tmp_path / "to").iterdir()] == ["b.py"]
    (tmp_path / "to" / "b.py").write_text("from/site/b.py")
    refuse_taken(found)
    put(found, 0o644)
    assert (tmp_path / "to" / "a.py").read_text() == "from/site/a.py"


def test_nobody_else_can_read_a_restored_file_at_any_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while it is written, nor if the restore ends there."""
    (tmp_path / "from" / "project").mkdir(parents=True)
    (tmp_path / "from" / "project" / ".env").write_text("DB_PASSWORD=x")
    modes: list[int] = []

    def look(_: int) -> None:
        modes.extend(stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "to").iterdir())
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", look)
    with pytest.raises(OSError, match="No space"):
        put(places(tmp_path / "from", {"project": tmp_path / "to"}), 0o600)
    assert modes == [0o600]
    assert not list((tmp_path / "to").iterdir())
