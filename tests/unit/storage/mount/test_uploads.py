"""What rclone says about uploads."""

from typing import Any

import pytest

from hub_ext.storage.mount.uploads import failing, uploads


def entry(**fields: Any) -> dict[str, Any]:
    return {"name": "a.txt", "id": 1, "size": 2, "expiry": 0.5, "delay": 1.0} | fields


@pytest.mark.parametrize(
    ("entries", "fails"),
    [
        pytest.param([], False, id="nothing to upload"),
        pytest.param([entry(tries=0, uploading=False)], False, id="not begun"),
        pytest.param([entry(tries=1, uploading=True)], False, id="the first try"),
        pytest.param([entry(tries=1, uploading=False)], True, id="the first try failed"),
        pytest.param([entry(tries=2, uploading=True)], True, id="the second try"),
        pytest.param([entry(), entry(id=2, tries=3)], True, id="one of two"),
    ],
)
def test_what_fails(entries: list[dict[str, Any]], fails: bool) -> None:
    assert failing(uploads({"queue": entries})) is fails


def test_an_answer_without_a_queue_is_an_empty_one() -> None:
    assert uploads({"queue": None}) == ()
