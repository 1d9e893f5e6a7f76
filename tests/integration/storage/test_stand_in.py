"""The development object store lists what NCP would: keys, and no folders of its own."""

from urllib.parse import unquote

import pytest

from tests.integration.storage.objectstore import BUCKET, ObjectStore


def folders(store: ObjectStore, prefix: str, more: dict[str, str]) -> list[str]:
    answer = store.platform.list_objects(Bucket=BUCKET, Prefix=prefix, Delimiter="/", **more)
    return [
        unquote(entry["Prefix"]).removeprefix(prefix) for entry in answer.get("CommonPrefixes", [])
    ]


@pytest.mark.parametrize("more", [{}, {"EncodingType": "url"}], ids=["plain", "encoded"])
def test_a_folder_is_gone_with_its_last_object(
    store: ObjectStore, person: str, more: dict[str, str]
) -> None:
    top = f"{person}/"
    for key in ("과제 1&2/안/1.txt", "남는/1.txt", "남는/2.txt", "표시/", "표시/1.txt", "1.txt"):
        store.put(f"{top}{key}", "1")
    for key in ("과제 1&2/안/1.txt", "남는/1.txt", "표시/1.txt"):
        store.delete(f"{top}{key}")
    # What a platform's console calls a folder is an object like any other.
    assert folders(store, top, more) == ["남는/", "표시/"]
    assert folders(store, f"{top}과제 1&2/", more) == []
    store.put(f"{top}과제 1&2/2.txt", "2")
    assert folders(store, top, more) == ["과제 1&2/", "남는/", "표시/"]
