"""What the hub knows of the service that has JupyterLab's files."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hub_ext.servers import lab_files
from hub_ext.servers.lab_files import LabFiles
from tests.waiting import eventually

VERSION = "0123456789abcdef"


async def heard(known: LabFiles, *versions: str) -> None:
    async def so() -> bool:
        return known.versions == versions

    await eventually(so, 10, f"versions {versions}", every=0.01)


class Service:
    """Answers what it is told to."""

    def __init__(self) -> None:
        self.status = 200
        self.body: Any = {"versions": [VERSION]}

    async def answer(self, _request: web.Request) -> web.Response:
        return web.json_response(self.body, status=self.status)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
async def server(service: Service) -> AsyncIterator[TestServer]:
    application = web.Application()
    application.router.add_get(lab_files.PREFIX, service.answer)
    server = TestServer(application)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def known(server: TestServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LabFiles]:
    monkeypatch.setattr(lab_files, "CHECK_SECONDS", 0.01)
    known = LabFiles(str(server.make_url("")))
    assert known.versions == ()
    task = asyncio.create_task(known.follow(logging.getLogger("test")))
    await heard(known, VERSION)
    yield known
    task.cancel()


async def test_a_service_that_goes_away_and_comes_back(
    known: LabFiles, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    service.status = 503
    await heard(known)
    service.status, service.body = 200, {"versions": ["fedcba9876543210", VERSION]}
    await heard(known, "fedcba9876543210", VERSION)
    assert [record.getMessage() for record in caplog.records if record.name == "test"] == [
        "The service lab-files does not answer (HTTPStatusError); each server has its own",
        "The service lab-files has JupyterLab's files for everybody",
    ]


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"versions": None}, {"versions": "0123456789abcdef"}, {"versions": ["../../etc", "0 1", ""]}],
)  # fmt: skip
async def test_nonsense_is_no_version(known: LabFiles, service: Service, body: Any) -> None:
    service.body = body
    await heard(known)


async def test_a_service_that_is_gone(known: LabFiles, server: TestServer) -> None:
    await server.close()
    await heard(known)
