"""The writer: lines, files, and what happens when they cannot be written."""

import json
import logging
import resource
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub_ext.ops.audit import (
    EACH_A_MINUTE,
    LONGEST_TYPED,
    STRANGERS_A_MINUTE,
    AuditLog,
    Event,
    keep_audit_in,
    shared_audit,
)
from hub_ext.ops.audit_file import FILE_NAME, FILES
from hub_ext.ops.audit_line import json_line
from tests.unit.ops.events import LOGIN, lines, note
from tests.waiting import wait_until

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=600)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "hub-data" / "audit"


@pytest.fixture
def open_audit(folder: Path) -> Iterator[Callable[..., AuditLog]]:
    logs: list[AuditLog] = []

    def make(**options: int) -> AuditLog:
        logs.append(AuditLog(folder, **options))
        return logs[-1]

    yield make
    for log in logs:
        log.close()


@pytest.fixture
def audit(open_audit: Callable[..., AuditLog]) -> AuditLog:
    return open_audit()


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_an_event_is_one_line_with_all_its_fields(audit: AuditLog, folder: Path) -> None:
    note(audit)
    audit.close()

    (line,) = lines(folder)
    when = datetime.fromisoformat(line.pop("time"))
    assert line == LOGIN
    assert when.tzinfo == UTC
    assert abs(datetime.now(UTC) - when) < timedelta(minutes=1)


def test_korean_stays_readable(audit: AuditLog, folder: Path) -> None:
    note(audit, actor="한별")
    audit.close()

    assert '"한별"' in (folder / FILE_NAME).read_text(encoding="utf-8")


@settings(max_examples=60)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example('"}\n{"event": "login"', "\u2028\u2029\x85\x0b\x0c\x1c", "\ud800", "\x00\x1b[2J", "\u202e")
@pytest.mark.attack("log injection")
def test_any_text_in_any_field_stays_one_line(
    actor: str, whom: str, what: str, address: str, way: str
) -> None:
    with TemporaryDirectory() as name:
        audit = AuditLog(Path(name))
        note(audit, actor=actor, whom=whom, what=what, address=address, way=way)
        audit.close()

        (line,) = lines(Path(name))
        given_texts = {"actor": actor, "whom": whom, "what": what, "address": address, "way": way}
        for field, text in given_texts.items():
            assert line[field] == (text if len(text) <= 256 else text[:255] + "…")


@given(st.dictionaries(ANY_TEXT, ANY_TEXT))
def test_a_line_shows_what_it_holds(fields: dict[str, object]) -> None:
    line = json_line(fields)

    assert line.isprintable()
    assert json.loads(line) == fields


@given(st.text(min_size=LONGEST_TYPED + 1))
@settings(max_examples=20)
def test_the_typed_name_of_a_failed_login_is_cut(name: str) -> None:
    with TemporaryDirectory() as folder:
        audit = AuditLog(Path(folder))
        note(audit, event="login-refused", actor=name)
        audit.close()

        assert lines(Path(folder))[0]["actor"] == name[: LONGEST_TYPED - 1] + "…"


