"""What students of a lesson do, and how it is written down."""

import hashlib
from collections import Counter
from typing import Any

import nbformat
import pytest

from bench.lesson.diary import Diary, Step, StepFailedError, UnexpectedError
from bench.lesson.enrolment import enrolling, names
from bench.lesson.habits import ALONE, Going, Whims, in_a_lesson
from bench.lesson.homework import Homework, as_written, digest_of
from tests.e2e.person import RefusedError


def steps(diary: Diary) -> list[tuple[Step, str]]:
    return [(event.step, event.trouble) for event in diary.events]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RefusedError(503, "a long page"), "HTTP 503"),
        (UnexpectedError("a cell printed something else"), "a cell printed something else"),
        (TimeoutError("after 60 s at 0x7f"), "TimeoutError"),
    ],
)
def test_a_step_that_fails_is_written_down_by_its_kind(error: Exception, kind: str) -> None:
    diary = Diary()
    with pytest.raises(StepFailedError), diary.step(Step.SAVE, "student1"):
        raise error
    assert steps(diary) == [(Step.SAVE, kind)]


def test_a_step_that_is_done_has_its_time() -> None:
    diary = Diary()
    with diary.step(Step.SAVE, "student1"):
        pass
    [event] = diary.events
    assert (event.step, event.trouble) == (Step.SAVE, "")
    assert event.seconds >= 0


def test_homework_weighs_what_a_pupil_s_notebook_weighs() -> None:
    homework = Homework(1, "student1")
    sizes = [len(as_written(homework.changed())) for _ in range(40)]
    assert 19_500 < min(sizes) < max(sizes) < 51_500
    assert max(sizes) - min(sizes) > 15_000


def test_every_round_of_everybody_is_another_notebook_and_the_same_again() -> None:
    def digests(seed: int, user: str) -> list[str]:
        homework = Homework(seed, user)
        return [digest_of(homework.changed()) for _ in range(3)]

    found = digests(1, "student1") + digests(1, "student2") + digests(2, "student1")
    assert len(set(found)) == 9
    assert found[:3] == digests(1, "student1")


def test_the_store_s_sum_is_of_what_jupyter_writes(tmp_path: Any) -> None:
    content = Homework(1, "student1").changed()
    file = tmp_path / "a.ipynb"
    # The function with which Jupyter's contents manager saves.
    nbformat.write(nbformat.from_dict(content), file, version=nbformat.NO_CONVERT)
    expected = hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
    assert digest_of(content) == expected


def test_a_notebook_is_known_again_by_its_title() -> None:
    homework = Homework(1, "student1")
    first = homework.changed()
    assert homework.is_in(first)
    homework.saved = homework.title
    assert homework.is_in(first)
    assert not homework.is_in(Homework(1, "student2").changed())
    assert not homework.is_in(homework.changed())


def test_what_a_cell_prints_is_known_before(capsys: pytest.CaptureFixture[str]) -> None:
    homework = Homework(1, "student1")
    homework.changed()
    code, expected = homework.cell()
    exec(code)  # noqa: S102 - our own
    assert capsys.readouterr().out == expected


def test_whims_are_the_same_for_the_same_seed() -> None:
    def drawn(seed: int, user: str) -> list[object]:
        whims = Whims(in_a_lesson(90), seed, user)
        return [whims.arriving(), whims.thinking(), whims.going(), whims.away()]

    assert drawn(1, "student1") == drawn(1, "student1")
    assert len({str(drawn(*one)) for one in [(1, "student1"), (2, "student1"), (1, "b")]}) == 3


def test_whims_are_within_the_habits() -> None:
    whims = Whims(in_a_lesson(90), 1, "student1")
    for _ in range(200):
        assert 0 <= whims.arriving() <= 90
        assert 20 <= whims.thinking() <= 40
        assert 20 <= whims.away() <= 60
        assert 0 <= whims.lingering() <= 30


def test_one_round_in_ten_is_the_last_for_now() -> None:
    whims = Whims(in_a_lesson(90), 1, "student1")
    counted = Counter(whims.going() for _ in range(5000))
    assert 400 < counted[Going.LOGS_OUT] + counted[Going.STOPS] < 600
    assert min(counted.values()) > 180


def test_who_is_alone_leaves_more_often() -> None:
    whims = Whims(ALONE, 1, "student1")
    assert 800 < sum(whims.going() is not Going.STAYS for _ in range(5000)) < 1200


def test_only_who_is_missing_is_enrolled() -> None:
    assert names(2) == ["student1", "student2"]
    assert enrolling(40) == ""
    statements = enrolling(81).split(";")[:-1]
    assert len(statements) == 41
    assert "'student41', password, 'student41@example.invalid'" in statements[0]
    assert "userID = 'student1'" in statements[0]
    assert "userID = 'student40'" in statements[39]
    assert "userID = 'student1'" in statements[40]
