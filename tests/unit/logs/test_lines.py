"""Both formats: whatever is in a line, it is one line, and says what is known."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub_ext.logs.context import log_context
from hub_ext.logs.lines import LONGEST_LINE_BYTES, JsonLines, TextLines

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=100)
HOSTILE = 'x\r\n[E 2026-11-30 14:00:00.000 hub fake:1] {"level": "error"}\x1b[2J\u202e\u2028'
#: In place of hypothesis's own: nothing that is printed is longer.
LONG = "\x00" * 20_000


def record(message: str, *arguments: object, error: BaseException | None = None) -> Any:
    exception = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(
        "hub_ext.users", logging.WARNING, "/srv/throttle.py", 61, message, arguments, exception
    )


def raised(text: str) -> Exception:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


@pytest.fixture(params=[TextLines, JsonLines])
def lines(request: pytest.FixtureRequest) -> TextLines | JsonLines:
    kind: type[TextLines | JsonLines] = request.param
    return kind(defaults={"part": "sync"})


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example(HOSTILE, HOSTILE, HOSTILE)
@example(LONG, LONG, LONG)
def test_whatever_is_in_it_is_one_line(name: str, user: str, container: str) -> None:
    for kind in (TextLines, JsonLines):
        with log_context(request="ab", user=user, container=container):
            line = kind().format(record("Login of %s refused", name))

        assert line.isprintable()
        assert len(line.encode()) < LONGEST_LINE_BYTES


@given(ANY_TEXT)
@example(HOSTILE)
@example(LONG)
def test_json_says_what_it_was_given(text: str) -> None:
    with log_context(user=text):
        line = json.loads(JsonLines().format(record("%s", text, error=raised(text))))

    assert line["message"] == (text if len(text) <= 2000 else line["message"])
    assert line["message"].removesuffix("…") in text
    assert line.get("user", "").removesuffix("…") in text
    assert "ValueError" in line["error"] or len(text) > 500


def test_json_has_the_keys_that_the_guide_names() -> None:
    with log_context(request="00ff", user="한별", container="eduhub-x"):
        text = JsonLines(defaults={"part": "storage"}).format(record("files of %r", "한별"))

    assert "한별" in text
    line = json.loads(text)
    moment = datetime.fromisoformat(line.pop("time"))
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)
    assert line == {
        "level": "warning",
        "part": "storage",
        "logger": "hub_ext.users",
        "message": "files of '한별'",
        "request": "00ff",
        "user": "한별",
        "container": "eduhub-x",
    }


def test_text_has_what_is_known_at_its_end_and_nothing_else(lines: Any) -> None:
    if isinstance(lines, JsonLines):
        assert "request" not in json.loads(lines.format(record("over")))
        return
    assert lines.format(record("over")).endswith(" sync throttle:61] over")
    with log_context(request="00ff", user="a b"):
        assert lines.format(record("over")).endswith('] over {request=00ff user="a b"}')


def test_no_line_of_a_traceback_can_be_taken_for_another(lines: Any) -> None:
    text = lines.format(record("broken", error=raised(HOSTILE)))

    first, *others = text.split("\n")
    assert all(line.startswith("    ") for line in others)
    assert "ValueError" in (text if others else json.loads(first)["error"])
    assert all(line.isprintable() for line in (first, *others))
