"""Copying: what arrives, how it arrives, what is left alone."""

import gzip
import unicodedata
from typing import Any

import pytest

from hub_ext.command.exits import Exit
from tests.integration.content.tool import Tool
from tests.integration.storage.objectstore import BUCKET, ObjectStore
from tests.waiting import wait_until


def _put(store: ObjectStore, key: str, body: bytes, **more: Any) -> None:
    store.platform.put_object(Bucket=BUCKET, Key=key, Body=body, **more)


def _written(store: ObjectStore, key: str) -> float:
    answer = store.platform.head_object(Bucket=BUCKET, Key=key)
    return float(answer["LastModified"].timestamp())


def _put_younger(store: ObjectStore, key: str, text: str, than: float) -> None:
    def younger() -> bool:
        store.put(key, text)
        return _written(store, key) > than

    wait_until(younger, 10, f"{key} is younger")


def test_everything_of_an_object_is_kept(tool: Tool, prefix: str) -> None:
    key = f"{prefix}page.html"
    headers = {
        "ContentType": "text/html; charset=euc-kr",
        "CacheControl": "max-age=77",
        "ContentDisposition": "inline",
        "ContentEncoding": "gzip",
        "Metadata": {"lesson": "chapter01"},
    }
    body = gzip.compress(b"<p>hello" * 100)
    _put(tool.source, key, body, **headers)

    done = tool.run_json("copy", prefix)

    assert done.status == Exit.WELL, done.err
    assert done.result["copied"] == 1
    answer = tool.target.platform.get_object(Bucket=BUCKET, Key=key)
    assert answer["Body"].read() == body
    assert {name: answer[name] for name in headers if name != "Metadata"} == {
        name: value for name, value in headers.items() if name != "Metadata"
    }
    assert answer["Metadata"]["lesson"] == "chapter01"
    assert tool.run("verify", prefix).status == Exit.WELL


def test_what_is_there_already_is_not_copied_again(tool: Tool, prefix: str) -> None:
    tool.source.put(f"{prefix}a.txt", "a")
    tool.run("copy", prefix)

    again = tool.run_json("copy", prefix)

    assert (again.result["to_copy"], again.result["already_there"]) == (0, 1)


@pytest.mark.long
def test_a_dry_run_writes_nothing(tool: Tool, prefix: str) -> None:
    tool.source.put(f"{prefix}a.txt", "a")

    done = tool.run_json("copy", prefix, "--dry-run")

    assert (done.status, done.result["to_copy"], done.result["copied"]) == (Exit.WELL, 1, 0)
    assert tool.target.keys(prefix) == []


@pytest.mark.long
def test_prefixes_and_patterns_choose_what_is_copied(tool: Tool, prefix: str) -> None:
    for name in ("a/1.txt", "a/.ipynb_checkpoints/1.txt", "b/1.txt"):
        tool.source.put(prefix + name, name)

    tool.run("copy", f"{prefix}a/", "--exclude", "*/.ipynb_checkpoints/*")

    assert tool.target.keys(prefix) == [f"{prefix}a/1.txt"]


def test_what_the_platform_saved_in_the_target_since_is_left_alone(tool: Tool, prefix: str) -> None:
    key = f"{prefix}kim.ipynb"
    tool.source.put(key, "old")
    _put_younger(tool.target, key, "what the student saved today", _written(tool.source, key))

    done = tool.run_json("copy", prefix)

    assert done.status == Exit.WELL
    assert done.result["left_alone"] == [key]
    assert tool.target.get(key) == "what the student saved today"


def test_what_changed_in_the_source_since_is_copied_again(tool: Tool, prefix: str) -> None:
    key = f"{prefix}lesson.md"
    tool.source.put(key, "first")
    tool.run("copy", prefix)
    _put_younger(tool.source, key, "second", _written(tool.target, key))

    done = tool.run_json("copy", prefix)

    assert (done.status, done.result["copied"]) == (Exit.WELL, 1), done.err
    assert tool.target.get(key) == "second"


@pytest.mark.long
def test_what_only_the_target_has_stays(tool: Tool, prefix: str) -> None:
    tool.source.put(f"{prefix}a.txt", "a")
    tool.target.put(f"{prefix}new.txt", "new")

    tool.run("copy", prefix)

    assert tool.target.keys(prefix) == [f"{prefix}a.txt", f"{prefix}new.txt"]


def test_every_key_that_can_be_carried_is_and_the_others_are_named(tool: Tool, prefix: str) -> None:
    # SeaweedFS has files' names no longer than 255 bytes between two slashes.
    long = prefix + f"{'가' * 60}/" * 5
    carried = [
        unicodedata.normalize("NFC", f"{prefix}한글 노트.ipynb"),
        unicodedata.normalize("NFD", f"{prefix}한글 노트.ipynb"),
        f"{prefix}1\N{FULLWIDTH SOLIDUS}2.txt",
        f"{prefix}a b+c%25&d.txt",
        f"{prefix}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}\N{SYMBOL FOR NULL}.txt",
        long + "x" * (1024 - len(long.encode())),
    ]
    for key in carried:
        _put(tool.source, key, key.encode())
    others = [f"{prefix}folder/", f"{prefix}\N{FULLWIDTH FULL STOP}\N{FULLWIDTH FULL STOP}/x"]
    for key in others:
        _put(tool.source, key, b"")

    done = tool.run_json("copy", prefix)

    assert done.status == Exit.FOUND, done.err
    assert [one["key"] for one in done.result["not_carried"]] == others
    assert tool.target.keys(prefix) == sorted(carried)
    checked = tool.run_json("verify", prefix)
    assert checked.status == Exit.FOUND
    assert [one["key"] for one in checked.result["findings"]] == others
