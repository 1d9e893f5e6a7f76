"""JupyterLab's own files at one address: which versions, for how long, and what a browser is told."""

import gzip
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp.test_utils import TestServer

from images.notebook.eduhub_lab_files import PREFIX, addresses, share, shared, version_of
from images.notebook.eduhub_lab_files.__main__ import FOR_EVER, application
from images.notebook.eduhub_lab_files.published import KEEP_SECONDS, forget, publish, versions

VERSION = "0123456789abcdef"
OTHER = "fedcba9876543210"
SCRIPT = b"console.log('lab');" * 200


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "fonts").mkdir(parents=True)
    (folder / "main.1a2b.js").write_bytes(SCRIPT)
    (folder / "fonts" / "a.woff2").write_bytes(b"font")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    return folder


@pytest.fixture
async def service(static: Path, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    publish(static, VERSION, folder)
    server = TestServer(application(folder))
    await server.start_server()
    async with httpx.AsyncClient(base_url=str(server.make_url("/"))) as client:
        yield client
    await server.close()


def test_a_version_is_of_names_and_contents(static: Path) -> None:
    first = version_of(static)
    assert len(first) == 16
    os.utime(static / "main.1a2b.js", (0, 0))
    assert version_of(static) == first
    (static / "main.1a2b.js").rename(static / "main.js")
    second = version_of(static)
    (static / "main.js").write_bytes(b"other")
    assert len({first, second, version_of(static)}) == 3


def test_a_version_is_complete_or_not_there(static: Path, folder: Path) -> None:
    # As a start leaves it that was ended in the middle.
    (folder / f".{VERSION}").mkdir()
    (folder / f".{VERSION}" / "half").touch()
    assert versions(folder) == []
    publish(static, VERSION, folder)
    publish(static, VERSION, folder)
    assert versions(folder) == [VERSION]
    names = {str(file.relative_to(folder / VERSION)) for file in (folder / VERSION).rglob("*.*")}
    assert names == {"main.1a2b.js", "main.1a2b.js.gz", "fonts/a.woff2"}


def test_versions_of_running_servers_stay(static: Path, folder: Path) -> None:
    for name in ("old", "recent", VERSION):
        publish(static, name, folder)
    os.utime(folder / "old", (0, 0))
    os.utime(folder / VERSION, (0, 0))
    now = (folder / "recent").stat().st_mtime + KEEP_SECONDS - 1
    forget(folder, [VERSION], now)
    assert versions(folder) == [VERSION, "recent"]


async def test_a_file_is_compressed_and_never_asked_for_again(service: httpx.AsyncClient) -> None:
    async with service.stream("GET", f"{PREFIX}{VERSION}/main.1a2b.js?v=1a2b") as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(raw) == SCRIPT
    assert answer.headers["Content-Type"] == "text/javascript"
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    font = await service.get(f"{PREFIX}{VERSION}/fonts/a.woff2")
    assert (font.content, font.headers["Cache-Control"]) == (b"font", FOR_EVER)


@pytest.mark.parametrize(
    "path",
    [f"{VERSION}/other.js", "ffffffffffffffff/main.1a2b.js", f"{VERSION}/", f"{VERSION}/%2e%2e/%2e%2e/static/main.1a2b.js"],
)  # fmt: skip
async def test_what_is_not_there_is_asked_for_again(service: httpx.AsyncClient, path: str) -> None:
    answer = await service.get(f"{PREFIX}{path}")
    assert answer.status_code in {403, 404}
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_the_versions_are_told(service: httpx.AsyncClient) -> None:
    answer = await service.get(PREFIX)
    assert answer.json() == {"versions": [VERSION]}
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("place", "offered", "expected"),
    [
        ("/lab-files/", f"aaaaaaaaaaaaaaaa {VERSION}", {"fullStaticUrl": f"/lab-files/{VERSION}"}),
        ("/lab-files/", OTHER, {"fullLabextensionsUrl": f"/lab-files/{OTHER}"}),
        (
            "https://hub.example.org/lab-files/",
            f"{VERSION} {OTHER}",
            {
                "fullStaticUrl": f"https://hub.example.org/lab-files/{VERSION}",
                "fullLabextensionsUrl": f"https://hub.example.org/lab-files/{OTHER}",
            },
        ),
        ("/lab-files/", "aaaaaaaaaaaaaaaa", {}),
        ("/lab-files/", "", {}),
        ("", VERSION, {}),
    ],
)
def test_a_page_uses_the_address_only_for_its_own_version(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    offered: str,
    expected: dict[str, str],
) -> None:
    file = tmp_path / "lab-files.versions"
    file.write_text(f"{VERSION} {OTHER}\n")
    monkeypatch.setenv("EDUHUB_LAB_FILES", place)
    monkeypatch.setenv("EDUHUB_LAB_FILES_VERSIONS", offered)
    assert addresses(file) == expected
    file.unlink()
    assert addresses(file) == {}


def test_the_page_is_told_after_jupyterhub_has_told_it_something() -> None:
    settings: dict[str, Any] = {"page_config_hook": lambda _, page: page | {"hubUser": "student1"}}
    share(settings, {"fullStaticUrl": "/lab-files/1"})
    page = settings["page_config_hook"](None, {"fullStaticUrl": "/user/student1/static/lab"})
    assert page == {"fullStaticUrl": "/lab-files/1", "hubUser": "student1"}
    settings = {}
    share(settings, {"fullStaticUrl": "/lab-files/1"})
    assert settings["page_config_hook"](None, {}) == {"fullStaticUrl": "/lab-files/1"}


def test_an_extension_of_ones_own_is_had_from_ones_own_server(tmp_path: Path) -> None:
    (tmp_path / "@scope/ours/static").mkdir(parents=True)
    (tmp_path / "@scope/ours/static/entry.js").touch()
    ours = {"name": "@scope/ours", "load": "static/entry.js"}
    found = {"fullStaticUrl": "/lab-files/1", "fullLabextensionsUrl": "/lab-files/2"}
    assert shared({"federated_extensions": [ours]}, found, tmp_path).items() >= found.items()
    own = {"name": "own", "load": "static/entry.js"}
    page = shared({"federated_extensions": [ours, own]}, found, tmp_path)
    assert page["fullStaticUrl"] == "/lab-files/1"
    assert "fullLabextensionsUrl" not in page
