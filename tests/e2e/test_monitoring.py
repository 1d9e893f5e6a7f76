"""`make monitoring` beside the composed system: everything is asked, with what deploy/monitoring says."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.person import Person
from tests.e2e.stack import Stack, run
from tests.waiting import wait_until

PORT = "19090"


@pytest.fixture
def monitoring(stack: Stack) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """Asks the Prometheus that the script starts."""
    stack.script("monitoring", MONITORING_PORT=PORT, IMAGES_BUILT="yes")

    def query(expression: str) -> list[dict[str, Any]]:
        try:
            answer = httpx.get(
                f"http://127.0.0.1:{PORT}/api/v1/query", params={"query": expression}, timeout=5
            )
        except httpx.HTTPError:
            return []
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found

    yield query
    run("scripts/monitoring", "down", environment=stack.environment)


@pytest.mark.long
async def test_hub_and_agent_answer_and_nothing_is_wrong(
    stack: Stack,
    person: Callable[[str], Awaitable[Person]],
    monitoring: Callable[[str], list[dict[str, Any]]],
) -> None:
    def value(expression: str) -> float:
        return sum(float(series["value"][1]) for series in monitoring(expression))

    somebody = await (await person("student9")).log_in()
    await somebody.start_server()
    wait_until(lambda: value("up") == 2, 60, "both are asked with the token")
    wait_until(lambda: value('eduhub_starts_total{outcome="ok"}') >= 1, 60, "a start is counted")
    wait_until(lambda: value("eduhub_platform_database_answers") == 1, 60, "the table is read")
    wait_until(lambda: value('eduhub_homes{state="open"}') >= 1, 60, "a home is open")

    assert value('eduhub_logins_total{outcome="ok",way="database"}') >= 1
    assert value('eduhub_object_store{state="reachable"}') == 1
    assert value("eduhub_people_sync_last_good_timestamp_seconds") > 0
    assert value("eduhub_pool_wanted") > 0
    assert not monitoring('ALERTS{alertstate="firing",severity="critical"}')
