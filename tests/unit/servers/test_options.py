"""A student names another image, a volume or more rights when they start their server."""

from typing import Any, Final

import pytest
from jupyterhub.spawner import SpawnException

from tests.reliability import Reliability
from tests.unit.servers.conftest import Spawners
from tests.unit.servers.fakes import FakeEngine

#: What DockerSpawner, its relatives and the engine itself have names for.
OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "image": {"image": "evil/image"},
    "an image beside ours": {"image": "eduhub/notebook:latest", "image_whitelist": ["evil"]},
    "an image in a form": {"image": ["eduhub/notebook:latest"]},
    "another tag": {"image": "eduhub/notebook:evil"},
    "the same image in other words": {"image": "docker.io/eduhub/notebook:latest"},
    "volumes": {"volumes": {"/": "/host"}},
    "read-only volumes": {"read_only_volumes": {"/etc": "/host"}},
    "mounts": {"mounts": [{"type": "bind", "source": "/", "target": "/host"}]},
    "binds": {"HostConfig": {"Binds": ["/var/run/docker.sock:/var/run/docker.sock"]}},
    "host options": {"extra_host_config": {"privileged": True}},
    "creation options": {"extra_create_kwargs": {"user": "root"}},
    "a command": {"cmd": ["sh", "-c", "id"]},
    "arguments": {"args": ["--allow-root"]},
    "environment": {"environment": {"LD_PRELOAD": "/home/student/evil.so"}},
    "limits": {"mem_limit": "1T", "cpu_limit": 64},
    "a network": {"network_name": "host"},
    "a name": {"name_template": "eduhub-teacher11"},
    "a profile": {"profile": "admin"},
    "a user": {"user": "teacher11"},
    "a prototype": {"__class__": {"settings": None}},
    "nothing by many names": {str(number): None for number in range(1000)},
}


@pytest.mark.attack("another image or volume through spawn options")
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
async def test_what_somebody_asks_for_is_refused_and_not_kept(
    spawners: Spawners, engine: FakeEngine, reliability: Reliability, options: dict[str, Any]
) -> None:
    spawner = spawners()
    spawner.user_options = spawner.orm_spawner.user_options = options
    with pytest.raises(SpawnException) as caught:
        await spawner.start()
    assert caught.value.reason == "option-refused"
    assert engine.all == {}
    # Or the next start, which asks for nothing, would ask for it again.
    assert spawner.orm_spawner.user_options is None
    reliability.count(1)


@pytest.mark.attack("another image or volume through spawn options")
async def test_a_start_without_options_has_what_the_role_has(
    spawners: Spawners, engine: FakeEngine
) -> None:
    plain, named = spawners("student1"), spawners("student2")
    named.user_options = {"image": named.settings.hub_notebook_image}
    for spawner in (plain, named):
        await spawner.start()
    first, second = (container["Config"] for container in engine.all.values())
    assert first["Image"] == second["Image"] == plain.settings.hub_notebook_image
    assert first["HostConfig"].keys() == second["HostConfig"].keys()
    assert [mount["Target"] for mount in first["HostConfig"]["Mounts"]] == [
        mount["Target"] for mount in second["HostConfig"]["Mounts"]
    ]
