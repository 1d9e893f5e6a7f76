"""Somebody who has the hub tries everything that the engine can do: nothing of it happens.

What the rules refuse is in ``tests/unit/servers/broker``; here the engine itself says that nothing has changed.
"""

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub_ext.servers import hardening
from hub_ext.settings import HubSettings
from hub_ext.users.identity import Identity
from tests.integration.servers.broker.conftest import NAMES, Others, everything
from tests.integration.servers.conftest import INSTANCE, Machine, docker

pytestmark = pytest.mark.docker

V = "/v1.41"
NAME = f"{INSTANCE}-student1"
SOCKET = "/var/run/docker.sock"

#: What is tried with a container that is created: each a change of the one that is allowed.
HOST_CHANGES: dict[str, dict[str, Any]] = {
    "privileged": {"Privileged": True},
    "the host's root": {"Binds": ["/:/host"]},
    "the engine's socket": {"Binds": [f"{SOCKET}:{SOCKET}"]},
    "the engine's socket as a mount": {
        "Mounts": [{"Type": "bind", "Source": SOCKET, "Target": SOCKET, "ReadOnly": False}]
    },
    "somebody's volume": {
        "Mounts": [{"Type": "volume", "Source": "eduhub_hub-data", "Target": "/home/student", "ReadOnly": False}]
    },
    "the host's processes": {"PidMode": "host"},
    "the host's network": {"NetworkMode": "host"},
    "the hub's network": {"NetworkMode": f"{INSTANCE}-backend"},
    "another's network": {"NetworkMode": f"container:{INSTANCE}-hub-1"},
    "a capability": {"CapAdd": ["SYS_ADMIN"]},
    "a device": {"Devices": [{"PathOnHost": "/dev/mem", "PathInContainer": "/dev/mem", "CgroupPermissions": "rwm"}]},
    "no seccomp": {"SecurityOpt": ["no-new-privileges:true", "seccomp=unconfined"]},
    "a port of the host": {"PortBindings": {"8888/tcp": [{"HostPort": "0"}]}},
    "in small letters": {"privileged": True},
}  # fmt: skip
CHANGES: dict[str, dict[str, Any]] = {
    "another image": {"Image": "debian:trixie-slim"},
    "root": {"User": "0:0"},
    "no label": {"Labels": {}},
    "another hub's label": {"Labels": {"eduhub.instance": f"{INSTANCE}2", "eduhub.user": "student1", "eduhub.home-state": "current"}},
    "somebody else": {"Labels": {"eduhub.instance": INSTANCE, "eduhub.user": "student2", "eduhub.home-state": "current"}},
    "a second network": {"NetworkingConfig": {"EndpointsConfig": {f"{INSTANCE}-backend": {}}}},
    "everything again in small letters": {"hostconfig": {"Privileged": True}},
}  # fmt: skip


@pytest.fixture
def allowed(settings: HubSettings) -> dict[str, Any]:
    return hardening.container_config(
        settings, Identity("student1"), binds=[], home_state="current", environment={}
    ) | {"Cmd": ["sleep", "60"]}


async def create(http: httpx.AsyncClient, content: str | bytes) -> httpx.Response:
    return await http.post(f"{V}/containers/create?name={NAME}", content=content)


async def test_no_other_container_is_made(
    hub: Machine, http: httpx.AsyncClient, allowed: dict[str, Any]
) -> None:
    before = everything()
    tried = {name: allowed | more for name, more in CHANGES.items()}
    for name, more in HOST_CHANGES.items():
        tried[name] = copy.deepcopy(allowed)
        tried[name]["HostConfig"] |= more
    bodies = {name: json.dumps(body) for name, body in tried.items()}
    plain = json.dumps(allowed)
    bodies["a name twice"] = plain.replace(
        '"Privileged": false', '"Privileged": false, "Privileged": true'
    )
    bodies["too long"] = plain + " " * 1024**2
    bodies["not JSON"] = plain[:-1]
    answers = {name: (await create(http, body)).status_code for name, body in bodies.items()}
    assert answers == dict.fromkeys(bodies, 403)
    assert everything() == before
    try:
        # And the one that is allowed is made: so what was refused was refused for what was changed.
        assert (await create(http, plain)).status_code == 201
    finally:
        docker("rm", "-f", NAME, check=False)


