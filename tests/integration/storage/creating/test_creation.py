"""Making notebooks while nobody's server runs: once, never over anything, and not under any name."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import nbformat
import pytest

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.first_notebook import first_notebook
from tests.integration.storage.agent import LOOK_TOKEN, AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.quota.conftest import MEGABYTE, Host, host  # noqa: F401 - fixture
from tests.integration.storage.test_homes import jupyter_saves

ODD_NAMES = [
    "1주차 (최종).ipynb",
    "a'b\"c`$(id).ipynb",
    "#1 100% %41+&=?;.ipynb",
    "b[1]*{x}.ipynb",
    "이모지😀.ipynb",
    "\uff0e\uff0e.\uff0fb.ipynb",
    "가" * 78 + ".ipynb",
]
REFUSED = [
    "",
    ".ipynb",
    ".hidden.ipynb",
    ".~a.ipynb",
    "../a.ipynb",
    "a/b.ipynb",
    "a\\b.ipynb",
    "a\nb.ipynb",
    "a\u240ab.ipynb",
    "notes.txt",
    "가" * 79 + ".ipynb",
]
_reads: Callable[..., Any] = nbformat.reads


def key(person: str, path: str) -> str:
    return f"users/{person}/jupyter/{path}"


async def refusal(client: StorageClient, person: str, name: str | None) -> ErrorCode:
    with pytest.raises(StorageError) as failure:
        await client.create_notebook(person, name)
    return failure.value.code


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_a_notebook_is_made_under_its_name(
    store: ObjectStore, client: StorageClient, person: str, name: str
) -> None:
    made = await client.create_notebook(person, name)
    assert (made.path, made.created) == (name, True)
    notebook = _reads(store.get(key(person, name)), as_version=4)
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells] == [""]
    assert [each.path for each in (await client.notebooks(person)).notebooks] == [name]


async def test_without_a_name_the_first_notebook_is_made(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    made = await client.create_notebook(person)
    assert (made.path, made.created) == (f"{person}.ipynb", True)
    assert store.get(key(person, made.path)) == first_notebook()
    await client.open(person)
    assert [path.name for path in agent.files(person).iterdir()] == [made.path]


async def test_nothing_is_written_over(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    store.put(key(person, "a.ipynb"), "the person's")
    assert not (await client.create_notebook(person, "a.ipynb")).created
    assert store.get(key(person, "a.ipynb")) == "the person's"


async def test_of_many_at_once_one_makes_it(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    made = await asyncio.gather(*(client.create_notebook(person, "a.ipynb") for _ in range(20)))
    assert sorted(each.created for each in made) == [False] * 19 + [True]
    assert store.keys(key(person, "")) == [key(person, "a.ipynb")]


async def test_the_store_decides_between_two_hosts(
    agent: AgentProcess, own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    async with agent.client() as one, own_agent.client() as other:
        made = await asyncio.gather(
            *(
                client.create_notebook(person, f"{number}.ipynb")
                for number in range(10)
                for client in (one, other)
            )
        )
    assert sum(each.created for each in made) == 10


async def test_a_working_copy_on_this_host_is_asked_even_if_it_is_closed(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    jupyter_saves(agent.files(person) / "a.ipynb", "the person's")
    await client.close(person)
    assert not (await client.create_notebook(person, "a.ipynb")).created
    assert (await client.create_notebook(person, "b.ipynb")).created
    assert store.get(key(person, "a.ipynb")) == "the person's"
    assert (agent.files(person) / "b.ipynb").stat().st_uid == 1000


async def test_an_empty_folder_of_the_working_copy_has_a_name_too(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    (agent.files(person) / "a.ipynb").mkdir()
    assert await refusal(client, person, "a.ipynb") is ErrorCode.INVALID_PATH
    assert store.get(key(person, "a.ipynb")) is None


@pytest.mark.parametrize("name", REFUSED)
async def test_other_names_are_refused(
    store: ObjectStore, client: StorageClient, person: str, name: str
) -> None:
    assert await refusal(client, person, name) is ErrorCode.INVALID_PATH
    assert store.keys(key(person, "")) == []


@pytest.mark.parametrize("user_id", ["", "..", "a/b", "a\nb", "x" * 300])
async def test_user_ids_that_cannot_have_files_are_refused(
    client: StorageClient, user_id: str
) -> None:
    assert await refusal(client, user_id, None) is ErrorCode.INVALID_USER_ID


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        pytest.param({"off": True}, ErrorCode.OBJECT_STORE_UNREACHABLE, id="not there"),
        pytest.param({"status": 403}, ErrorCode.OBJECT_STORE_REFUSED, id="403"),
        pytest.param({"status": 503}, ErrorCode.OBJECT_STORE_BUSY, id="503"),
    ],
)
async def test_a_store_that_does_not_answer_is_told_and_the_next_try_makes_it(
    store: ObjectStore, client: StorageClient, person: str, faults: dict[str, Any], code: ErrorCode
) -> None:
    store.faults(**faults)
    assert await refusal(client, person, "a.ipynb") is code
    store.faults()
    assert (await client.create_notebook(person, "a.ipynb")).created


async def test_who_has_no_room_left_gets_no_new_notebook(
    host: Host,  # noqa: F811
    person: str,
) -> None:
    async with host.agent(hub_user_quota="2M") as agent:
        home = host.home(agent, person)
        await home.open()
        home.write("big.csv", 3 * MEGABYTE)
        await home.until_held("big.csv")
        with pytest.raises(StorageError) as failure:
            await agent.creation.create(person, "a.ipynb")
    assert failure.value.code is ErrorCode.NO_ROOM
    assert "a.ipynb" not in home.stored()


def test_the_token_for_looking_makes_nothing(agent: AgentProcess, person: str) -> None:
    headers = {"Authorization": f"Bearer {LOOK_TOKEN}"}
    answer = httpx.post(
        f"{agent.url}/notebooks/create", headers=headers, json={"user_id": person, "name": None}
    )
    assert answer.status_code == 401


async def test_a_list_goes_on_after_a_path(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    names = [f"{number:02}.ipynb" for number in range(7)]
    for name in names:
        store.put(key(person, name), "")
    seen: list[str] = []
    more = True
    while more:
        part = await client.notebooks(person, seen[-1] if seen else "", 3)
        assert part.count == len(names)
        seen += [notebook.path for notebook in part.notebooks]
        more = part.more
    assert seen == names
    beyond = await client.notebooks(person, names[-1], 3)
    assert (beyond.notebooks, beyond.more) == ([], False)