def test_only_the_hub_can_read_it(open_audit: Callable[..., AuditLog], folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    (folder / FILE_NAME).touch(mode=0o644)
    audit = open_audit(file_bytes=1000)
    for _ in range(10):
        note(audit)
    audit.close()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_files_rotate_and_the_oldest_goes(
    open_audit: Callable[..., AuditLog], folder: Path
) -> None:
    audit = open_audit(file_bytes=1000)
    for number in range(200):
        note(audit, status=number)
    audit.close()

    older = [f"{FILE_NAME}.{number}" for number in range(FILES - 1, 0, -1)]
    kept = [line["status"] for name in [*older, FILE_NAME] for line in lines(folder, name)]
    assert {file.name for file in folder.iterdir()} == {FILE_NAME, *older}
    assert all(file.stat().st_size <= 1000 for file in folder.iterdir())
    assert kept == list(range(200 - len(kept), 200))


def test_another_start_of_the_hub_goes_on_in_the_same_file(
    open_audit: Callable[..., AuditLog], folder: Path
) -> None:
    for actor in ("student1", "student2"):
        audit = open_audit()
        note(audit, actor=actor)
        audit.close()

    assert [line["actor"] for line in lines(folder)] == ["student1", "student2"]


def test_a_line_that_a_killed_hub_left_half_is_ended(audit: AuditLog, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_text('{"time": "2026-')
    note(audit)
    audit.close()

    half, whole = (folder / FILE_NAME).read_text().splitlines()
    assert half == '{"time": "2026-'
    assert json.loads(whole)["actor"] == "student1"


def test_a_folder_that_cannot_be_made_is_one_line_to_the_operator(
    audit: AuditLog, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.parent.write_text("in the way")
    for _ in range(5):
        note(audit)
    wait_until(lambda: not audit._queue.unfinished_tasks, 5, "all lines are lost")
    folder.parent.unlink()
    note(audit, actor="student2")
    audit.close()

    lost, again = errors(caplog)
    assert "cannot be written (Not a directory)" in lost
    assert "5 events are missing" in again
    assert [line["actor"] for line in lines(folder)] == ["student2"]


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size`, as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_costs_the_lines_that_do_not_fit_and_no_others(
    open_audit: Callable[..., AuditLog], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = open_audit(), open_audit()
    with full_disk(300):
        for actor in ("fits", "half", "lost"):
            note(first, actor=actor)
        first.close()
    note(second, actor="after")
    second.close()

    whole = [
        json.loads(line)["actor"]
        for line in (folder / FILE_NAME).read_text().splitlines()
        if line.endswith("}")
    ]
    assert whole == ["fits", "after"]
    assert len([line for line in errors(caplog) if "File too large" in line]) == 1


def test_a_symbolic_link_is_not_followed(
    audit: AuditLog, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir(parents=True)
    (folder / FILE_NAME).symlink_to(tmp_path / "elsewhere")
    note(audit)
    audit.close()

    assert not (tmp_path / "elsewhere").exists()
    assert len(errors(caplog)) == 1


def test_a_disk_that_hangs_holds_nobody_up(
    open_audit: Callable[..., AuditLog], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    audit = open_audit(waiting=10)
    disk = audit._listener.handlers[0]
    with disk.lock or pytest.fail("the handler has no lock"):
        for _ in range(100):
            note(audit)
    wait_until(lambda: not audit._queue.unfinished_tasks, 5, "the disk goes on")
    kept = len(lines(folder))
    note(audit)
    audit.close()

    slow, again = errors(caplog)
    assert "written too slowly" in slow
    assert f"{100 - kept} events are missing" in again
    # One more than may wait, if the writing thread had one in its hand.
    assert kept in {10, 11}
    assert len(lines(folder)) == kept + 1


@pytest.mark.parametrize(
    ("noise", "most"),
    [
        pytest.param({"event": "login-refused", "actor": "x"}, STRANGERS_A_MINUTE, id="logins"),
        pytest.param({"event": "admin", "actor": None}, STRANGERS_A_MINUTE, id="nobody"),
        pytest.param({"event": "start", "actor": "student2"}, EACH_A_MINUTE, id="a person"),
    ],
)
def test_noise_does_not_push_out_what_others_did(
    audit: AuditLog,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    noise: dict[str, str],
    most: int,
) -> None:
    for _ in range(2 * most):
        note(audit, **noise)
    note(audit)
    audit.close()

    written = lines(folder)
    assert len(written) == most + 1
    assert written[-1]["actor"] == "student1"
    assert len(errors(caplog)) == 1


def test_events_reach_no_other_log(audit: AuditLog, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        note(audit, actor="student-who-is-nowhere-else")
        audit.close()

    assert "student-who-is-nowhere-else" not in caplog.text


def test_after_the_end_events_are_dropped(audit: AuditLog, folder: Path) -> None:
    note(audit)
    audit.close()
    note(audit)
    audit.close()

    assert len(lines(folder)) == 1


def test_everybody_shares_one_log_a_folder(tmp_path: Path) -> None:
    keep_audit_in(tmp_path / "one")
    one = shared_audit()
    assert shared_audit() is one
    keep_audit_in(tmp_path / "other")
    assert shared_audit() is not one
    one.close()
    shared_audit().close()


def test_nobody_hides_a_look_behind_noise(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)

    def write(event: Event, actor: str = "teacher11") -> bool:
        return log.write(
            event,
            actor=actor,
            whom="student1",
            what=None,
            address="",
            way="session",
            outcome="ok",
            status=200,
        )

    assert all(write("stop") for _ in range(EACH_A_MINUTE))
    assert not write("stop")
    assert all(write("look") for _ in range(EACH_A_MINUTE))
    assert not write("look")
    assert write("look", "manager11")
    log.close()
