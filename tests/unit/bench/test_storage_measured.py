import pytest

from bench.storage.measured import Book, Key, Ratio, Samples
from bench.storage.promises import Verdict, verdicts
from bench.storage.rows import LOCAL_DISK, S3FS, WORKING_COPY

_OPEN = "notebook-open"


def book(**seconds: dict[str, Samples]) -> Book:
    """One latency of 50 ms; keywords are rows with ``_`` for ``-``."""
    found = Book()
    for task, ways in seconds.items():
        for way, samples in ways.items():
            one = found.of(Key(50, task.replace("_", "-"), way))
            one.seconds, one.cut_at = samples.seconds, samples.cut_at
    return found


def took(*seconds: float) -> Samples:
    return Samples(list(seconds))


def cut(seconds: float) -> Samples:
    return Samples(cut_at=seconds)


def verdict(found: Book, words: str) -> Verdict:
    (one,) = [one for one in verdicts(found, WORKING_COPY) if words in one.promise.text]
    return one


def test_the_median_is_a_value_that_was_measured() -> None:
    assert took(3, 1, 9, 2).median == 2


def test_of_what_was_cut_once_only_the_limit_is_known() -> None:
    samples = Samples([1.0, 2.0], cut_at=12.0)
    assert samples.median == 12.0


def test_a_ratio_is_of_medians() -> None:
    assert took(1, 4, 9).ratio_to(took(2, 2, 50)) == Ratio(2.0)


def test_times_of_the_same_round_are_compared_with_each_other() -> None:
    # A disk that gets ten times as slow in the middle; by medians it would be 5 x.
    ratio = took(1.2, 1.1, 1.1, 10, 10, 12).ratio_to(took(1, 1, 1, 10, 10, 10))
    assert ratio.value == pytest.approx(1.1)
    assert (ratio.least, ratio.most) == (1.0, 1.2)


@pytest.mark.parametrize(("times", "least", "most"), [(5, 1, 5), (20, 6, 15), (100, 42, 59)])
def test_more_times_tell_the_median_more_exactly(times: int, least: float, most: float) -> None:
    ratio = Ratio.of_pairs([float(number) for number in range(times, 0, -1)])
    assert ratio.value == (times + 1) / 2
    assert (ratio.least, ratio.most) == (least, most)


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        (took(3), took(2), "1.50 x"),
        (took(30), took(2), "15 x"),
        (took(1, 2, 3, 4, 50), took(1, 1, 1, 1, 1), "3.00 x (1.00 to 50)"),
        (cut(12), took(2), "> 6.00 x"),
        (took(3), cut(12), "< 0.25 x"),
    ],
)
def test_a_ratio_says_what_is_not_known(one: Samples, other: Samples, text: str) -> None:
    assert str(one.ratio_to(other)) == text


@pytest.mark.parametrize(
    ("one", "other"), [(cut(12), cut(12)), (took(), took(1)), (took(1), took())]
)
def test_no_ratio_is_made_of_nothing(one: Samples, other: Samples) -> None:
    with pytest.raises(ValueError, match=r"measured|cut"):
        one.ratio_to(other)


@pytest.mark.parametrize(
    ("seconds", "kept"),
    [(took(1.1), True), (took(1.104), True), (took(1.12), False), (cut(12), False)],
)
def test_near_the_local_disk(seconds: Samples, kept: bool) -> None:
    found = book(notebook_open={LOCAL_DISK: took(1), WORKING_COPY: seconds})
    assert verdict(found, "local disk").kept is kept


def test_times_that_differ_much_do_not_tell() -> None:
    found = book(
        notebook_open={
            LOCAL_DISK: took(1, 1, 1, 1, 1),
            WORKING_COPY: took(1.0, 1.2, 1.2, 1.3, 1.4),
        }
    )
    assert verdict(found, "local disk").kept is None


def test_one_row_that_misses_breaks_the_promise() -> None:
    found = book(
        notebook_open={LOCAL_DISK: took(1), WORKING_COPY: took(1)},
        sqlite={LOCAL_DISK: took(1), WORKING_COPY: took(2)},
    )
    judged = verdict(found, "local disk")
    assert judged.kept is False
    assert [(row.task, one.measured) for row, one in judged.findings if not one.kept] == [
        ("sqlite", "2.00 x")
    ]


@pytest.mark.parametrize(
    ("seconds", "kept"), [(took(0.5, 3.0), True), (took(0.5, 0.5, 3.1), False), (cut(12), False)]
)
def test_the_slowest_save_counts(seconds: Samples, kept: bool) -> None:
    found = book(until_stored={WORKING_COPY: seconds})
    assert verdict(found, "has a save").kept is kept


@pytest.mark.parametrize(
    ("s3fs", "kept"),
    [
        (took(10), True),
        (took(9.9), False),
        (cut(12), True),
        # It took longer than 5 s; whether longer than 10 s, nobody saw.
        (cut(5), None),
    ],
)
def test_faster_than_s3fs(s3fs: Samples, kept: bool | None) -> None:
    found = book(write_small={S3FS: s3fs, WORKING_COPY: took(1)})
    assert verdict(found, "small files").kept is kept


def test_what_was_cut_in_the_working_copy_is_not_faster_than_s3fs() -> None:
    found = book(write_small={S3FS: took(200), WORKING_COPY: cut(12)})
    assert verdict(found, "small files").kept is False


def test_nothing_measured_is_nothing_promised() -> None:
    found = book(notebook_open={LOCAL_DISK: took(1)})
    assert {one.kept for one in verdicts(found, WORKING_COPY)} == {None}


def test_a_row_is_compared_at_its_own_latency() -> None:
    found = Book()
    found.of(Key(0, _OPEN, LOCAL_DISK)).seconds.append(1)
    found.of(Key(50, _OPEN, LOCAL_DISK)).seconds.append(2)
    found.of(Key(50, _OPEN, WORKING_COPY)).seconds.append(2)
    assert found.latencies() == [0, 50]
    assert found.ratio(Key(50, _OPEN, WORKING_COPY), LOCAL_DISK) == Ratio(1.0)
    assert found.ratio(Key(0, _OPEN, WORKING_COPY), LOCAL_DISK) is None
