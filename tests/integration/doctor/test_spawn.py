"""A server for a try on the real engine: that it answers, that it cannot, and that nothing is left."""

from collections.abc import AsyncIterator, Callable

import pytest

from hub_ext.doctor.inside.spawn import look
from hub_ext.servers.engine import Engine
from hub_ext.settings import HubSettings
from tests.integration.doctor.place import DATA, INSTANCE, Place, docker
from tests.unit.servers.conftest import make_settings
from tests.unit.servers.fakes import NO_ENGINE, let_go

pytestmark = pytest.mark.docker


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    engine = Engine()
    yield engine
    let_go(engine)


@pytest.fixture
def settings(place: Place) -> Callable[..., HubSettings]:
    def make(**values: str) -> HubSettings:
        return make_settings(
            hub_instance=INSTANCE,
            hub_network="10.214.64.0/20",
            hub_data_dir=str(DATA),
            **values,
        )

    return make


def left() -> str:
    return docker("ps", "-aq", "--filter", f"label=eduhub.instance={INSTANCE}")


async def test_an_image_that_ends_at_once_is_named_with_its_status(
    engine: Engine, settings: Callable[..., HubSettings]
) -> None:
    found = await look(settings(hub_notebook_image="eduhub/proxy:latest"), engine)
    assert found.code == "spawn-ended"
    assert found.fields["status"] != 0
    assert left() == ""


async def test_an_image_that_is_not_there_is_refused(
    engine: Engine, settings: Callable[..., HubSettings]
) -> None:
    found = await look(settings(hub_notebook_image="eduhub/nothing:latest"), engine)
    assert (found.code, found.fields["code"]) == ("spawn-refused", "engine-not-found")


async def test_a_server_that_runs_and_is_out_of_reach(
    engine: Engine, settings: Callable[..., HubSettings]
) -> None:
    # It runs, and nothing listens on the port of servers.
    found = await look(settings(hub_notebook_image="eduhub/firewall:latest"), engine, 0.01)
    assert found.code == "spawn-silent"
    assert left() == ""


@NO_ENGINE
async def test_an_engine_that_is_down(
    settings: Callable[..., HubSettings], tmp_path: object
) -> None:
    engine = Engine(f"unix://{tmp_path}/nothing.sock")
    found = await look(settings(), engine)
    let_go(engine)
    assert (found.code, found.fields["code"]) == ("spawn-refused", "engine-unreachable")
