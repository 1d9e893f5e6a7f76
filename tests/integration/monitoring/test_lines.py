"""What the hub and the agent write: one object a line, of which request and person, and no secret."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from hub_ext.logs.context import REQUEST_HEADER, log_context
from hub_ext.logs.lines import JsonLines
from hub_ext.settings import HubSettings
from hub_ext.storage.errors import StorageError
from tests.integration.storage.agent import LOOK_TOKEN, METRICS_TOKEN, TOKEN, AgentProcess
from tests.integration.storage.objectstore import SECRET_KEY, ObjectStore
from tests.integration.users.conftest import VisitorFactory

PASSWORD = "codingnplay"
REQUEST = "0123456789abcdef"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written(hub: Any) -> Iterator[Lines]:
    """The hub's lines since the test began."""
    # As a hub has it; the one for tests takes its handlers away.
    hub._configure_logging()
    (handler,) = (one for one in hub.log.handlers if isinstance(one.formatter, JsonLines))
    before = handler.setStream(stream := io.StringIO())
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    handler.setStream(before)
    hub.log.removeHandler(handler)


async def test_lines_of_a_request_say_which_and_whose(
    hub: Any, written: Lines, visitor_of: VisitorFactory
) -> None:
    visitor = visitor_of(hub)
    answer = await visitor.login("student1", PASSWORD)
    page = await visitor.http.get("home")

    ids = {one.headers[REQUEST_HEADER] for one in (answer, page)}
    lines = [line for line in written() if line.get("request") in ids]
    assert {line["request"] for line in lines} == ids
    assert {line.get("user") for line in lines} >= {"student1"}
    assert all(line["part"] == "hub" for line in lines)


async def test_nobody_chooses_the_id_of_their_request(hub: Any, visitor_of: VisitorFactory) -> None:
    answer = await visitor_of(hub).http.get("login", headers={REQUEST_HEADER: REQUEST})

    assert answer.headers[REQUEST_HEADER] != REQUEST


async def test_a_part_of_this_system_is_followed(
    ask: httpx.AsyncClient, settings: HubSettings, written: Lines
) -> None:
    token = settings.hub_sync_token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}", REQUEST_HEADER: REQUEST}
    answer = await ask.put("api/directory/round", headers=headers, json={"table_read": True})

    assert answer.status_code == 200
    assert REQUEST in {line.get("request") for line in written()}


@pytest.mark.attack("log injection")
@pytest.mark.parametrize("name", ["x\r\n[I fake] ok", "\x1b[2J", "\u202eabc\u2028", "a" * 9000])
async def test_a_name_is_never_another_line(
    hub: Any, written: Lines, visitor_of: VisitorFactory, name: str
) -> None:
    visitor = visitor_of(hub)
    for _ in range(6):
        await visitor.login(name, "wrong")
    lines = written()

    assert any("too many failures" in line["message"] for line in lines)
    assert not any(line["message"].startswith("[I fake]") for line in lines)
    assert all(len(line["message"]) <= 2000 for line in lines)


async def test_no_secret_is_in_a_line(
    hub: Any, written: Lines, visitor_of: VisitorFactory, settings: HubSettings
) -> None:
    visitor = visitor_of(hub)
    await visitor.login("student1", PASSWORD)
    sync = settings.hub_sync_token.get_secret_value()
    await visitor.http.get(f"api/user?token={sync}")
    await visitor.http.get("metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    cookies = [value for value in visitor.http.cookies.values() if len(value) > 20]
    text = json.dumps(written(), ensure_ascii=False)

    assert cookies
    for secret in (PASSWORD, sync, METRICS_TOKEN, *cookies):
        assert secret not in text


async def test_asking_for_numbers_is_no_line(ask: httpx.AsyncClient, written: Lines) -> None:
    headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    assert (await ask.get("metrics", headers=headers)).status_code == 200
    assert not [line for line in written() if "/metrics" in line["message"]]
    await ask.get("metrics")
    assert [line for line in written() if "/metrics" in line["message"]]


async def test_the_agent_goes_on_with_the_request_of_the_hub(
    agent: AgentProcess, store: ObjectStore
) -> None:
    store.faults(status=403)
    async with agent.client() as client:
        with log_context(request=REQUEST), pytest.raises(StorageError):
            await client.open("unlucky1")
    text = agent.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]

    (told,) = [line for line in lines if "'unlucky1' are not saved" in line["message"]]
    assert (told["request"], told["user"], told["part"]) == (REQUEST, "unlucky1", "storage")
    for secret in (TOKEN, LOOK_TOKEN, METRICS_TOKEN, SECRET_KEY):
        assert secret not in text
