"""Lines of bisync's listings that are put aside and put back."""

from pathlib import Path

import pytest

from hub_ext.storage.quota.listings import Listings

_HEADING = "# bisync listing v1 from 2026-11-24T15:34:43.884093467+0000\n"
_TIME = "2026-11-24T15:34:43.832221641+0000"
PLAIN = f'-        4 - - {_TIME} "x.csv"\n'
ODD = f'-    12345 - - {_TIME} "we\\"ird\\u00a0\\\\ 가 \\U0001f600.csv"\n'
ODD_NAME = 'we"ird\u00a0\\ 가 😀.csv'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The listings of a sync that knew two files."""
    folder = tmp_path / "listings"
    folder.mkdir()
    for ending in ("path1.lst", "path2.lst", "path1.lst-old", "path2.lst-old"):
        (folder / f"a..b.{ending}").write_text(_HEADING + ODD + PLAIN)
    return folder


@pytest.fixture
def listings(folder: Path) -> Listings:
    return Listings(folder, folder.parent / "held-back.json")


def forget(folder: Path, line: str) -> None:
    """As bisync does with a file that a filter leaves out."""
    for listing in folder.iterdir():
        listing.write_text(listing.read_text().replace(line, ""))


def test_sizes_are_those_of_the_store(folder: Path, listings: Listings) -> None:
    (folder / "a..b.path1.lst").write_text(_HEADING)
    assert listings.stored() == {"x.csv": 4, ODD_NAME: 12345}


@pytest.mark.parametrize(("name", "line"), [("x.csv", PLAIN), (ODD_NAME, ODD)])
def test_a_line_comes_back_as_it_was(
    folder: Path, listings: Listings, name: str, line: str
) -> None:
    before = {path.name: sorted(path.read_text().splitlines()) for path in folder.iterdir()}
    listings.put_aside([name])
    forget(folder, line)
    listings.settle([name])
    for _ in range(2):  # Held back in several runs.
        assert name in listings.put_aside([name])
        listings.settle([name])
    assert (listings.stored() or {})[name] in {4, 12345}
    assert listings.put_aside([]) == []
    assert {path.name: sorted(path.read_text().splitlines()) for path in folder.iterdir()} == before
    # The run that follows may be cut off: only a success ends the memory.
    forget(folder, line)
    listings.put_aside([])
    assert all(line in path.read_text() for path in folder.iterdir())
    listings.settle([])
    forget(folder, line)
    listings.put_aside([])
    assert not any(line in path.read_text() for path in folder.iterdir())


def test_a_listing_keeps_its_owner_and_rights(folder: Path, listings: Listings) -> None:
    listing = folder / "a..b.path1.lst"
    listing.chmod(0o600)
    listings.put_aside(["x.csv"])
    forget(folder, PLAIN)
    listings.put_aside([])
    assert (listing.stat().st_mode & 0o777, listing.stat().st_uid) == (
        0o600,
        folder.stat().st_uid,
    )


def test_a_file_without_a_line_has_nothing_to_put_back(folder: Path, listings: Listings) -> None:
    before = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(listings.put_aside(["new.csv"])) == {"new.csv"}
    assert listings.put_aside([]) == []
    assert {path.name: path.read_text() for path in folder.iterdir()} == before


def test_every_spelling_of_a_name_is_left_out(folder: Path, listings: Listings) -> None:
    composed, decomposed = "가.csv", "\u1100\u1161.csv"
    listing = folder / "a..b.path2.lst"
    listing.write_text(listing.read_text() + f'-  7 - - {_TIME} "{composed}"\n')
    assert set(listings.put_aside([decomposed])) == {composed, decomposed}
    assert (listings.stored() or {})[composed] == 7


def test_a_control_character_is_found_as_rclone_writes_it(folder: Path, listings: Listings) -> None:
    line = f'-        9 - - {_TIME} "a\u2409b.csv"\n'
    for side in ("path1", "path2"):
        listing = folder / f"a..b.{side}.lst"
        listing.write_text(listing.read_text() + line)
    listings.put_aside(["a\tb.csv"])
    forget(folder, line)
    listings.put_aside([])
    assert line in (folder / "a..b.path1.lst").read_text()


def test_without_a_last_sync_nothing_is_remembered(folder: Path, listings: Listings) -> None:
    listings.put_aside(["x.csv"])
    (folder / "a..b.path2.lst").unlink()
    assert listings.stored() is None
    assert not (folder.parent / "held-back.json").exists()


@pytest.mark.parametrize("content", ["", "{", '{"lines": 1}', "\0\0"])
def test_a_broken_memory_is_none(folder: Path, listings: Listings, content: str) -> None:
    (folder.parent / "held-back.json").write_text(content)
    assert listings.put_aside([]) == ()
    assert listings.stored() == {"x.csv": 4, ODD_NAME: 12345}
