"""Every actor of the cast tries every action of ``docs/permissions.md``, in every way there is."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.integration.permissions.actions import ACTIONS
from tests.integration.permissions.house import House, open_house
from tests.integration.permissions.table import DESIGN, as_designed, cases
from tests.integration.permissions.ways import Way


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One hub for all cases."""
    async with open_house(tmp_path_factory.mktemp("house"), subdomains=False) as house:
        yield house


def test_every_action_of_the_document_is_tried() -> None:
    assert DESIGN.actions() == list(ACTIONS)
    assert set(DESIGN.subdomains) | set(DESIGN.programs) <= set(ACTIONS)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("actor", "action", "way"), cases(ACTIONS))
async def test_who_may_do_what(house: House, actor: str, action: str, way: Way) -> None:
    await as_designed(house, actor, action, way)
