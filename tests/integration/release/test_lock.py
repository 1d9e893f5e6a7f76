"""The lock files, written anew against the registries."""

import re
import shutil
from pathlib import Path

import pytest

from tests.integration.release.conftest import PROJECT, in_release_image

_NPM = ("images/proxy", "tests/axe", "tests/integration/users/oidc")
_SUM = re.compile(r"(?<=--hash=sha256:)[0-9a-f]{64}")


@pytest.fixture
def checkout(folder: Path) -> Path:
    """What the lock of Python's packages is made of, and the lock."""
    shutil.copytree(PROJECT / "requirements", folder / "requirements")
    return folder


@pytest.fixture
def whole_checkout(checkout: Path) -> Path:
    """With npm's locks."""
    for place in _NPM:
        (checkout / place).mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PROJECT / place / name, checkout / place / name)
    return checkout


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


async def test_writing_the_locks_anew_changes_nothing(whole_checkout: Path) -> None:
    before = contents(whole_checkout)

    status, printed = await in_release_image(whole_checkout, "lock")

    assert status == 0, printed
    assert contents(whole_checkout) == before


async def test_what_is_asked_for_no_more_goes_and_what_is_new_comes(checkout: Path) -> None:
    tools = checkout / "requirements/tools.in"
    lock = checkout / "requirements/lock.txt"
    before = lock.read_text()
    release = checkout / "requirements/release.in"
    release.write_text(release.read_text().replace("pip-audit\n", ""))
    tools.write_text(tools.read_text() + "iso8601==2.1.0\n")

    status, printed = await in_release_image(checkout, "lock")

    assert status == 0, printed
    after = lock.read_text()
    assert "\npip-audit==" in before
    assert "\npip-audit==" not in after
    assert "\niso8601==2.1.0 \\\n    --hash=sha256:" in after
    # Nothing else has another version.
    versions = {line for line in before.splitlines() if "==" in line}
    added = {line for line in after.splitlines() if "==" in line} - versions
    assert added == {"iso8601==2.1.0 \\"}


@pytest.mark.parametrize("falsified", [False, True], ids=["the file itself", "another file"])
async def test_a_file_that_is_not_the_locked_one_is_not_installed(
    folder: Path, falsified: bool
) -> None:
    locked = (PROJECT / "requirements/lock.txt").read_text().replace("\\\n", "")
    (entry,) = (line for line in locked.splitlines() if line.startswith("six=="))
    (folder / "lock.txt").write_text(_SUM.sub("0" * 64, entry) if falsified else entry)
    (folder / "asked.in").write_text("six\n")

    status, printed = await in_release_image(
        folder, "uv", "pip", "install", "--no-cache", "--target=/tmp/packages",
        "--python=/usr/bin/python3", "-r", "asked.in", "-c", "lock.txt",
    )  # fmt: skip

    assert (status != 0) is falsified, printed
    assert ("ash mismatch" in printed) is falsified
