"""Who may ask for numbers, and that these name nobody."""

from typing import Any

import httpx
import pytest

from hub_ext.settings import HubSettings
from tests.integration.storage.agent import LOOK_TOKEN, METRICS_TOKEN, TOKEN, AgentProcess
from tests.integration.users.conftest import VisitorFactory

PASSWORD = "codingnplay"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_the_hub_answers_prometheus(ask: httpx.AsyncClient) -> None:
    answer = await ask.get("metrics", headers=bearer(METRICS_TOKEN))

    assert answer.status_code == 200
    assert "eduhub_logins_total" in answer.text


async def test_the_token_opens_nothing_else(ask: httpx.AsyncClient) -> None:
    for path in ("api/users", "api/users/student1", "api/proxy", "api/services", "admin", "home"):
        answer = await ask.get(path, headers=bearer(METRICS_TOKEN))
        assert answer.status_code in {302, 403, 404}, path
    for path in ("api/users/student1/server", "api/users"):
        assert (await ask.post(path, headers=bearer(METRICS_TOKEN))).status_code in {403, 404}


async def test_nobody_else_reads_the_hubs_numbers(
    hub: Any, ask: httpx.AsyncClient, settings: HubSettings, visitor_of: VisitorFactory
) -> None:
    tokens = [settings.hub_sync_token, settings.hub_classroom_token]
    for token in ("wrong", *(one.get_secret_value() for one in tokens)):
        assert (await ask.get("metrics", headers=bearer(token))).status_code == 403
    assert (await ask.get("metrics")).status_code == 403
    for name in ("student1", "teacher11"):
        visitor = visitor_of(hub)
        await visitor.login(name, PASSWORD)
        assert (await visitor.http.get("metrics")).status_code == 403


@pytest.mark.parametrize("token", ["wrong", TOKEN, LOOK_TOKEN])
def test_nobody_else_reads_the_agents(agent: AgentProcess, token: str) -> None:
    assert httpx.get(f"{agent.url}/metrics", headers=bearer(token)).status_code == 401
    assert httpx.get(f"{agent.url}/metrics").status_code == 401


def test_the_agents_token_for_numbers_opens_nothing_else(agent: AgentProcess) -> None:
    assert httpx.get(f"{agent.url}/metrics", headers=bearer(METRICS_TOKEN)).status_code == 200
    for path in ("/homes", "/places"):
        assert httpx.get(agent.url + path, headers=bearer(METRICS_TOKEN)).status_code == 401
    body = {"user_id": "student1"}
    for path in ("/homes/open", "/homes/status", "/notebooks/list"):
        answer = httpx.post(agent.url + path, headers=bearer(METRICS_TOKEN), json=body)
        assert answer.status_code == 401


async def test_numbers_name_nobody(
    hub: Any, ask: httpx.AsyncClient, visitor_of: VisitorFactory, agent: AgentProcess
) -> None:
    for name in ("student1", "한별", "teacher11", "nobody-like-that"):
        visitor = visitor_of(hub)
        await visitor.login(name, PASSWORD)
        await visitor.http.get("spawn")
        await visitor.http.get(f"user/{name}/lab")
    async with agent.client() as client:
        await client.open("student1-of-11", 11)
    texts = [
        (await ask.get("metrics", headers=bearer(METRICS_TOKEN))).text,
        (await ask.get(f"{agent.url}/metrics", headers=bearer(METRICS_TOKEN))).text,
    ]

    for text in texts:
        for word in (
            "student1",
            "한별",
            "teacher11",
            "nobody",
            "203.0.113",
            "center",
            METRICS_TOKEN,
        ):
            assert word not in text


async def test_reasons_of_logins_are_told(
    hub: Any, ask: httpx.AsyncClient, visitor_of: VisitorFactory
) -> None:
    async def counted() -> dict[str, float]:
        text = (await ask.get("metrics", headers=bearer(METRICS_TOKEN))).text
        lines = (line for line in text.splitlines() if line.startswith("eduhub_login"))
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    before = await counted()
    visitor = visitor_of(hub)
    for _ in range(6):
        await visitor.login("student2", "wrong")
    await visitor.login("student1", PASSWORD)
    await visitor.post("dev-login", {"_xsrf": "old"})
    after = await counted()

    new = {name: value - before[name] for name, value in after.items() if value != before[name]}
    assert {name: count for name, count in new.items() if "_created" not in name} == {
        'eduhub_logins_total{outcome="refused",way="database"}': 6,
        'eduhub_logins_total{outcome="ok",way="database"}': 1,
        'eduhub_logins_total{outcome="ok",way="dummy"}': 1,
        'eduhub_login_refusals_total{reason="wrong"}': 5,
        'eduhub_login_refusals_total{reason="locked"}': 1,
    }
