"""Methods that there are not: refused, and one word in numbers and lines that are kept."""

import logging
from typing import Any, Final

import pytest
from prometheus_client import REGISTRY

from tests.integration.attacks.hub import logged_in
from tests.integration.attacks.test_log_lines import printed
from tests.integration.users.conftest import VisitorFactory

_MADE_UP: Final = "MADEUP"
_MANY: Final = 100
#: A page, an API, a file, and nothing.
_PLACES: Final = ("login", "api/users", "static/favicon.ico", "nowhere")


def methods_in_numbers() -> set[str]:
    """Every method that a number of the hub's is kept for."""
    return {
        sample.labels["method"]
        for family in REGISTRY.collect()
        if family.name == "jupyterhub_request_duration_seconds"
        for sample in family.samples
    }


async def test_a_hundred_made_up_methods_are_one(
    hub: Any, visitor_of: VisitorFactory, caplog: pytest.LogCaptureFixture
) -> None:
    stranger, student = visitor_of(hub), await logged_in(visitor_of(hub), "student1")
    caplog.clear()
    with caplog.at_level(logging.INFO):
        for number in range(_MANY):
            visitor, place = (stranger, student)[number % 2], _PLACES[number % len(_PLACES)]
            answer = await visitor.http.request(f"{_MADE_UP}{number}", place)
            assert answer.status_code == 405, f"{place}: {answer.status_code}"
    methods = methods_in_numbers()
    assert "OTHER" in methods
    assert not [method for method in methods if _MADE_UP in method]
    lines = printed(caplog)
    # Each request is a line in either format.
    assert len([line for line in lines if "405 OTHER /hub/" in line]) == 2 * _MANY
    assert not [line for line in lines if _MADE_UP in line]
