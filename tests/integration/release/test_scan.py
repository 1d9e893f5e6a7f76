"""The scan with the real scanners, and services that know what was planted in small lists of packages."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.release.conftest import in_release_image
from tests.integration.release.services import Services, State
from tests.integration.serving import served
from tests.unit.release.test_packages import archive

LOCK = "six==1.17.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"
UV = "uv==0.13.9 \\\n    --hash=sha256:" + "0" * 64 + "\n"
PLAIN = {"name": "ours", "dependencies": {"plain": "1.0.0"}}
PLAIN_LOCK = {
    "name": "ours",
    "lockfileVersion": 3,
    "packages": {
        "": PLAIN,
        "node_modules/plain": {"version": "1.0.0", "integrity": "sha512-" + "A" * 86 + "=="},
    },
}
HEAD = "| advisory | package | until | why |\n|---|---|---|---|\n"
ACCEPTED = HEAD + "".join(
    f"| {advisory} | {package} | 2999-12-31 | not reached |\n"
    for advisory, package in (
        ("CVE-2026-1001", "six"),
        ("GHSA-aaaa-bbbb-cccc", "plain"),
        ("CVE-2026-2001", "libexample1"),
    )
)
FINDINGS = (
    "PYSEC-2026-1 six 1.17.0 (requirements, mended in 99.0)",
    "GHSA-aaaa-bbbb-cccc plain 1.0.0 (images/proxy/package-lock.json)",
    "CVE-2026-2001 libexample1 1.2-3+deb13u1 (hub, mended in Debian)",
)


@pytest.fixture
def project(folder: Path) -> Path:
    for place in ("project/docs", "project/requirements", "project/images/proxy", "collected"):
        (folder / place).mkdir(parents=True)
    project = folder / "project"
    (project / "requirements/lock.txt").write_text(LOCK)
    (project / "requirements/uv.txt").write_text(UV)
    (project / "images/proxy/package.json").write_text(json.dumps(PLAIN))
    (project / "images/proxy/package-lock.json").write_text(json.dumps(PLAIN_LOCK))
    archive(folder / "collected/hub.tar")
    return project


@pytest.fixture
async def services() -> AsyncIterator[tuple[Services, str]]:
    services = Services()
    async with served(services.application()) as address:
        yield services, address


@pytest.mark.parametrize(
    ("state", "page", "status", "words"),
    [
        ("knows something", HEAD, 1, tuple(f"FOUND     {line}" for line in FINDINGS)),
        ("knows something", ACCEPTED, 0, tuple(f"accepted  {line}" for line in FINDINGS)),
        ("knows nothing", ACCEPTED, 0, ("spare     CVE-2026-1001 six", "scan: nothing is known")),
        (
            "is down",
            HEAD,
            3,
            (
                "requirements: unknown: ",
                "images/proxy/package-lock.json: unknown: ",
                "Debian's packages in the images: unknown: ",
                "scan: unknown",
            ),
        ),
    ],
)
async def test_how_a_scan_ends(
    project: Path,
    services: tuple[Services, str],
    state: State,
    page: str,
    status: int,
    words: tuple[str, ...],
) -> None:
    known, address = services
    known.state = state
    (project / "docs/advisories.md").write_text(page)

    ended, printed = await in_release_image(
        project, "python", "-m", "release.scan", "/work", "/collected",
        f"--osv-url={address}/osv", f"--npm-registry={address}/npm",
        f"--debian-source={address}/debian", collected=project.parent / "collected",
    )  # fmt: skip

    assert ended == status, printed
    for line in words:
        assert line in printed
    if state == "knows something":
        assert "(not corrected in Debian yet: 1)" in printed


async def test_a_page_that_cannot_be_read_is_not_an_empty_one(project: Path) -> None:
    (project / "docs/advisories.md").write_text("# nothing\n")

    ended, printed = await in_release_image(
        project, "python", "-m", "release.scan", "/work", "/collected",
        collected=project.parent / "collected",
    )  # fmt: skip

    assert ended == 2, printed
    assert "has no table" in printed
