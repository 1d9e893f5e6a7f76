"""What JupyterLab asks for, with the real contents manager, agent and object store."""

# jupyter_server's own classes have no types.
# mypy: disallow-untyped-calls=False

import json
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from nbformat import v4
from tornado.web import HTTPError

from hub_ext.storage.client import StorageClient
from images.notebook.eduhub_contents import HomeContents
from images.notebook.eduhub_contents.messages import CLOSED, UNAVAILABLE
from tests.integration.storage.contents.manager import running_manager
from tests.integration.storage.contents.visitor import Visitor
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import eventually


@pytest.fixture
def prefix(person: str) -> str:
    return f"users/{person}/jupyter/"


@pytest.fixture
async def contents(visitor: Visitor, tmp_path: Path) -> AsyncIterator[HomeContents]:
    """The manager of the person's server, whose own home is a folder with lessons in it."""
    lessons = tmp_path / "home" / "lessons"
    lessons.mkdir(parents=True)
    (lessons / "1과.md").write_text("# 1과")
    with running_manager(visitor.endpoint, visitor.keys, tmp_path) as manager:
        yield manager


def file_model(text: str) -> dict[str, Any]:
    return {"type": "file", "format": "text", "content": text}


def notebook_model(source: str) -> dict[str, Any]:
    cells = [v4.new_code_cell(source, id="one")]
    notebook = v4.new_notebook(cells=cells)
    return {"type": "notebook", "format": "json", "content": notebook}


async def names(contents: HomeContents, path: str = "") -> list[str]:
    return [each["name"] for each in (await contents.get(path))["content"]]


async def status_of(refused: Any) -> int:
    with pytest.raises(HTTPError) as failure:
        await refused
    return failure.value.status_code


async def test_the_top_shows_the_first_notebook_and_the_lessons(
    contents: HomeContents, person: str
) -> None:
    assert await names(contents) == ["lessons", f"{person}.ipynb"]
    model = await contents.get(f"{person}.ipynb")
    assert model["type"] == "notebook"
    assert "나의 첫 노트북" in model["content"]["cells"][0]["source"]


async def test_nothing_is_written_by_merely_looking(
    store: ObjectStore, contents: HomeContents, person: str, prefix: str
) -> None:
    await names(contents)
    assert store.keys(f"users/{person}/") == [f"{prefix}{person}.ipynb"]


@pytest.mark.parametrize(
    "name",
    [
        "한글 메모.txt",
        "50% + #1 & 'a' \"b\".txt",
        "homework.txt",
        "a*[1]?.txt",
        "🙂.txt",
        "가" * 80,
    ],
)
async def test_names_of_files_come_back_as_they_are(
    store: ObjectStore, contents: HomeContents, prefix: str, name: str
) -> None:
    await contents.save(file_model("하나"), f"home/{name}")
    assert store.get(f"{prefix}home/{name}") == "하나"
    assert name in await names(contents, "home")
    assert (await contents.get(f"home/{name}"))["content"] == "하나"
    await contents.rename(f"home/{name}", f"home/2{name}")
    assert await names(contents, "home") == [f"2{name}"]
    await contents.delete(f"home/2{name}")
    assert await names(contents, "home") == []
    assert store.get(f"{prefix}home/2{name}") is None


async def test_a_pattern_in_a_name_deletes_nothing_else(
    store: ObjectStore, contents: HomeContents, prefix: str
) -> None:
    for name in ("a*.txt", "abc.txt", "[x]/1.txt", "x/1.txt"):
        store.put(f"{prefix}{name}", name)
    await contents.delete("a*.txt")
    await contents.delete("[x]")
    assert store.get(f"{prefix}abc.txt") == "abc.txt"
    assert store.get(f"{prefix}x/1.txt") == "x/1.txt"
    assert store.get(f"{prefix}a*.txt") is store.get(f"{prefix}[x]/1.txt") is None


async def test_korean_of_another_computer_is_read_and_written_in_one_form(
    store: ObjectStore, contents: HomeContents, prefix: str
) -> None:
    apart = unicodedata.normalize("NFD", "과제.txt")
    saved = await contents.save(file_model("1"), apart)
    assert saved["path"] == "과제.txt"
    assert store.get(f"{prefix}과제.txt") == "1"
    old = unicodedata.normalize("NFD", "옛날.txt")
    store.put(f"{prefix}{old}", "platform")

    async def listed() -> bool:
        return "옛날.txt" in await names(contents)

    await eventually(listed, 5, "the platform's file is listed")
    assert (await contents.get("옛날.txt"))["content"] == "platform"


async def test_a_notebook_is_saved_as_jupyter_itself_writes_it(
    store: ObjectStore, contents: HomeContents, prefix: str
) -> None:
    model = await contents.save(notebook_model('print("안녕")'), "수업/첫째.ipynb")
    assert model["type"] == "notebook"
    text = store.get(f"{prefix}수업/첫째.ipynb")
    assert text is not None
    assert '"print(\\"안녕\\")"' in text
    assert text.startswith('{\n "cells": [\n')
    assert json.loads(text)["cells"][0]["id"] == "one"
    again = await contents.get("수업/첫째.ipynb")
    assert again["content"]["cells"][0]["source"] == 'print("안녕")'


