"""The cases of the table, and how one is tried."""

from collections.abc import Iterable
from typing import Any, Final

import pytest

from tests.integration.permissions.actions import ACTIONS
from tests.integration.permissions.cast import ACTORS, NOBODY, PROGRAMS
from tests.integration.permissions.house import House
from tests.integration.permissions.matrix import read_design
from tests.integration.permissions.ways import Once, Way

DESIGN: Final = read_design()


def cases(actions: Iterable[str]) -> list[Any]:
    """Everybody in every way of these actions."""
    return [
        pytest.param(actor, action, way, id=f"{action.replace(' ', '-')}-{way.name}-{actor}")
        for action in actions
        for way in ACTIONS[action]
        for actor in (*ACTORS, *PROGRAMS)
    ]


async def as_designed(house: House, actor: str, action: str, way: Way) -> None:
    """Try it, and compare to whom it was allowed with what the document says."""
    words = DESIGN.words(actor, action, subdomains=house.subdomains)
    if way.page and actor in PROGRAMS:
        words = NOBODY
    allowed = await way.tried(house, actor)

    if isinstance(way, Once):
        assert words in {"yes", NOBODY}
        assert allowed == (words == "yes")
    else:
        assert allowed == DESIGN.people_meant(actor, words)
