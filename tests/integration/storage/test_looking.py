"""Looking at notebooks in the object store: what is shown, to whom, and what is said if it fails."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.looking.notebooks import LARGEST_NOTEBOOK
from hub_ext.storage.models import MOST_NOTEBOOKS, HomeSummary
from tests.integration.storage.agent import LOOK_TOKEN, TOKEN, AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import eventually

ODD_NAMES = [
    "과제/1주차 (최종).ipynb",
    " space first.ipynb",
    "a'b\"c`$(id).ipynb",
    "#1 100% %41+&=?;.ipynb",
    "b[1]*{x}.ipynb",
    "이모지😀/-rf.ipynb",
    "\uff0e\uff0e.\uff0fb.ipynb",
    "x" * 200 + ".ipynb",
]
TRAVERSALS = [
    "../../other/jupyter/secret.ipynb",
    "/users/other/jupyter/secret.ipynb",
    "a/../../../other/jupyter/secret.ipynb",
    "..\\..\\other\\jupyter\\secret.ipynb",
    "./secret.ipynb",
    "a//secret.ipynb",
    "a\n.ipynb",
    "a\0.ipynb",
    "secret.txt",
    "",
    "x" * 1019 + ".ipynb",
]
#: Full-width dots are how rclone writes a name of two dots.
LOOKALIKES = [
    "\uff0e\uff0e/\uff0e\uff0e/other/jupyter/secret.ipynb",
    "%2e%2e/%2e%2e/other/jupyter/secret.ipynb",
]
FAULTS = [
    pytest.param({"off": True}, ErrorCode.OBJECT_STORE_UNREACHABLE, 503, id="not there"),
    pytest.param({"cut": True}, ErrorCode.OBJECT_STORE_UNREACHABLE, 503, id="cut off"),
    pytest.param({"status": 403}, ErrorCode.OBJECT_STORE_REFUSED, 502, id="403"),
    pytest.param({"status": 503}, ErrorCode.OBJECT_STORE_BUSY, 503, id="503"),
]


@pytest.fixture
async def looking(agent: AgentProcess) -> AsyncIterator[StorageClient]:
    """Somebody with the token that opens nothing else."""
    async with agent.client(LOOK_TOKEN) as client:
        yield client


async def refusal(looking: StorageClient, person: str, path: str) -> ErrorCode:
    with pytest.raises(StorageError) as failure:
        await looking.read_notebook(person, path)
    return failure.value.code


async def test_notebooks_are_listed_by_path_and_nothing_else_is(
    store: ObjectStore, looking: StorageClient, person: str
) -> None:
    for name in ("b.ipynb", "a/c.ipynb", "a.IPYNB", "notes.txt", "x.ipynb/y.txt"):
        store.put(f"users/{person}/jupyter/{name}", name)
    for name in (".ipynb_checkpoints/b.ipynb", "a/.h/c.ipynb", ".~b.ipynb"):
        store.put(f"users/{person}/jupyter/{name}", name)
    store.put(f"users/{person}/python/other-tool.ipynb", "x")
    store.put(f"users/{person}0/jupyter/somebody-else.ipynb", "x")
    found = await looking.notebooks(person)
    assert [(notebook.path, notebook.bytes) for notebook in found.notebooks] == [
        ("a/c.ipynb", 9),
        ("b.ipynb", 7),
    ]
    assert found.count == 2
    for notebook in found.notebooks:
        assert datetime.now(UTC) - notebook.modified < timedelta(minutes=2)


async def test_a_person_without_files_has_an_empty_list(
    looking: StorageClient, person: str
) -> None:
    assert (await looking.notebooks(person)).notebooks == []


# Nobody of these has files of another test, in the same store.
@pytest.mark.parametrize("person", ["은별", "a]b #%?'\"", "a,b:c", "Suji.Park"])
async def test_odd_names_are_listed_and_read(
    store: ObjectStore, looking: StorageClient, person: str
) -> None:
    for name in ODD_NAMES:
        store.put(f"users/{person}/jupyter/{name}", f"in {name}")
    found = await looking.notebooks(person)
    assert [notebook.path for notebook in found.notebooks] == sorted(ODD_NAMES)
    for name in ODD_NAMES:
        assert await looking.read_notebook(person, name) == f"in {name}".encode()


async def test_names_that_rclone_writes_in_another_way_are_read_as_listed(
    store: ObjectStore, looking: StorageClient, person: str
) -> None:
    names = ["a\u240ab.ipynb", "\uff0e/a.ipynb", "\u2400/\uff0e\uff0e/a.ipynb"]
    for name in names:
        store.put(f"users/{person}/jupyter/{name}", f"in {name}")
    found = (await looking.notebooks(person)).notebooks
    texts = {await looking.read_notebook(person, notebook.path) for notebook in found}
    assert texts == {f"in {name}".encode() for name in names}


async def test_a_list_says_how_many_it_leaves_out(
    store: ObjectStore, looking: StorageClient, person: str
) -> None:
    for number in range(MOST_NOTEBOOKS + 1):
        store.put(f"users/{person}/jupyter/{number:04}.ipynb", "")
    found = await looking.notebooks(person)
    assert (len(found.notebooks), found.count) == (MOST_NOTEBOOKS, MOST_NOTEBOOKS + 1)
    assert found.notebooks[0].path == "0000.ipynb"


async def test_looking_leaves_the_times_that_syncs_compare(
    agent: AgentProcess, client: StorageClient, looking: StorageClient, person: str
) -> None:
    await client.open(person)
    notebook = agent.files(person) / f"{person}.ipynb"
    written = notebook.stat().st_mtime_ns
    await looking.notebooks(person)
    await client.close(person)
    await client.open(person)
    assert notebook.stat().st_mtime_ns == written
    assert [path.name for path in agent.files(person).iterdir()] == [notebook.name]


@pytest.mark.parametrize("path", TRAVERSALS)
@pytest.mark.attack("escaping the file root")
async def test_no_path_leads_out_of_a_home(
    store: ObjectStore, looking: StorageClient, person: str, path: str
) -> None:
    store.put("users/other/jupyter/secret.ipynb", "private")
    assert await refusal(looking, person, path) is ErrorCode.INVALID_PATH


@pytest.mark.parametrize("path", LOOKALIKES)
async def test_names_that_look_like_a_way_out_are_names(
    store: ObjectStore, looking: StorageClient, person: str, path: str
) -> None:
    store.put("users/other/jupyter/secret.ipynb", "private")
    assert await refusal(looking, person, path) is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("user_id", ["", "..", "a/b", "a\nb", "x" * 300])
async def test_user_ids_that_cannot_have_files_are_refused(
    looking: StorageClient, user_id: str
) -> None:
    assert await refusal(looking, user_id, "a.ipynb") is ErrorCode.INVALID_USER_ID
    with pytest.raises(StorageError) as failure:
        await looking.notebooks(user_id)
    assert failure.value.code is ErrorCode.INVALID_USER_ID


async def test_a_notebook_that_is_not_there_is_not_found(
    store: ObjectStore, looking: StorageClient, person: str
) -> None:
    store.put(f"users/{person}/jupyter/folder.ipynb/a.txt", "x")
    for path in ("missing.ipynb", "folder.ipynb"):
        assert await refusal(looking, person, path) is ErrorCode.NOT_FOUND


async def test_the_largest_notebook_is_read_and_a_larger_one_is_not(
    store: ObjectStore, looking: StorageClient, person: str
) -> None:
    store.put(f"users/{person}/jupyter/a.ipynb", "x" * LARGEST_NOTEBOOK)
    store.put(f"users/{person}/jupyter/b.ipynb", "x" * (LARGEST_NOTEBOOK + 1))
    assert len(await looking.read_notebook(person, "a.ipynb")) == LARGEST_NOTEBOOK
    assert await refusal(looking, person, "b.ipynb") is ErrorCode.TOO_LARGE


@pytest.mark.parametrize(("faults", "code", "status"), FAULTS)
async def test_a_store_that_does_not_answer_is_never_empty(
    agent: AgentProcess,
    store: ObjectStore,
    looking: StorageClient,
    person: str,
    faults: dict[str, Any],
    code: ErrorCode,
    status: int,
) -> None:
    store.put(f"users/{person}/jupyter/a.ipynb", "x" * 100_000)
    store.faults(**faults)
    assert await refusal(looking, person, "a.ipynb") is code
    with pytest.raises(StorageError) as failure:
        await looking.notebooks(person)
    assert failure.value.code is code
    async with httpx.AsyncClient(
        base_url=agent.url, headers={"Authorization": f"Bearer {LOOK_TOKEN}"}, timeout=20
    ) as http:
        answer = await http.post("/notebooks/list", json={"user_id": person})
    assert answer.status_code == status


async def test_reading_survives_the_end_of_rclone(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    store.put(f"users/{person}/jupyter/a.ipynb", "text")
    async with own_agent.client(LOOK_TOKEN) as looking:
        own_agent.kill_rclone()

        async def read() -> bool:
            try:
                return await looking.read_notebook(person, "a.ipynb") == b"text"
            except StorageError as error:
                assert error.code is ErrorCode.INTERNAL
                return False

        await eventually(read, 20, "the notebook is read")


@pytest.mark.parametrize(
    "token", [None, "Bearer wrong", f"Basic {LOOK_TOKEN}", "Bearer", f"{LOOK_TOKEN}"]
)
def test_nobody_without_a_token_sees_anything(agent: AgentProcess, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": token}
    for path in ("/notebooks/list", "/notebooks/read", "/homes/summaries"):
        assert httpx.post(f"{agent.url}{path}", headers=headers).status_code == 401


def test_the_token_for_looking_opens_nothing_else(agent: AgentProcess) -> None:
    headers = {"Authorization": f"Bearer {LOOK_TOKEN}"}
    strong = [("GET", "/homes"), ("POST", "/homes"), ("POST", "/homes/summaries/")]
    strong += [("POST", f"/homes/{word}") for word in ("open", "close", "status")]
    strong += [("POST", "//homes/open"), ("POST", "/notebooks/../homes/open")]
    for method, path in strong:
        answer = httpx.request(method, f"{agent.url}{path}", headers=headers, json={})
        assert answer.status_code == 401, path


async def test_the_strong_token_may_look_too(
    store: ObjectStore, client: StorageClient, person: str
) -> None:
    store.put(f"users/{person}/jupyter/a.ipynb", "text")
    assert await client.read_notebook(person, "a.ipynb") == b"text"
    assert [summary.user_id for summary in await client.summaries([person])] == [person]


async def when_known(looking: StorageClient, person: str, notebooks: int) -> HomeSummary:
    """Return the person's summary once the store was asked."""
    found: list[HomeSummary] = []

    async def known() -> bool:
        found[:] = await looking.summaries([person])
        return found[0].notebooks == notebooks

    await eventually(known, 20, f"{notebooks} notebooks are known of")
    return found[0]