async def test_folders_that_others_made_are_folders(
    store: ObjectStore, contents: HomeContents, prefix: str
) -> None:
    store.put(f"{prefix}과제/1주/문제.md", "풀어 보세요")
    (folder,) = [each for each in (await contents.get(""))["content"] if each["name"] == "과제"]
    assert folder["type"] == "directory"
    assert await names(contents, "과제") == ["1주"]
    assert await names(contents, "과제/1주") == ["문제.md"]
    await contents.delete("과제/1주/문제.md")
    assert await names(contents, "과제/1주") == []


async def test_empty_folders_are_made_renamed_and_deleted(
    store: ObjectStore, contents: HomeContents, person: str, prefix: str
) -> None:
    folder = await contents.new_untitled(type="directory")
    assert await names(contents, folder["path"]) == []
    await contents.rename(folder["path"], "빈 폴더")
    await contents.save(file_model("1"), "빈 폴더/안/1.txt")
    await contents.rename("빈 폴더", "새 폴더")
    assert await names(contents, "새 폴더/안") == ["1.txt"]
    assert not await contents.dir_exists("빈 폴더")
    await contents.delete("새 폴더")
    assert store.keys(f"users/{person}/") == [f"{prefix}{person}.ipynb"]


async def test_what_is_not_there_is_not_found(contents: HomeContents) -> None:
    for path in ("no.txt", "no.ipynb", "no/1.txt"):
        assert await status_of(contents.get(path)) == 404
        assert await status_of(contents.get(path, content=False)) == 404
        assert not await contents.file_exists(path)
    assert await status_of(contents.get("", type="file")) == 400
    assert await status_of(contents.rename("no.txt", "b.txt")) == 404


async def test_a_name_that_is_taken_is_not_written_over(
    contents: HomeContents, person: str
) -> None:
    await contents.save(file_model("1"), "a.txt")
    await contents.save(file_model("2"), "b.txt")
    assert await status_of(contents.rename("a.txt", "b.txt")) == 409
    assert (await contents.get("b.txt"))["content"] == "2"
    copied = await contents.copy(f"{person}.ipynb")
    assert copied["name"] == f"{person}-Copy1.ipynb"


async def test_a_large_file_comes_in_chunks(
    store: ObjectStore, contents: HomeContents, prefix: str
) -> None:
    part = "x" * 1024**2
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, -1):
        await contents.save(file_model(part) | {"chunk": number}, "큰 파일.txt")
        if number != -1:
            assert store.get(f"{prefix}큰 파일.txt") is None
    assert store.get(f"{prefix}큰 파일.txt") == part * 10
    assert (await contents.get("큰 파일.txt"))["size"] == len(part) * 10


async def test_checkpoints_stay_out_of_the_bucket(
    store: ObjectStore, contents: HomeContents, person: str, prefix: str
) -> None:
    await contents.save(file_model("1"), "a.txt")
    checkpoint = await contents.create_checkpoint("a.txt")
    await contents.save(file_model("2"), "a.txt")
    await contents.restore_checkpoint(checkpoint["id"], "a.txt")
    assert store.get(f"{prefix}a.txt") == "1"
    assert len(store.keys(f"users/{person}/")) == 2


async def test_lessons_are_read_and_copied_but_do_not_move(
    store: ObjectStore, contents: HomeContents, prefix: str
) -> None:
    assert await names(contents, "lessons") == ["1과.md"]
    await contents.copy("lessons/1과.md", "내 1과.md")
    assert store.get(f"{prefix}내 1과.md") == "# 1과"
    assert await status_of(contents.rename("lessons/1과.md", "b.md")) == 400


async def test_hidden_files_are_not_shown(
    store: ObjectStore, contents: HomeContents, prefix: str
) -> None:
    store.put(f"{prefix}.secret", "x")
    store.put(f"{prefix}folder/.s3keep", "")
    assert ".secret" not in await names(contents)
    assert await names(contents, "folder") == []
    assert await contents.is_hidden("folder/.s3keep")


async def test_a_store_that_is_down_is_said_so_and_nothing_is_lost(
    store: ObjectStore, contents: HomeContents, prefix: str
) -> None:
    await contents.save(file_model("before"), "a.txt")
    store.faults(off=True)
    for refused in (
        contents.save(file_model("after"), "a.txt"),
        contents.save(notebook_model("1"), "a.ipynb"),
        contents.get("a.txt"),
        contents.delete("a.txt"),
        contents.rename("a.txt", "b.txt"),
        contents.get(""),
    ):
        with pytest.raises(HTTPError) as failure:
            await refused
        assert (failure.value.status_code, failure.value.log_message) == (503, UNAVAILABLE)
    store.faults()
    assert store.get(f"{prefix}a.txt") == "before"
    await contents.save(file_model("after"), "a.txt")
    assert store.get(f"{prefix}a.txt") == "after"


async def test_half_a_file_is_not_opened(store: ObjectStore, contents: HomeContents) -> None:
    text = "0123456789" * 10_000
    await contents.save(file_model(text), "long.txt")
    store.faults(cut=True)
    with pytest.raises(HTTPError) as failure:
        await contents.get("long.txt")
    assert (failure.value.status_code, failure.value.log_message) == (503, UNAVAILABLE)


async def test_a_closed_home_says_so(
    client: StorageClient, contents: HomeContents, person: str
) -> None:
    await client.close(person)
    with pytest.raises(HTTPError) as failure:
        await contents.save(file_model("late"), "a.txt")
    assert (failure.value.status_code, failure.value.log_message) == (503, CLOSED)
