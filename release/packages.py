"""What is installed in an image, from the lists of packages that its installers keep there."""

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Literal

from debian.deb822 import Deb822
from packaging.utils import canonicalize_name

#: Debian's list of what is installed, as a path inside an archive.
DEBIAN_STATUS = "var/lib/dpkg/status"
_OURS = "eduhub"

type Kind = Literal["deb", "npm", "pypi"]


@dataclass(frozen=True, order=True)
class Package:
    """One package in one version; `kind` as package URLs call it.

    Attributes
    ----------
    licence
        As the package itself says, SPDX or free text; empty where it says nothing.
    architecture
        Of a Debian package, such as ``amd64``.
    """

    kind: Kind
    name: str
    version: str
    licence: str = ""
    architecture: str = ""


def installed(archive: Path) -> list[Package]:
    """Return the packages of an image, sorted, each once.

    Parameters
    ----------
    archive
        A tar file of ``*.dist-info/METADATA``, ``node_modules/.package-lock.json`` and dpkg's
        ``status``, as `collect` in ``scripts/release.sh`` writes it.

    Raises
    ------
    ValueError
        If it has no list of Debian's: every image has one, so something went wrong.
    """
    found: set[Package] = set()
    with tarfile.open(archive) as files:
        for member in files:
            content = files.extractfile(member)
            if content:
                found.update(_packages(member.name, content.read().decode(errors="replace")))
    if not any(package.kind == "deb" for package in found):
        raise ValueError(f"{archive.name} has no list of Debian packages")
    return sorted(found)


def debian_status(archive: Path) -> str:
    """Return dpkg's own list, as debsecan reads it.

    Raises
    ------
    KeyError
        If the archive has none.
    """
    with tarfile.open(archive) as files:
        content = files.extractfile(DEBIAN_STATUS)
        assert content  # noqa: S101 - it is a file
        return content.read().decode(errors="replace")


def _packages(path: str, text: str) -> Iterator[Package]:
    if path == DEBIAN_STATUS:
        return _of_debian(text)
    return _of_npm(text) if path.endswith(".json") else _of_python(text)


def _of_debian(text: str) -> Iterator[Package]:
    for entry in Deb822.iter_paragraphs(text, use_apt_pkg=False):
        if entry.get("Status", "").endswith(" installed"):
            yield Package(
                "deb", entry["Package"], entry["Version"], architecture=entry["Architecture"]
            )


def _of_npm(text: str) -> Iterator[Package]:
    for path, entry in json.loads(text)["packages"].items():
        # The first has no path: it is what the others were installed for.
        if path and "version" in entry:
            licence = entry.get("license", "")
            yield Package(
                "npm",
                entry.get("name", path.rpartition("node_modules/")[2]),
                entry["version"],
                licence if isinstance(licence, str) else "",
            )


def _of_python(text: str) -> Iterator[Package]:
    headers = HeaderParser().parsestr(text)
    # What only names our own extensions for Jupyter is no package of PyPI's.
    if headers["Name"].startswith(_OURS):
        return
    licence = headers.get("License-Expression") or headers.get("License") or ""
    # Some have the whole text of their licence in this line.
    name = "" if "\n" in licence or licence == "UNKNOWN" else licence
    yield Package("pypi", canonicalize_name(headers["Name"]), headers["Version"], name)
