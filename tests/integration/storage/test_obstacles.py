"""Whatever a person puts in their home, the rest of it is saved."""

import os
import unicodedata
from pathlib import Path

import pytest

from hub_ext.storage.client import StorageClient
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.objectstore import ObjectStore

_AS_STUDENT = 1000


def _student_writes(path: Path, text: str) -> None:
    path.write_text(text)
    os.chown(path, _AS_STUDENT, _AS_STUDENT)


async def test_a_file_that_its_owner_locked_is_saved(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    locked = agent.files(person) / "locked.txt"
    _student_writes(locked, "잠금")
    locked.chmod(0)
    _student_writes(agent.files(person) / "other.txt", "다른 것")
    assert (await client.close(person)).state == "saved"
    assert store.get(f"users/{person}/jupyter/locked.txt") == "잠금"
    assert store.get(f"users/{person}/jupyter/other.txt") == "다른 것"


@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100, 0o555])
async def test_a_folder_that_its_owner_locked_is_synced(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str, mode: int
) -> None:
    await client.open(person)
    folder = agent.files(person) / "과제"
    folder.mkdir()
    os.chown(folder, _AS_STUDENT, _AS_STUDENT)
    _student_writes(folder / "a.txt", "a")
    assert (await client.close(person)).state == "saved"
    _student_writes(folder / "b.txt", "b")
    store.put(f"users/{person}/jupyter/과제/c.txt", "c")
    folder.chmod(mode)
    assert (await client.open(person)).state == "current"
    assert (await client.close(person)).state == "saved"
    assert (folder / "c.txt").read_text() == "c"
    assert [store.get(key) for key in store.keys(f"users/{person}/jupyter/과제/")] == [*"abc"]


async def test_what_is_not_the_persons_own_keeps_its_mode(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    outside = agent.folder / "outside"
    _student_writes(outside, "x")
    outside.chmod(0)
    foreign = agent.files(person) / "foreign.cfg"
    foreign.write_text("x")
    foreign.chmod(0o200)
    (agent.files(person) / "link").symlink_to(outside)
    locked = agent.files(person) / "locked.txt"
    _student_writes(locked, "x")
    locked.chmod(0)
    await client.close(person)
    assert store.get(f"users/{person}/jupyter/locked.txt") == "x"
    assert (outside.stat().st_mode & 0o777, foreign.stat().st_mode & 0o777) == (0, 0o200)


async def test_a_name_too_long_for_the_store_stays_here_and_the_rest_is_saved(
    own_agent: AgentProcess, store: ObjectStore, person: str
) -> None:
    files = own_agent.files(person)
    async with own_agent.client() as client:
        await client.open(person)
        deep = files.joinpath(*["가" * 80] * 4, "나" * 30, "[a]*{b}.txt")
        deep.parent.mkdir(parents=True)
        deep.write_text("깊이")
        (files / "old.txt").write_text("old")
        assert (await client.close(person)).state == "saved"
        assert store.get(f"users/{person}/jupyter/old.txt") == "old"
        await client.open(person)
        (files / "old.txt").unlink()
        (files / "new.txt").write_text("new")
        assert (await client.close(person)).state == "saved"
    assert deep.read_text() == "깊이"
    names = {f"{person}.ipynb", "new.txt"}
    assert store.keys(f"users/{person}/") == sorted(f"users/{person}/jupyter/{x}" for x in names)
    assert f"1 files of '{person}' have names that are too long" in own_agent.log.read_text()


async def test_a_name_that_is_not_utf_8_does_not_stop_the_rest(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    odd = agent.files(person) / os.fsdecode(b"\xb0\xa1\xb3\xaa.txt")
    _student_writes(odd, "EUC-KR")
    _student_writes(agent.files(person) / "other.txt", "1")
    assert (await client.close(person)).state == "saved"
    await client.open(person)
    _student_writes(agent.files(person) / "other.txt", "22")
    assert (await client.close(person)).state == "saved"
    assert odd.read_text() == "EUC-KR"
    assert store.get(f"users/{person}/jupyter/other.txt") == "22"


async def test_names_that_differ_in_their_unicode_form_only_are_two_files(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    forms = {form: unicodedata.normalize(form, "한글.txt") for form in ("NFC", "NFD")}
    for form, name in forms.items():
        _student_writes(agent.files(person) / name, form)
    assert (await client.close(person)).state == "saved"
    for form, name in forms.items():
        assert store.get(f"users/{person}/jupyter/{name}") == form
        store.put(f"users/{person}/jupyter/{name}", f"{form}2")
    await client.open(person)
    for form, name in forms.items():
        assert (agent.files(person) / name).read_text() == f"{form}2"


async def test_a_conflict_of_a_name_without_room_for_more_is_settled_with_both_kept(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str
) -> None:
    await client.open(person)
    name = f"{'가' * 83}.ipynb"
    notebook, key = agent.files(person) / name, f"users/{person}/jupyter/{name}"
    _student_writes(notebook, "0")
    assert (await client.close(person)).state == "saved"
    _student_writes(notebook, "student")
    store.put(key, "platform")
    await client.open(person)
    assert (await client.close(person)).state == "saved"
    kept = {store.get(key) for key in store.keys(f"jupyterhub-history/{person}/")}
    folder = agent.files(person).parent
    kept |= {path.read_text() for path in folder.rglob("*.ipynb")}
    assert {"student", "platform"} <= kept
    assert notebook.read_text() == store.get(key)


@pytest.mark.parametrize("name", ["line\nbreak.txt", "bell\x07.txt", "folder\r/a.txt", "\x7f"])
async def test_a_name_with_a_control_character_stays_here_and_the_rest_is_saved(
    agent: AgentProcess, store: ObjectStore, client: StorageClient, person: str, name: str
) -> None:
    await client.open(person)
    file = agent.files(person) / name
    file.parent.mkdir(exist_ok=True)
    _student_writes(file, "x")
    for text in ("once", "again"):
        _student_writes(agent.files(person) / "other.txt", text)
        assert (await client.close(person)).state == "saved"
        assert store.get(f"users/{person}/jupyter/other.txt") == text
        await client.open(person)
    assert store.keys(f"users/{person}/jupyter/") == [
        f"users/{person}/jupyter/{each}" for each in ("other.txt", f"{person}.ipynb")
    ]
    assert file.read_text() == "x"