async def test_containers_of_others_are_not_there(http: httpx.AsyncClient, others: Others) -> None:
    before = everything()
    listed = await http.get(
        f"{V}/containers/json",
        params={"limit": -1, "all": 1, "size": 0, "trunc_cmd": 0,
                "filters": json.dumps({"label": [f"eduhub.instance={INSTANCE}"]})},
    )  # fmt: skip
    assert listed.json() == []
    limits = {"CpuShares": 2, "CpuPeriod": 100_000, "CpuQuota": 50_000,
              "Memory": 512 * 1024**2, "MemorySwap": 512 * 1024**2}  # fmt: skip
    answers = set()
    for named in (others.unlabelled, others.of_another_hub, *NAMES):
        at = f"{V}/containers/{named}"
        for answer in (
            await http.get(f"{at}/json"),
            await http.get(f"{at}/logs?stdout=1&stderr=1&timestamps=0&follow=0&tail=5"),
            await http.post(f"{at}/stop?t=0"),
            await http.post(f"{at}/start"),
            await http.post(f"{at}/rename?name={NAME}"),
            await http.post(f"{at}/update", json=limits),
            await http.delete(f"{at}?v=True&link=False&force=True"),
        ):
            # The name of another hub's container is not even one that ours gives.
            answers.add((named == NAMES[1], answer.status_code))
    assert answers == {(False, 404), (True, 403)}
    assert everything() == before


async def status_of(socket: Path, request: str) -> str:
    """The answer's first line to a request that no library has put in order."""
    reader, writer = await asyncio.open_unix_connection(str(socket))
    writer.write(f"{request} HTTP/1.1\r\nHost: engine\r\nContent-Length: 0\r\n\r\n".encode())
    line = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return line.decode().strip()


async def test_no_spelling_leads_to_another_container(broker: Path, others: Others) -> None:
    before, theirs = everything(), others.unlabelled
    spellings = [
        f"{V}/containers/{NAME}/../{theirs}/stop?t=0",
        f"{V}/containers/{theirs}/../{theirs}/stop?t=0",
        f"{V}/containers/{theirs}%2f..%2f{theirs}/stop?t=0",
        f"{V}/containers//{theirs}/stop?t=0",
        f"{V}//containers/{theirs}/stop?t=0",
        f"/{V}/containers/{theirs}/stop?t=0",
        f"{V}/containers/./{theirs}/stop?t=0",
        f"{V}/containers/{theirs}%00/stop?t=0",
        f"{V}/containers/{theirs.upper()}/stop?t=0",
        f"{V}/containers/{theirs[:12]}/stop?t=0",
        f"{V}/Containers/{theirs}/stop?t=0",
        f"/containers/{theirs}/stop?t=0",
        f"/v1.24/containers/{theirs}/stop?t=0",
        f"http://engine{V}/containers/{theirs}/stop?t=0",
    ]
    answers = {target: await status_of(broker, f"POST {target}") for target in spellings}
    assert answers == dict.fromkeys(spellings, "HTTP/1.1 403 Forbidden")
    assert everything() == before


async def test_nothing_else_of_the_engine_is_to_be_had(
    http: httpx.AsyncClient, others: Others, hub: Machine, allowed: dict[str, Any]
) -> None:
    container = (await create(http, json.dumps(allowed))).json()["Id"]
    try:
        before = everything()
        tried: list[tuple[str, str, Any]] = [
            ("POST", f"/containers/{container}/exec", {"Cmd": ["id"], "User": "0", "Privileged": True}),
            ("POST", f"/containers/{container}/attach?stream=1&stdin=1", None),
            ("PUT", f"/containers/{container}/archive?path=/", None),
            ("GET", f"/containers/{container}/archive?path=/etc/passwd", None),
            ("GET", f"/containers/{container}/export", None),
            ("POST", f"/commit?container={container}&repo=servtest", None),
            ("POST", "/build?t=servtest&remote=https://example.org/x.git", None),
            ("POST", "/images/create?fromImage=debian", None),
            ("POST", "/images/debian:trixie-slim/tag?repo=servtest", None),
            ("GET", "/images/json", None),
            ("POST", f"/networks/{INSTANCE}-backend/connect", {"Container": container}),
            ("POST", "/networks/create", {"Name": f"{INSTANCE}-more"}),
            ("POST", "/volumes/create", {"Name": "servtest", "DriverOpts": {"type": "none", "o": "bind", "device": "/"}}),
            ("GET", "/volumes", None),
            ("GET", "/secrets", None),
            ("POST", "/swarm/init", {"ListenAddr": "0.0.0.0:2377"}),
            ("POST", "/plugins/pull?remote=x", []),
            ("POST", "/containers/prune", None),
            ("POST", f"/containers/{container}/update", {"RestartPolicy": {"Name": "always"}}),
            ("POST", f"/containers/{container}/update", {"Devices": []}),
            ("POST", f"/containers/{container}/start", {"HostConfig": {"Privileged": True}}),
            ("GET", "/info", None),
            ("GET", "/system/df", None),
            ("GET", "/events", None),
        ]  # fmt: skip
        answers = [
            (await http.request(how, V + path, json=body)).status_code for how, path, body in tried
        ]
        assert answers == [403] * len(tried)
        upgrade = {"Connection": "Upgrade", "Upgrade": "tcp"}
        answer = await http.get(f"{V}/containers/{container}/json", headers=upgrade)
        assert answer.status_code == 403
        assert everything() == before
    finally:
        docker("rm", "-f", NAME, check=False)
