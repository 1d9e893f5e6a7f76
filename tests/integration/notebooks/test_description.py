"""Schemathesis makes requests of the interface's own description, and compares what comes back."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub_ext.settings import HubSettings
from tests.integration.storage.objectstore import ObjectStore

PLACE = "api/user-notebooks/openapi.json"
EXAMPLES = 40


@pytest.fixture
def token(request: pytest.FixtureRequest, hub: Any, settings: HubSettings, who: str) -> str:
    if who == "platform":
        return settings.hub_platform_token.get_secret_value()
    request.getfixturevalue("student")
    return str(hub.users[who].new_api_token())


# A program has to name somebody, which a description cannot say of one kind of sender.
@pytest.mark.parametrize(
    ("who", "excluded"),
    [
        ("student1", "ignored_auth"),
        pytest.param("platform", "ignored_auth,positive_data_acceptance", marks=pytest.mark.long),
    ],
)
async def test_the_service_is_as_it_is_described(
    hub: Any, store: ObjectStore, tmp_path: Path, token: str, excluded: str
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run"),
        f"http://127.0.0.1:{hub.hub.port}/hub/{PLACE}",
        f"--header=Authorization: token {token}",
        f"--exclude-checks={excluded}",
        *(f"--max-examples={EXAMPLES}", "--seed=1", "--no-color", "--request-timeout=70"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    print(said.decode())
    assert process.returncode == 0


async def test_anybody_may_read_the_description(hub: Any) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"http://127.0.0.1:{hub.hub.port}/hub/{PLACE}")
    document = answer.json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {"/api/user-notebooks", "/api/create-blank-notebook"}
    for path in document["paths"].values():
        assert all("401" in operation["responses"] for operation in path.values())
