"""What the document says differs with ``HUB_SUBDOMAIN_HOST``, in a hub that has one."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.integration.permissions.house import House, open_house
from tests.integration.permissions.table import DESIGN, as_designed, cases
from tests.integration.permissions.ways import Way


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One hub for all cases."""
    async with open_house(tmp_path_factory.mktemp("house"), subdomains=True) as house:
        yield house


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("actor", "action", "way"), cases(DESIGN.subdomains))
async def test_who_may_do_what(house: House, actor: str, action: str, way: Way) -> None:
    await as_designed(house, actor, action, way)
