"""What stands between the hub and the engine, in the composed system: who has what, and what its end means."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from tests.e2e.person import Person
from tests.e2e.stack import Stack, run
from tests.waiting import eventually

Arrives = Callable[[str], Awaitable[Person]]

#: From inside the hub, as somebody who has it would: one request, its status.
ASK = """
import http.client, json, socket, sys
class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect("/run/engine-broker/engine.sock")
statuses = []
for method, path, body in json.loads(sys.argv[1]):
    connection = Connection("engine")
    connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
    statuses.append(connection.getresponse().status)
print(json.dumps(statuses))
"""
PRIVILEGED = {
    "Image": "eduhub/notebook:latest",
    "Labels": {"eduhub.instance": "edutest"},
    "HostConfig": {"Privileged": True, "Binds": ["/:/host"]},
}


def services(stack: Stack) -> list[str]:
    label = f"label=com.docker.compose.project={stack.name}"
    return run("docker", "ps", "--filter", label, "--format", "{{.Names}}").split()


def test_the_broker_alone_has_the_engine_and_it_has_nothing_else(stack: Stack) -> None:
    having = {
        name
        for name in services(stack)
        if any("docker.sock" in mount["Source"] for mount in stack.inspect(name)["Mounts"])
    }
    assert having == {stack.service("engine-broker")}
    broker = stack.inspect(stack.service("engine-broker"))
    host = broker["HostConfig"]
    assert (host["CapDrop"], host["CapAdd"], host["Privileged"]) == (["ALL"], None, False)
    assert (host["NetworkMode"], host["ReadonlyRootfs"]) == ("none", True)
    sharing = {
        name
        for name in services(stack)
        if any(mount.get("Name") == f"{stack.name}_engine-broker" for mount in stack.inspect(name)["Mounts"])
    }  # fmt: skip
    assert sharing == {stack.service("engine-broker"), stack.service("hub")}


def test_who_has_the_hub_has_not_the_host(stack: Stack) -> None:
    hub = stack.inspect(stack.service("hub"))["Id"]
    tried = [
        ("POST", "/v1.41/containers/create?name=edutest-attacker", PRIVILEGED),
        ("GET", f"/v1.41/containers/{hub}/json", None),
        (
            "POST",
            f"/v1.41/containers/{stack.inspect(stack.service('storage'))['Id']}/stop?t=0",
            None,
        ),
        ("POST", f"/v1.41/containers/{stack.service('storage')}/stop?t=0", None),
        ("POST", f"/v1.41/containers/{hub}/exec", {"Cmd": ["id"], "Privileged": True}),
        ("GET", "/v1.41/volumes", None),
        ("GET", "/version", None),
    ]
    asked = stack.inside(stack.service("hub"), "python", "-c", ASK, json.dumps(tried))
    assert json.loads(asked) == [403, 404, 404, 403, 403, 403, 200]
    assert stack.health("storage") == "healthy"
    assert "attacker" not in run("docker", "ps", "-a", "--format", "{{.Names}}")
    log = stack.logs("engine-broker")
    assert 'refused "POST /v1.41/containers/create?name=edutest-attacker"' in log


async def test_a_broker_that_dies_ends_nobodys_server(stack: Stack, person: Arrives) -> None:
    student = await (await person("student12")).log_in()
    await student.start_server()
    kernel = await student.start_kernel()
    await student.execute(kernel, "점수 = 79")
    since = datetime.now(UTC).isoformat()
    stack.kill("engine-broker")

    async def told(words: str) -> bool:
        return words in await asyncio.to_thread(stack.logs, "hub", since)

    await eventually(partial(told, "every server counts as before"), 40, "the hub knows nothing")
    assert "79" in await student.execute(kernel, "print(점수)")
    _, model = await student.hub("GET", "users/student12")
    assert model["servers"][""]["ready"]
    stack.start_service("engine-broker")
    await eventually(partial(told, "Docker engine answers again"), 40, "the hub asks again")
    assert "79" in await student.execute(kernel, "print(점수)")
    await student.stop_server()
    await student.start_server()
