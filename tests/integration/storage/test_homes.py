"""A person's files, from the first start to the last."""

import json
import os
import re
import shutil
import time
from pathlib import Path

import nbformat
import pytest

from hub_ext.storage.client import StorageClient
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import eventually, wait_until

#: Seconds in which a saved file must be in the store.
SAVED_WITHIN = 3.0


def jupyter_saves(path: Path, text: str) -> None:
    """Write as Jupyter does: to a temporary name, then rename."""
    temporary = path.with_name(f".~{path.name}")
    temporary.write_text(text)
    temporary.rename(path)


async def test_the_first_start_finds_a_notebook_and_the_store_gets_it(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    home = await client.open(person)
    assert (home.path, home.state) == (f"homes/{person}/files", "current")
    notebook = agent.files(person) / f"{person}.ipynb"
    assert notebook.stat().st_uid == notebook.stat().st_gid == 1000
    key = f"users/{person}/jupyter/{person}.ipynb"
    wait_until(lambda: store.get(key) is not None, SAVED_WITHIN, "the notebook is in the store")
    text = store.get(key)
    assert text == notebook.read_text()
    assert "나의 첫 노트북" in text
    nbformat.validate(json.loads(text))


async def test_a_save_is_one_plain_object_within_three_seconds(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    key = f"users/{person}/jupyter/{person}.ipynb"
    text = '{"cells": [], "한글": "그대로"}\n'
    jupyter_saves(agent.files(person) / f"{person}.ipynb", text)
    wait_until(lambda: store.get(key) == text, SAVED_WITHIN, "the save is in the store")
    assert store.keys(f"users/{person}/") == [key]


async def test_closing_saves_what_was_written_a_moment_before(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    (agent.files(person) / "last.txt").write_text("마지막")
    closed = await client.close(person)
    assert closed.state == "saved"
    assert store.get(f"users/{person}/jupyter/last.txt") == "마지막"
    assert (await client.close(person)).state == "saved"
    status = await client.status(person)
    assert (status.open, status.state) == (False, "saved")
    assert status.since is not None


async def test_closing_a_home_that_nobody_opened_is_harmless(
    client: StorageClient, person: str
) -> None:
    assert (await client.close(person)).state == "saved"
    assert person not in {home.user_id for home in await client.homes()}


async def test_what_the_platform_changed_meanwhile_is_there_at_the_next_start(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    store.put(f"users/{person}/jupyter/platform.ipynb", "{}")
    await client.open(person)
    files = agent.files(person)
    assert (files / "platform.ipynb").read_text() == "{}"
    assert not (files / f"{person}.ipynb").exists(), "a home with a notebook is no first start"
    await client.close(person)
    store.put(f"users/{person}/jupyter/platform.ipynb", '{"new": 1}')
    store.put(f"users/{person}/jupyter/과제/숙제.md", "# 숙제")
    await client.open(person)
    assert (files / "platform.ipynb").read_text() == '{"new": 1}'
    assert (files / "과제/숙제.md").read_text() == "# 숙제"
    assert (files / "과제/숙제.md").stat().st_uid == 1000


async def test_what_the_platform_changes_appears_while_the_person_works(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    store.put(f"users/{person}/jupyter/handout.md", "# 나눠 준 것")
    wait_until((agent.files(person) / "handout.md").exists, 40, "the platform's file is here")


async def test_a_deleted_working_copy_comes_back(
    agent: AgentProcess, client: StorageClient, person: str
) -> None:
    await client.open(person)
    (agent.files(person) / "data.csv").write_text("a,b\n")
    await client.close(person)
    shutil.rmtree(agent.data / "homes" / person)
    await client.open(person)
    assert (agent.files(person) / "data.csv").read_text() == "a,b\n"


async def test_a_folder_that_is_gone_deletes_nothing_in_the_store(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    (agent.files(person) / "data.csv").write_text("a,b\n")
    await client.close(person)
    shutil.rmtree(agent.files(person))
    await client.open(person)
    assert (agent.files(person) / "data.csv").read_text() == "a,b\n"
    assert store.get(f"users/{person}/jupyter/data.csv") == "a,b\n"


async def test_a_prefix_that_is_lost_deletes_nothing_here(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    prefix = f"users/{person}/jupyter/"
    await client.open(person)
    (agent.files(person) / "data.csv").write_text("a,b\n")
    await client.close(person)
    keys = store.keys(prefix)
    for key in keys:
        store.delete(key)
    await client.open(person)
    assert (agent.files(person) / f"{person}.ipynb").exists()
    assert (agent.files(person) / "data.csv").read_text() == "a,b\n"
    assert store.keys(prefix) == keys


async def test_a_bucket_that_is_another_one_deletes_nothing_here(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    key = f"users/{person}/jupyter/{person}.ipynb"
    await client.open(person)
    await client.close(person)
    store.delete(key)
    store.delete(f"jupyterhub-homes/{person}")
    await client.open(person)
    assert (agent.files(person) / f"{person}.ipynb").read_text() == store.get(key)


async def test_the_platform_can_delete_the_last_file(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    notebook = agent.files(person) / f"{person}.ipynb"
    key = f"users/{person}/jupyter/{person}.ipynb"
    await client.open(person)
    await client.close(person)
    text = notebook.read_text()
    store.delete(key)
    await client.open(person)
    assert not list(agent.files(person).iterdir())
    kept = list((agent.files(person).parent / "state/history").rglob(notebook.name))
    assert [path.read_text() for path in kept] == [text]
    assert (await client.close(person)).state == "saved"
    assert store.keys(f"users/{person}/") == []


async def test_what_was_written_here_meanwhile_outlives_the_deletion_of_the_last_file(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    key = f"users/{person}/jupyter/{person}.ipynb"
    await client.open(person)
    await client.close(person)
    store.delete(key)
    jupyter_saves(agent.files(person) / f"{person}.ipynb", "new")
    await client.open(person)
    assert store.get(key) == (agent.files(person) / f"{person}.ipynb").read_text() == "new"


async def test_what_the_platform_wrote_meanwhile_outlives_the_deletion_of_the_last_file(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    await client.close(person)
    (agent.files(person) / f"{person}.ipynb").unlink()
    store.put(f"users/{person}/jupyter/handout.md", "# 나눠 준 것")
    await client.open(person)
    assert [path.name for path in agent.files(person).iterdir()] == ["handout.md"]
    assert store.keys(f"users/{person}/") == [f"users/{person}/jupyter/handout.md"]


async def test_a_deletion_reaches_the_store_and_the_old_version_is_kept(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    (agent.files(person) / "old.txt").write_text("옛것")
    key = f"users/{person}/jupyter/old.txt"
    wait_until(lambda: store.get(key), SAVED_WITHIN, "the file is in the store")

    async def saved() -> bool:
        return (await client.status(person)).state == "saved"

    # Until the sync has ended rclone takes back what changes under its hands, and keeps nothing.
    await eventually(saved, SAVED_WITHIN, "the sync has ended")
    (agent.files(person) / "old.txt").unlink()
    wait_until(lambda: store.get(key) is None, SAVED_WITHIN, "the file is gone from the store")
    kept = store.keys(f"jupyterhub-history/{person}/")
    assert [store.get(key) for key in kept if key.endswith("/old.txt")] == ["옛것"]


async def test_the_last_file_can_be_deleted(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    key = f"users/{person}/jupyter/{person}.ipynb"
    wait_until(lambda: store.get(key), SAVED_WITHIN, "the notebook is in the store")
    (agent.files(person) / f"{person}.ipynb").unlink()
    wait_until(lambda: store.get(key) is None, SAVED_WITHIN, "it is gone from the store")
    await client.close(person)
    await client.open(person)
    assert not list(agent.files(person).iterdir()), "neither the file nor a first notebook is back"


@pytest.mark.parametrize(
    ("hours", "loser"), [(-1, "이 컴퓨터"), (1, "저장소")], ids=["older here", "older there"]
)
async def test_two_versions_of_one_file_are_both_kept(
    agent: AgentProcess,
    store: ObjectStore,
    client: StorageClient,
    person: str,
    hours: int,
    loser: str,
) -> None:
    key = f"users/{person}/jupyter/a.ipynb"
    store.put(key, "0")
    await client.open(person)
    await client.close(person)
    # The store tells the time of an object in seconds.
    second = int(time.time())
    wait_until(lambda: time.time() >= second + 1, 2, "the next second")
    notebook = agent.files(person) / "a.ipynb"
    notebook.write_text("here")
    written = notebook.stat().st_mtime + hours * 3600
    os.utime(notebook, (written, written))
    store.put(key, "platform")
    await client.open(person)
    texts = {path.name: path.read_text() for path in agent.files(person).glob("a*.ipynb")}
    assert texts.pop("a.ipynb") == ("platform" if hours < 0 else "here")
    ((name, text),) = texts.items()
    assert text == ("here" if hours < 0 else "platform")
    assert re.fullmatch(rf"a\.충돌 \d{{4}}-\d\d-\d\d \d\d\.\d\d\.\d\d {loser}\.ipynb", name)
    prefix = f"users/{person}/jupyter/"
    assert {store.get(key) for key in store.keys(prefix)} == {"here", "platform"}


@pytest.mark.parametrize(
    "name",
    [
        "한글 이름.ipynb",
        "과제/1주차 (최종).ipynb",
        " space at both ends ",
        "a:b?*[c]'\"$(id)`.txt",
        "100%.txt",
        "%41+&=#.txt",
        "-rf",
        "이모지😀.md",
        "a.conflict1.ipynb",
        "x" * 200,
    ],
)
async def test_odd_names_survive_the_way_there_and_back(
    agent: AgentProcess, client: StorageClient, person: str, name: str
) -> None:
    await client.open(person)
    path = agent.files(person) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(name)
    closed = await client.close(person)
    assert closed.state == "saved", closed
    shutil.rmtree(agent.data / "homes" / person)
    await client.open(person)
    assert path.read_text() == name


@pytest.mark.parametrize("person", ["Minsu.Kim", "minsu.kim", "한별", "a b:c", "가" * 30, "-rf"])
async def test_people_with_odd_names_have_files_of_their_own(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    home = await client.open(person)
    assert (await client.close(person)).state == "saved"
    assert (agent.data / home.path / f"{person}.ipynb").exists()
    assert store.keys(f"users/{person}/") == [f"users/{person}/jupyter/{person}.ipynb"]


async def test_other_peoples_homes_cannot_be_listed(
    agent: AgentProcess, client: StorageClient, person: str
) -> None:
    await client.open(person)
    home = agent.files(person).parent
    modes = [f"{folder.stat().st_mode & 0o777:o}" for folder in (home.parent, home, home / "files")]
    assert modes == ["711", "711", "700"]


async def test_programs_own_files_stay_on_this_host(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    files = agent.files(person)
    for name in (".cache/x", ".ipynb_checkpoints/a.ipynb", "env/lib/a.py", "env/pyvenv.cfg"):
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        (files / name).write_text("x")
    await client.close(person)
    assert store.keys(f"users/{person}/") == [f"users/{person}/jupyter/{person}.ipynb"]
