"""What is installed is what was locked: every package with its version and the sums of its files."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[3]
REQUIREMENTS = PROJECT / "requirements"
DOCKERFILES = sorted((PROJECT / "images").glob("*/Dockerfile"))
NPM_LOCKS = sorted(
    path for path in PROJECT.rglob("package-lock.json") if "node_modules" not in path.parts
)
_SUM = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def locked(name: str) -> Mapping[str, tuple[Requirement, int]]:
    """Each package of a lock, and how many of its files have a sum."""
    entries = (REQUIREMENTS / name).read_text().replace("\\\n", " ").splitlines()
    found: dict[str, tuple[Requirement, int]] = {}
    for entry in entries:
        requirement = Requirement(entry.partition(" --hash=")[0])
        found[canonicalize_name(requirement.name)] = requirement, len(_SUM.findall(entry))
    return found


@pytest.mark.parametrize("name", ["lock.txt", "uv.txt"])
def test_every_package_has_one_version_and_sums(name: str) -> None:
    packages = locked(name)

    assert packages
    for package, (requirement, sums) in packages.items():
        assert [part.operator for part in requirement.specifier] == ["=="], package
        assert sums, package


@pytest.mark.parametrize("source", sorted(REQUIREMENTS.glob("*.in")), ids=lambda path: path.name)
def test_what_an_image_asks_for_is_locked_as_it_asks(source: Path) -> None:
    packages = locked("uv.txt" if source.name == "uv.in" else "lock.txt")
    lines = [line for line in source.read_text().splitlines() if line and line[0] not in "#-"]

    assert lines
    for asked in map(Requirement, lines):
        requirement, _ = packages[canonicalize_name(asked.name)]
        (pin,) = requirement.specifier
        assert asked.specifier.contains(pin.version), asked


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda path: path.parent.name)
def test_an_image_takes_python_packages_from_the_lock_only(file: Path) -> None:
    text = re.sub(r"^\s*#.*\n", "", file.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    installs = re.findall(r"/(?:uv pip|pip|pip3) install\b.*?(?=&&|\n|$)", text)

    for command in installs:
        assert "--require-hashes -r /requirements/uv.txt" in command or (
            command.startswith("/uv pip") and "-c /requirements/lock.txt" in command
        ), command
        # Beside lists and options, nothing by name.
        words = re.sub(r"(-r|-c|--python) \S+", "", command).split()[2:]
        assert [word for word in words if word[0] != "-" and word != "install"] == []


@pytest.mark.parametrize("file", NPM_LOCKS, ids=lambda path: path.parent.name)
def test_every_package_of_npm_has_its_sum_and_no_address(file: Path) -> None:
    packages = json.loads(file.read_text())["packages"]

    assert len(packages) > 1
    for path, entry in packages.items():
        assert not path or entry["integrity"].startswith("sha512-"), path
        assert "resolved" not in entry


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda path: path.parent.name)
def test_an_image_takes_npm_packages_from_the_lock_only(file: Path) -> None:
    commands = re.findall(r"\bnpm (?:ci|install|i|exec)\b.*", file.read_text())

    assert [line for line in commands if not line.startswith(("npm ci ", "npm >"))] == []
