"""An engine and a storage agent with real state, in which any one call can be made to fail."""

import gc
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from hub_ext.names import safe_name
from hub_ext.servers.engine import Engine, EngineCode, EngineError
from hub_ext.servers.warm.claiming import Claims
from hub_ext.settings import HubSettings
from hub_ext.storage.client import StorageClient

ADDRESS = "127.0.0.1"
#: For tests with `no_engine`: Docker's library leaves a socket that it could not connect to the
#: garbage collector.
NO_ENGINE = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
NETWORK = "eduhub-users"


def let_go(engine: Engine) -> None:
    """Close an engine and wait for its threads: one that has answered holds what it worked on until it has ended."""
    engine.close()
    for lane in (engine._work, engine._questions):
        lane._threads.shutdown(wait=True)
    gc.collect()


class FakeEngine(Engine):
    """Containers in a dictionary; `faults` names the calls that fail and how."""

    def __init__(self) -> None:
        self.is_out = False
        self.faults: dict[str, EngineError] = {}
        self.calls: list[str] = []
        self.all: dict[str, dict[str, Any]] = {}
        #: What the name of the image stands for now.
        self.image = "sha256:1"
        #: Called after a container was started, for one that ends at once.
        self.after_start: Callable[[dict[str, Any]], None] = lambda _: None

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name in self.faults:
            raise self.faults[name]

    def _find(self, name: str) -> dict[str, Any] | None:
        return next((c for c in self.all.values() if name in {c["Id"], c["Name"]}), None)

    async def inspect(self, name: str) -> dict[str, Any] | None:
        self._called("inspect")
        return self._find(name)

    async def containers(self, label: str) -> list[dict[str, Any]]:
        self._called("containers")
        key, value = label.split("=")
        return [
            {
                "Id": c["Id"],
                "Names": [f"/{c['Name']}"],
                "Labels": c["Config"]["Labels"],
                "State": "running" if c["State"]["Running"] else "exited",
                "ImageID": c["Image"],
                "Created": c["Created"],
                "NetworkSettings": c["NetworkSettings"],
            }
            for c in self.all.values()
            if c["Config"]["Labels"].get(key) == value
        ]

    async def last_line(self, container_id: str) -> str:  # noqa: ARG002
        self._called("last_line")
        return "the last line"

    async def create(self, name: str, config: dict[str, Any]) -> str:
        self._called("create")
        return self.add(name, config, running=False)

    async def start(self, container_id: str) -> None:
        self._called("start")
        container = self.all[container_id]
        container["State"]["Running"] = True
        self.after_start(container)

    async def rename(self, container_id: str, name: str) -> None:
        self._called("rename")
        taken = self._find(name)
        if container_id not in self.all:
            raise EngineError(EngineCode.NOT_FOUND, "no such container")
        if taken is not None and taken["Id"] != container_id:
            raise EngineError(EngineCode.CONFLICT, "the name is taken")
        self.all[container_id]["Name"] = name

    async def update(self, container_id: str, limits: Mapping[str, Any]) -> None:
        self._called("update")
        if container_id not in self.all:
            raise EngineError(EngineCode.NOT_FOUND, "no such container")
        self.all[container_id]["Limits"] = dict(limits)

    async def image_id(self, name: str) -> str | None:  # noqa: ARG002
        self._called("image_id")
        return self.image

    async def stop(self, container_id: str, grace_seconds: int) -> None:  # noqa: ARG002
        self._called("stop")
        if container_id in self.all:
            self.end(container_id)

    async def remove(self, container_id: str) -> None:
        self._called("remove")
        found = self._find(container_id)
        if found is not None:
            del self.all[found["Id"]]

    def add(self, name: str, config: dict[str, Any], *, running: bool = True) -> str:
        container_id = f"{len(self.calls):04d}{safe_name(name)}"
        self.all[container_id] = {
            "Id": container_id,
            "Name": name,
            "Config": config,
            "Image": self.image,
            "Created": time.time(),
            "State": {"Running": running, "ExitCode": 0, "OOMKilled": False},
            "NetworkSettings": {"Networks": {NETWORK: {"IPAddress": ADDRESS}}},
        }
        return container_id

    def end(self, container_id: str, exit_code: int = 0, *, out_of_memory: bool = False) -> None:
        """Let a container end by itself."""
        self.all[container_id]["State"] = {
            "Running": False,
            "ExitCode": exit_code,
            "OOMKilled": out_of_memory,
        }


class FakeAgent:
    """Which homes are open, behind the hub's real client; `faults` names the calls that fail."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        #: Who is at which place.
        self.places: dict[str, str] = {}
        self.calls: list[str] = []
        self.faults: dict[str, str] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.unreachable = False
        #: Called with a home's relative path before the answer, for tests with real folders.
        self.prepare: Callable[[str], None] = lambda _: None
        self.client = StorageClient(
            "http://storage:8700", "token", transport=httpx.MockTransport(self._answer)
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        call = request.url.path.removeprefix("/homes/").removeprefix("/")
        self.calls.append(call)
        if self.unreachable:
            raise httpx.ConnectError("All connection attempts failed")
        if call in self.faults:
            failure = {"error": self.faults[call], "message": "as the operator reads it"}
            return httpx.Response(503, json=failure)
        if call.startswith("places"):
            return self._answer_of_places(call, request)
        user_id = json.loads(request.content)["user_id"]
        path = f"homes/{safe_name(user_id)}/files"
        if call == "open":
            self.open.add(user_id)
            self.prepare(path)
            answer: dict[str, Any] = {"path": path, "state": "current", "reason": None}
        elif call == "status":
            answer = {"user_id": user_id, "open": user_id in self.open, "state": "saved"}
        else:
            self.open.discard(user_id)
            answer = {"state": "saved", "reason": None}
        return httpx.Response(200, json=answer | self.answers.get(call, {}))

    def _answer_of_places(self, call: str, request: httpx.Request) -> httpx.Response:
        if call == "places":
            return httpx.Response(200, json={"people": self.places})
        asked = json.loads(request.content)
        name, error = asked["name"], ""
        if call == "places/make":
            self.places[name] = ""
        elif call == "places/remove":
            self.places.pop(name, None)
        elif name not in self.places or asked["user_id"] not in self.open:
            error = "not-found"
        elif self.places[name]:
            error = "already-attached"
        else:
            self.places[name] = asked["user_id"]
        if error:
            return httpx.Response(409, json={"error": error, "message": "as it is"})
        return httpx.Response(200, json={"name": name})


class FakeProcesses:
    """What the processes in waiting containers answer, behind the hub's real client."""

    def __init__(self, settings: HubSettings) -> None:
        self.claims = Claims(settings)
        self.claims._http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        self.told: list[dict[str, Any]] = []
        self.status = {"GET": 200, "POST": 204}
        self.error: httpx.HTTPError | None = None

    def _answer(self, request: httpx.Request) -> httpx.Response:
        assert str(request.url) == f"http://{ADDRESS}:8888/claim"
        if self.error is not None and request.method == "POST":
            raise self.error
        if request.method == "POST":
            self.told.append(json.loads(request.content))
        return httpx.Response(self.status[request.method])
