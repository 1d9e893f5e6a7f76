"""What keys open in rclone's words, and what a request to the door asks for."""

import csv
import json
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.storage.contents import requests
from hub_ext.storage.contents.backend import backend, upstream
from hub_ext.storage.contents.greeting import text
from hub_ext.storage.contents.passes import MOST_REQUESTS, Passes, new_keys
from hub_ext.storage.layout import HomeLayout, acceptable_user_id

_USER_IDS = st.text(max_size=30).filter(acceptable_user_id)


def read_as_rclone_does(upstreams: str) -> list[tuple[str, str]]:
    """Return names and remotes of combine's option: CSV with spaces, each split at its first ``=``."""
    (items,) = csv.reader([upstreams], delimiter=" ")
    return [(name, remote) for name, _, remote in (item.partition("=") for item in items)]


@given(_USER_IDS)
def test_a_userid_is_quoted_so_that_only_its_own_home_is_opened(user_id: str) -> None:
    opened = Passes().issue(HomeLayout(user_id))
    answer = json.loads(json.dumps(backend(opened, "bucket")))
    assert read_as_rclone_does(answer["upstreams"]) == [
        ("home", f"ncp:bucket/users/{user_id}/jupyter/")
    ]
    assert answer["_secret_access_key"] == opened.secret_key


@given(st.lists(_USER_IDS, max_size=4))
def test_items_of_a_list_stay_apart(user_ids: list[str]) -> None:
    items = [upstream(f"n{number}", user_id) for number, user_id in enumerate(user_ids)]
    assert read_as_rclone_does(" ".join(items)) == [
        (f"n{number}", user_id) for number, user_id in enumerate(user_ids)
    ]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", ""),
        ("/home", ""),
        ("/home/", ""),
        ("/home?list-type=2&prefix=a%2F", ""),
        ("/home/%EA%B0%80/a%20b.ipynb?uploadId=1", "가/a b.ipynb"),
        ("/home/a+b%2Bc", "a+b+c"),
        ("/home/a/", "a/"),
        ("/homes/a", None),
        ("/center/a", None),
        ("//home/a", None),
        ("http://other/home/a", None),
        ("/home//a", None),
        ("/home/../x", None),
        ("/home/a/%2e%2e/%2E%2E/x", None),
        ("/home/a%2F..%2Fx", None),
        ("/home/./x", None),
        ("/home/a%00", None),
        (f"/home/{'a' * 1025}", None),
    ],
)
def test_the_path_of_a_request(target: str, path: str | None) -> None:
    assert requests.path_of(target) == path


_SIGNATURE = "AWS4-HMAC-SHA256 Credential=HOME12345678/20261124/x/s3/aws4_request, Signature=0"


@pytest.mark.parametrize(
    ("authorizations", "query", "key"),
    [
        ([_SIGNATURE], {}, "HOME12345678"),
        ([_SIGNATURE], {"list-type": "2"}, "HOME12345678"),
        ([], {}, None),
        ([_SIGNATURE, _SIGNATURE], {}, None),
        ([_SIGNATURE], {"X-Amz-Credential": "HOME87654321/x"}, None),
        (["AWS HOME12345678:0"], {}, None),
        (["AWS4-HMAC-SHA256 Credential=/"], {}, None),
    ],
)
def test_only_one_signature_in_the_header_counts(
    authorizations: list[str], query: dict[str, str], key: str | None
) -> None:
    assert requests.access_key(authorizations, query) == key


@pytest.mark.parametrize(
    ("method", "path", "query", "allowed", "replaces"),
    [
        ("GET", "", {}, True, False),
        ("HEAD", "a", {}, True, False),
        ("PUT", "a", {}, True, True),
        ("PUT", "a", {"partNumber": "1"}, True, False),
        ("DELETE", "a", {}, True, True),
        ("DELETE", "a", {"uploadId": "1"}, True, False),
        ("POST", "a", {"uploads": ""}, True, False),
        ("POST", "a", {"uploadId": "1"}, True, True),
        ("POST", "", {"delete": ""}, True, False),
        # A bucket, a browser's form, and what nobody speaks.
        ("PUT", "", {}, False, True),
        ("DELETE", "", {}, False, True),
        ("POST", "", {}, False, False),
        ("OPTIONS", "a", {}, False, False),
    ],
)
def test_what_a_server_may_do(
    method: str, path: str, query: dict[str, str], allowed: bool, replaces: bool
) -> None:
    assert requests.is_allowed(method, path, query) is allowed
    assert requests.replaces(method, query) is replaces
    assert requests.is_write(method) is (method not in {"GET", "HEAD"})


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ("<Delete><Object><Key>가 &amp; b</Key></Object></Delete>", ["가 & b"]),
        ("<Delete xmlns='x'><Object><Key>a/</Key></Object></Delete>", ["a/"]),
        ("<Delete><Object><Key>../a</Key></Object></Delete>", None),
        ("<Delete><Object><Key/></Object></Delete>", None),
        ("<Delete>", None),
    ],
)
def test_what_a_request_to_delete_many_names(body: str, paths: list[str] | None) -> None:
    assert requests.paths_to_delete(body.encode()) == paths


def test_a_revoked_key_is_known_inside_until_it_is_forgotten() -> None:
    passes = Passes()
    opened = passes.issue(HomeLayout("student1"))
    key = opened.gateway.access_key
    assert passes.find(key) is passes.find_inside(key) is opened
    passes.revoke(opened)
    assert passes.find(key) is None
    assert passes.find_inside(key) is opened
    passes.forget(opened)
    assert passes.find_inside(key) is None


async def test_requests_of_one_person_are_counted() -> None:
    opened = Passes().issue(HomeLayout("student1"))
    with opened.during(write=True):
        assert opened.writing
        assert not opened.is_full
    assert not opened.writing
    await opened.quiet()
    assert MOST_REQUESTS > 1


def test_keys_are_made_anew_each_time_and_do_not_show() -> None:
    made = [new_keys() for _ in range(20)]
    assert len({keys.access_key for keys in made} | {keys.secret_key for keys in made}) == 40
    assert all(keys.secret_key not in repr(keys) for keys in made)
    assert all(requests.access_key([_signature(keys.access_key)], {}) for keys in made)


def _signature(access_key: str) -> str:
    return f"AWS4-HMAC-SHA256 Credential={access_key}/20261124/x/s3/aws4_request"


def test_the_first_notebook_says_what_code_cannot_see() -> None:
    notebook: Any = nbformat.reads(text(), as_version=4)
    nbformat.validate(notebook)
    assert "코드에서는 왼쪽 목록의 파일을 열 수 없습니다" in notebook.cells[0].source
    assert "Code cannot open the files" in notebook.cells[0].source