async def test_a_summary_is_answered_at_once_and_filled_in_later(
    store: ObjectStore, looking: StorageClient, person: str
) -> None:
    store.put(f"users/{person}/jupyter/a.ipynb", "x" * 10)
    store.put(f"users/{person}/jupyter/data.csv", "x" * 100)
    store.faults(delay=1)
    first, invalid = await looking.summaries([person, "a/b"])
    assert (first.state, first.open, first.used_bytes, first.notebooks) == (
        ("unknown", False, None, None)
    )
    assert (invalid.state, invalid.reason) == ("unknown", ErrorCode.INVALID_USER_ID)
    summary = await when_known(looking, person, 1)
    assert (summary.used_bytes, summary.state) == (110, "unknown")


async def test_a_summary_follows_what_the_person_saves(
    agent: AgentProcess, client: StorageClient, looking: StorageClient, person: str
) -> None:
    await client.open(person)
    await when_known(looking, person, 1)
    (agent.files(person) / "second.ipynb").write_text("{}")
    summary = await when_known(looking, person, 2)
    assert summary.open
    assert summary.used_bytes == sum(
        path.stat().st_size for path in agent.files(person).glob("*.ipynb")
    )
    await client.close(person)
    assert not (await looking.summaries([person]))[0].open


async def test_a_summary_without_the_store_is_not_nothing(
    store: ObjectStore, looking: StorageClient, person: str
) -> None:
    store.put(f"users/{person}/jupyter/a.ipynb", "x")
    store.faults(off=True)
    (summary,) = await looking.summaries([person])
    assert summary.used_bytes is None
    store.faults()
    await when_known(looking, person, 1)


async def test_two_hundred_people_are_asked_about_at_once(looking: StorageClient) -> None:
    people = [f"class{number}" for number in range(200)]
    assert [summary.user_id for summary in await looking.summaries(people)] == people


@pytest.mark.parametrize("body", [b"", b"[]", b'{"user_ids": 1}', b'{"user_id": "a", "x": 1}'])
def test_bodies_that_say_something_else_are_refused(agent: AgentProcess, body: bytes) -> None:
    for path in ("/notebooks/list", "/notebooks/read", "/homes/summaries"):
        answer = httpx.post(
            f"{agent.url}{path}", content=body, headers={"Authorization": f"Bearer {TOKEN}"}
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid-user-id")


def test_more_people_than_a_request_may_name_are_refused(agent: AgentProcess) -> None:
    answer = httpx.post(
        f"{agent.url}/homes/summaries",
        json={"user_ids": ["a"] * 201},
        headers={"Authorization": f"Bearer {LOOK_TOKEN}"},
    )
    assert answer.status_code == 400
