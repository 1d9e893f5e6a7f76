"""bisync's listings, read and put right."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.working_copy.correction import confirm
from hub_ext.storage.working_copy.listings import Listings, Version

_HEADER = "# bisync listing v1 from 2026-11-24T06:00:00.000000000+0000"


def _line(name: str, size: int, fraction: str = "123456789") -> str:
    return f'-{size:9} - - 2026-11-24T06:00:01.{fraction}+0000 "{name}"'


def _write(folder: Path, ending: str, here: list[str], there: list[str]) -> None:
    folder.mkdir(exist_ok=True)
    for side, lines in (("path1", here), ("path2", there)):
        (folder / f"name.{side}.{ending}").write_text("\n".join([_HEADER, *lines, ""]))


@pytest.fixture
def listings(tmp_path: Path) -> Listings:
    lines = [_line("a.ipynb", 1), _line(r"두 \"줄\"\n\U0001f600", 2)]
    _write(tmp_path / "folder", "lst", lines, lines)
    found = Listings(tmp_path / "folder", tmp_path / "kept")
    found.keep()
    return found


@pytest.mark.parametrize(
    ("time", "nanoseconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T09:00:01.5+09:00", 1_500_000_000),
        ("2026-11-24T06:00:01.123456789+0000", 1_795_500_001_123_456_789),
        ("1969-12-31T23:59:59.000000001Z", -999_999_999),
    ],
)
def test_a_time_is_read_to_the_nanosecond(time: str, nanoseconds: int) -> None:
    assert Version.told(1, time) == Version(1, nanoseconds)


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time"):
        Version.told(1, "yesterday")


def test_names_are_read_as_they_are(listings: Listings) -> None:
    assert set(listings.files()) == {"a.ipynb", '두 "줄"\n😀'}


def test_nothing_is_known_before_the_first_good_run(tmp_path: Path) -> None:
    _write(tmp_path / "folder", "lst", [_line("a", 1)], [_line("a", 1)])
    listings = Listings(tmp_path / "folder", tmp_path / "kept")
    assert not listings.hold_any()
    assert not listings.needs_correction()


def test_a_good_run_needs_no_correction(listings: Listings) -> None:
    assert listings.hold_any()
    assert not listings.needs_correction()


@pytest.mark.parametrize("ending", ["lst-err", None])
def test_listings_that_bisync_gave_up_need_correction(
    listings: Listings, tmp_path: Path, ending: str | None
) -> None:
    for listing in (tmp_path / "folder").glob("*.lst"):
        if ending:
            listing.rename(listing.with_suffix(f".{ending}"))
        else:
            listing.unlink()
    assert listings.needs_correction()


def test_a_run_that_broke_off_is_put_right(listings: Listings, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    _write(folder, "lst-new", [_line("a.ipynb", 10), _line("new", 3)], [_line("a.ipynb", 1)])
    assert listings.needs_correction()
    assert set(listings.changed("path1")) == {"a.ipynb", "new"}
    assert listings.changed("path2") == {}
    listings.put_back({"path1": {"a.ipynb": listings.changed("path1")["a.ipynb"]}})
    assert not listings.needs_correction()
    assert {path: version.size for path, version in listings.files().items()} == {
        "a.ipynb": 10,
        '두 "줄"\n😀': 2,
    }
    for side in ("path1", "path2"):
        text = (folder / f"name.{side}.lst").read_text()
        assert text.startswith(_HEADER)
        assert _line("a.ipynb", 10) in text


def test_a_file_that_was_saved_again_before_it_was_copied_is_known_as_it_is_there(
    listings: Listings, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    new = [_line("a.ipynb", 10), _line("new", 3)]
    _write(folder, "lst-new", new, [_line("a.ipynb", 1)])
    later = Version(11, 1_795_500_002_000_000_001)
    listings.put_back({"path1": {"a.ipynb": later}})
    assert listings.files()["a.ipynb"] == listings.files("path2")["a.ipynb"] == later
    line = '-       11 - - 2026-11-24T06:00:02.000000001+0000 "a.ipynb"'
    assert line in (folder / "name.path1.lst").read_text().splitlines()


@pytest.mark.parametrize(("nanoseconds", "of_a_file"), [(10**9, False), (10**9 + 1, True)])
def test_the_store_tells_its_own_times_in_seconds(nanoseconds: int, *, of_a_file: bool) -> None:
    assert Version(1, nanoseconds).of_a_file == of_a_file


async def test_what_was_saved_again_during_a_good_run_is_noted_as_the_store_has_it(
    listings: Listings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.chown", lambda *_: None)
    lines = [_line("a.ipynb", 3), _line("b.ipynb", 4), _line("c.ipynb", 5)]
    _write(tmp_path / "folder", "lst", lines, lines)
    layout = HomeLayout("student1")
    there = {
        # Saved once more before its turn came, and then again.
        "a.ipynb": (3, "2026-11-24T06:00:02.5Z"),
        # Saved again since.
        "b.ipynb": (4, "2026-11-24T06:00:01.123456789Z"),
        # Written by the platform since.
        "c.ipynb": (9, "2026-11-24T06:00:09Z"),
    }
    files = tmp_path / "files"
    files.mkdir()
    for name in there:
        (files / name).write_text("saved again")

    class Store:
        async def look(self, key: str) -> tuple[int, str]:
            return there[key.removeprefix(layout.prefix)]

    copy = SimpleNamespace(known=listings, files=files)
    await confirm(layout, cast(Any, copy), cast(Any, Store()))
    listings.keep()
    for side in ("path1", "path2"):
        known = listings.files(cast(Any, side))
        assert known["a.ipynb"] == Version.told(*there["a.ipynb"])
        assert known["b.ipynb"] == Version.told(*there["b.ipynb"])
        assert known["c.ipynb"] == Version.told(5, "2026-11-24T06:00:01.123456789Z")


def test_what_is_dropped_is_unknown(listings: Listings, tmp_path: Path) -> None:
    listings.drop()
    assert not listings.hold_any()
    assert not list((tmp_path / "folder").iterdir())
