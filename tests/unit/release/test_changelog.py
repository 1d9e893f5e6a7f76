"""CHANGELOG.md has the form that its second line names."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
_VERSION = re.compile(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d{2}-\d{2})")


def problems(text: str) -> list[str]:
    """What is wrong with a changelog."""
    head, *releases = re.split(r"^## ", text, flags=re.MULTILINE)
    found = [] if head.startswith("# Changelog\n") else ["no title"]
    names = [release.partition("\n")[0] for release in releases]
    if names[:1] != ["[Unreleased]"]:
        found.append("what is not released yet does not come first")
    versions = [_VERSION.fullmatch(name) for name in names[1:]]
    found += [
        f"no version with its day: {name}"
        for name, version in zip(names[1:], versions, strict=True)
        if not version
    ]
    numbers = [tuple(map(int, version.groups()[:3])) for version in versions if version]
    days = [date.fromisoformat(version[4]) for version in versions if version]
    if numbers != sorted(set(numbers), reverse=True) or days != sorted(days, reverse=True):
        found.append("versions do not go from the newest to the oldest")
    for release in releases:
        found += _problems_of_one(release)
    return found


def _problems_of_one(release: str) -> list[str]:
    name, *groups = re.split(r"^### ", release, flags=re.MULTILINE)
    kinds = [group.partition("\n")[0] for group in groups]
    found = [f"not one of {', '.join(KINDS)}: {kind}" for kind in kinds if kind not in KINDS]
    if len(set(kinds)) != len(kinds):
        found.append(f"a heading comes twice in {name.strip()}")
    return found + [
        f"nothing under {kind}"
        for kind, group in zip(kinds, groups, strict=True)
        if not re.search(r"^- \S", group, re.MULTILINE)
    ]


def test_the_changelog_has_its_form() -> None:
    assert problems((PROJECT / "CHANGELOG.md").read_text()) == []


def test_the_newest_released_version_is_the_project_s() -> None:
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    released = _VERSION.search((PROJECT / "CHANGELOG.md").read_text())

    assert not released or version == ".".join(released.groups()[:3])


_GOOD = """# Changelog

## [Unreleased]

### Added

- This.

## [1.1.0] - 2027-02-01

### Fixed

- That.

## [1.0.0] - 2027-01-31

### Added

- All.
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("", "", None),
        ("# Changelog\n", "# Changes\n", "no title"),
        ("## [Unreleased]", "## [2.0.0] - 2027-03-01", "does not come first"),
        ("## [1.1.0] - 2027-02-01", "## 1.1.0", "no version with its day"),
        ("## [1.1.0]", "## [0.9.0]", "newest to the oldest"),
        ("2027-02-01", "2026-02-01", "newest to the oldest"),
        ("### Fixed", "### Mended", "not one of"),
        ("- That.", "", "nothing under Fixed"),
        ("### Added\n\n- This.", "### Added\n\n- This.\n\n### Added\n\n- It.", "comes twice"),
    ],
)
def test_a_wrong_form_is_named(old: str, new: str, problem: str | None) -> None:
    found = problems(_GOOD.replace(old, new, 1))

    assert [text for text in found if problem and problem in text] or (not problem and not found)
