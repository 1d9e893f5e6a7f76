"""Lists of packages out of an image, and the bill that is made of them."""

import io
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from release.packages import Package, debian_status, installed
from release.sbom.__main__ import write
from release.sbom.bill import bill

STATUS = """Package: libexample1
Status: install ok installed
Architecture: amd64
Version: 1.2-3+deb13u1
Description: an example
 with a second line

Package: gone
Status: deinstall ok config-files
Architecture: all
Version: 1
"""
NODE = {
    "packages": {
        "": {"name": "ours"},
        "node_modules/plain": {"version": "1.0.0", "license": "MIT"},
        "node_modules/@scope/inner": {"version": "2.0.0"},
        "node_modules/plain/node_modules/@scope/inner": {"version": "2.1.0"},
    }
}
METADATA = """Metadata-Version: 2.4
Name: Some_Package.Name
Version: 3.0
License-Expression: BSD-3-Clause

License: this is the description
"""
FILES = {
    "var/lib/dpkg/status": STATUS,
    "opt/proxy/node_modules/.package-lock.json": json.dumps(NODE),
    "opt/hub/lib/python3.13/site-packages/some_package_name-3.0.dist-info/METADATA": METADATA,
    "opt/hub/lib/python3.13/site-packages/eduhub_kernels-1.dist-info/METADATA": "Name: eduhub-kernels\nVersion: 1\n\n",
    "opt/more/lib/python3.13/site-packages/some_package_name-3.0.dist-info/METADATA": METADATA,
}
PACKAGES = [
    Package("deb", "libexample1", "1.2-3+deb13u1", architecture="amd64"),
    Package("npm", "@scope/inner", "2.0.0"),
    Package("npm", "@scope/inner", "2.1.0"),
    Package("npm", "plain", "1.0.0", "MIT"),
    Package("pypi", "some-package-name", "3.0", "BSD-3-Clause"),
]
MADE = datetime(2026, 11, 30, 12, tzinfo=UTC)
IDENTITY = "sha256:" + "0a" * 32


def archive(path: Path, files: dict[str, str] = FILES) -> Path:
    """A tar file as an image's lists come in."""
    with tarfile.open(path, "w") as target:
        for name, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            target.addfile(member, io.BytesIO(content))
    return path


def test_packages_of_all_kinds_are_found_once(tmp_path: Path) -> None:
    assert installed(archive(tmp_path / "hub.tar")) == PACKAGES


def test_dpkg_s_own_list_is_there_for_debsecan(tmp_path: Path) -> None:
    assert debian_status(archive(tmp_path / "hub.tar")) == STATUS


def test_an_image_without_debian_s_list_is_an_error_and_not_an_empty_bill(tmp_path: Path) -> None:
    empty = archive(tmp_path / "hub.tar", {})

    with pytest.raises(ValueError, match=r"hub\.tar has no list of Debian packages"):
        installed(empty)


@pytest.mark.parametrize("licence", ["UNKNOWN", "The whole\n text of it"])
def test_a_licence_that_names_none_is_left_out(tmp_path: Path, licence: str) -> None:
    files = FILES | {"opt/x-1.dist-info/METADATA": f"Name: x\nVersion: 1\nLicense: {licence}\n\n"}

    assert Package("pypi", "x", "1") in installed(archive(tmp_path / "hub.tar", files))


def test_the_bill_names_every_package_by_its_url() -> None:
    document = json.loads(bill("hub", "0.1.0-gabc", IDENTITY, MADE, PACKAGES))

    assert document["specVersion"] == "1.6"
    assert document["metadata"]["component"]["version"] == "0.1.0-gabc"
    assert sorted(part["purl"] for part in document["components"]) == [
        "pkg:deb/debian/libexample1@1.2-3%2Bdeb13u1?arch=amd64&distro=trixie",
        "pkg:npm/%40scope/inner@2.0.0",
        "pkg:npm/%40scope/inner@2.1.0",
        "pkg:npm/plain@1.0.0",
        "pkg:pypi/some-package-name@3.0",
    ]


def test_the_same_image_has_the_same_bill_to_the_letter() -> None:
    first, second = (
        bill("hub", "1", IDENTITY, MADE, order) for order in (PACKAGES, PACKAGES[::-1])
    )

    assert first == second
    assert first != bill("hub", "1", "sha256:" + "0b" * 32, MADE, PACKAGES)


def test_each_collected_image_gets_its_file(tmp_path: Path) -> None:
    collected, target = tmp_path / "collected", tmp_path / "sbom"
    collected.mkdir()
    target.mkdir()
    for image, labels in (
        ("hub", {"org.opencontainers.image.version": "0.1.0-gabc"}),
        ("old", None),
    ):
        archive(collected / f"{image}.tar")
        inspected = {
            "Id": IDENTITY,
            "Created": "2026-11-30T12:00:00.5Z",
            "Config": {"Labels": labels},
        }
        (collected / f"{image}.json").write_text(json.dumps([inspected]))

    write(collected, target)

    versions = {
        path.name: json.loads(path.read_text())["metadata"]["component"]["version"]
        for path in target.iterdir()
    }
    assert versions == {"hub.cdx.json": "0.1.0-gabc", "old.cdx.json": "unknown"}
