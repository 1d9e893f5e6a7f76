"""What Jupyter's own server does with a home, by its contents API."""

import hashlib
import json
from typing import Any

import pytest
from tornado.web import HTTPError

from tests.integration.storage.contract.homes import ContractHome
from tests.integration.storage.contract.limits import Ability

_NOTEBOOK: dict[str, Any] = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "a",
            "metadata": {},
            "outputs": [],
            "source": "print('안녕')",
        }
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def _names(listing: dict[str, Any]) -> set[str]:
    return {entry["name"] for entry in listing["content"]}


def test_a_notebook_is_saved_and_read(home: ContractHome) -> None:
    contents = home.student.contents()
    contents.save({"type": "notebook", "content": _NOTEBOOK}, "수업 1.ipynb")
    assert contents.get("수업 1.ipynb")["content"]["cells"][0]["source"] == "print('안녕')"
    home.student.settle()
    assert home.platform.digest("수업 1.ipynb") == home.student.digest("수업 1.ipynb") is not None
    home.student.move_to_another_host()
    again = home.student.contents().get("수업 1.ipynb")
    assert again["content"]["cells"][0]["source"] == "print('안녕')"


def test_a_notebook_of_the_platforms_is_listed_and_opens(home: ContractHome) -> None:
    home.platform.write("과제/숙제.ipynb", json.dumps(_NOTEBOOK).encode())
    home.student.settle()
    contents = home.student.contents()
    assert "과제" in _names(contents.get(""))
    assert _names(contents.get("과제")) == {"숙제.ipynb"}
    assert contents.get("과제/숙제.ipynb")["type"] == "notebook"


def test_files_of_text_and_of_bytes(home: ContractHome) -> None:
    contents = home.student.contents()
    contents.save({"type": "file", "format": "text", "content": "가,나\n"}, "표.csv")
    contents.save({"type": "file", "format": "base64", "content": "AP8="}, "b.bin")
    home.is_everywhere("표.csv", "가,나\n".encode())
    home.is_everywhere("b.bin", b"\x00\xff")


def test_rename_copy_and_delete(home: ContractHome) -> None:
    contents = home.student.contents()
    contents.save({"type": "file", "format": "text", "content": "1"}, "a.txt")
    contents.rename_file("a.txt", "b.txt")
    assert contents.copy("b.txt")["name"] == "b-Copy1.txt"
    contents.delete("b.txt")
    with pytest.raises(HTTPError) as refusal:
        contents.get("b.txt")
    assert refusal.value.status_code == 404
    home.student.settle()
    paths = {path for path in home.platform.paths() if path.endswith(".txt")}
    assert paths == {"b-Copy1.txt"}
    assert home.platform.digest("b-Copy1.txt") == hashlib.sha256(b"1").hexdigest()


def test_a_folder_is_made_filled_renamed_and_deleted(home: ContractHome) -> None:
    contents = home.student.contents()
    contents.save({"type": "directory"}, "폴더")
    contents.save({"type": "file", "format": "text", "content": "1"}, "폴더/a.txt")
    contents.rename_file("폴더", "새 폴더")
    home.is_everywhere("새 폴더/a.txt", b"1")
    contents = home.student.contents()
    contents.delete("새 폴더/a.txt")
    contents.delete("새 폴더")
    home.student.settle()
    assert not home.student.has_folder("새 폴더")
    # Without a folder the list is the store's, and SeaweedFS goes on naming it; NCP has no folders.
    if home.can(Ability.FOLDER):
        assert "새 폴더" not in _names(home.student.contents().get(""))
    assert "새 폴더/a.txt" not in home.platform.paths()


def test_a_checkpoint_brings_the_earlier_notebook_back(home: ContractHome) -> None:
    contents = home.student.contents()
    contents.save({"type": "file", "format": "text", "content": "old"}, "a.txt")
    checkpoint = contents.create_checkpoint("a.txt")
    contents.save({"type": "file", "format": "text", "content": "new"}, "a.txt")
    contents.restore_checkpoint(checkpoint["id"], "a.txt")
    home.is_everywhere("a.txt", b"old")


def test_a_checkpoint_stays_out_of_the_store(home: ContractHome) -> None:
    home.needs(Ability.FILTER)
    contents = home.student.contents()
    contents.save({"type": "file", "format": "text", "content": "1"}, "a.txt")
    contents.create_checkpoint("a.txt")
    home.is_everywhere("a.txt", b"1")
    assert not any(".ipynb_checkpoints" in path for path in home.platform.paths())
