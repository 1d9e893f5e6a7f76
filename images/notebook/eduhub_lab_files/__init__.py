"""JupyterLab's own files and extensions, the same for everybody, at one address for all.

At the address of each person's server a browser would load them once for every person who sits down
at that computer. So a container of this image, which is nobody's server, has them all:
``python -m eduhub_lab_files``. Versions stay there while servers that were made of an older image run.

In every user's container this is a server extension that puts the address into JupyterLab's page.
"""

import hashlib
import os
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, Final

#: Where the image has JupyterLab's files, and those of its extensions.
STATIC: Final = Path("/opt/jupyter/share/jupyter/lab/static")
EXTENSIONS: Final = Path("/opt/jupyter/share/jupyter/labextensions")
#: The versions of the two in this order, with a space between them; written when the image is built.
VERSIONS_FILE: Final = Path("/opt/jupyter/share/jupyter/lab-files.versions")
#: The part of every address that the proxy knows the service by.
PREFIX: Final = "/lab-files/"

Page = dict[str, Any]


def version_of(folder: Path) -> str:
    """Return sixteen hexadecimal digits that change with any file's name or content."""
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            total.update(f"{file.relative_to(folder)}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]


def addresses(versions_file: Path = VERSIONS_FILE) -> dict[str, str]:
    """Return where this server's page finds what, by the name of JupyterLab's setting for it.

    The hub names the address (``EDUHUB_LAB_FILES``) and which versions are to be had there
    (``EDUHUB_LAB_FILES_VERSIONS``, with spaces between them). What is not there is the server's own.
    """
    place = os.environ.get("EDUHUB_LAB_FILES", "")
    offered = os.environ.get("EDUHUB_LAB_FILES_VERSIONS", "").split()
    if not place or not versions_file.exists():
        return {}
    settings = ("fullStaticUrl", "fullLabextensionsUrl")
    versions = versions_file.read_text().split()
    return {
        setting: f"{place}{version}"
        for setting, version in zip(settings, versions, strict=True)
        if version in offered
    }


def shared(page: Page, found: dict[str, str], extensions: Path = EXTENSIONS) -> Page:
    """Return what JupyterLab's page is told, with the addresses for everybody in it."""
    loaded = [(one["name"], one["load"]) for one in page.get("federated_extensions", [])]
    # One that a person has installed for themselves is had from their server alone.
    if all((extensions / name / load).is_file() for name, load in loaded):
        return page | found
    return page | {name: url for name, url in found.items() if name == "fullStaticUrl"}


def share(settings: MutableMapping[str, Any], found: dict[str, str]) -> None:
    """Let what every page is told pass through `shared`, after whoever does something with it already."""
    before: Callable[[Any, Page], Page] | None = settings.get("page_config_hook")

    def hook(handler: Any, page: Page) -> Page:
        return shared(before(handler, page) if before else page, found)

    settings["page_config_hook"] = hook


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Return what jupyter_server asks a package for: where the function below is."""
    return [{"module": "eduhub_lab_files"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Put the addresses into the page. jupyter_server calls this after it has made its application."""
    if found := addresses():
        # Another extension, JupyterHub's, sets what it does with the page and asks for nobody else's.
        server.io_loop.add_callback(share, server.web_app.settings, found)
