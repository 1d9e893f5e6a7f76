import asyncio
import threading
import time
from collections.abc import Iterator

import bcrypt
import pytest

from hub_ext.users import passwords
from hub_ext.users.bounded_threads import BoundedThreads, ThreadsBusy
from hub_ext.users.passwords import PasswordChecker
from tests.unit.users.bcrypt_rounds import count_rounds
from tests.unit.users.people import QUICK_HASH

PASSWORD = "codingnplay"


@pytest.fixture
def checker(monkeypatch: pytest.MonkeyPatch) -> Iterator[PasswordChecker]:
    monkeypatch.setattr(passwords, "USUAL_COST", 4)
    checker = PasswordChecker(threads=1)
    yield checker
    checker.close()


def quick_hash(password: bytes) -> str:
    return bcrypt.hashpw(password, bcrypt.gensalt(4)).decode()


LONGEST = "가" * 24  # 72 bytes

TABLE = [
    # name, typed, stored, right
    ("right", PASSWORD, QUICK_HASH, True),
    ("as PHP marks it", PASSWORD, "$2y" + QUICK_HASH[3:], True),
    ("as old bcrypt marks it", PASSWORD, "$2a" + QUICK_HASH[3:], True),
    ("wrong", "codingnplay!", QUICK_HASH, False),
    ("other case", "CodingNPlay", QUICK_HASH, False),
    ("empty", "", QUICK_HASH, False),
    ("72 bytes", LONGEST, quick_hash(LONGEST.encode()), True),
    ("73 bytes, the first 72 right", LONGEST + "x", quick_hash(LONGEST.encode()), False),
    ("a megabyte", "x" * 1_000_000, QUICK_HASH, False),
    ("NUL after the right one", PASSWORD + "\0", QUICK_HASH, False),
    ("NUL within", "coding\0nplay", QUICK_HASH, False),
    ("half a surrogate", "\ud800", QUICK_HASH, False),
    ("what stands for an impossible one", "-", quick_hash(b"-"), True),
    ("an impossible one for what stands for it", "\0", quick_hash(b"-"), False),
    ("nobody there", PASSWORD, None, False),
    ("empty column", PASSWORD, "", False),
    ("not a hash", PASSWORD, PASSWORD, False),
    ("another kind of hash", PASSWORD, "$argon2id$v=19$m=65536$abc", False),
    ("hash cut short", PASSWORD, QUICK_HASH[:-1], False),
    ("hash with a newline", PASSWORD, QUICK_HASH + "\n", False),
    ("unknown variant", PASSWORD, "$2x" + QUICK_HASH[3:], False),
    ("cost that would take a day", PASSWORD, "$2b$31" + QUICK_HASH[6:], False),
    ("cost that is none", PASSWORD, "$2b$99" + QUICK_HASH[6:], False),
]


@pytest.mark.parametrize(
    ("typed", "stored", "right"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
async def test_which_password_is_right(
    checker: PasswordChecker, typed: str, stored: str | None, right: bool
) -> None:
    assert await checker.check(typed, stored) is right


async def work_of_a_check(stored: str | None, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many rounds of bcrypt one check costs, after a row of cost 6 was seen."""
    checker = PasswordChecker(threads=1)
    await checker.check("x", bcrypt.hashpw(b"y", bcrypt.gensalt(6)).decode())
    rounds = count_rounds(monkeypatch)
    await checker.check("x", stored)
    checker.close()
    return sum(rounds)


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(None, id="unknown"),
        pytest.param("codingnplay", id="not a hash"),
        pytest.param(QUICK_HASH, id="lower cost"),
        pytest.param(bcrypt.hashpw(b"y", bcrypt.gensalt(6)).decode(), id="the usual cost"),
    ],
)
async def test_every_check_is_the_same_work(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "USUAL_COST", 4)

    assert await work_of_a_check(stored, monkeypatch) == 2**6


async def test_work_beyond_the_queue_is_refused_and_a_free_place_is_taken_again() -> None:
    threads = BoundedThreads("test", threads=1, waiting=1, seconds=10)
    free = threading.Event()
    work = [asyncio.ensure_future(threads.run(free.wait)) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(ThreadsBusy):
        await threads.run(free.is_set)

    free.set()
    assert await asyncio.gather(*work) == [True, True]
    await asyncio.sleep(0)
    assert await threads.run(free.is_set)
    threads.close()


async def test_work_that_takes_too_long_is_given_up_but_keeps_its_place() -> None:
    threads = BoundedThreads("test", threads=1, waiting=0, seconds=0.05)
    free = threading.Event()

    with pytest.raises(TimeoutError):
        await threads.run(free.wait)
    with pytest.raises(ThreadsBusy):
        await threads.run(free.is_set)

    free.set()
    threads.close()


async def test_an_answer_that_is_there_counts_though_the_loop_stood_still() -> None:
    threads = BoundedThreads("test", threads=1, waiting=0, seconds=0.05)
    answered = threading.Event()

    def answer() -> int:
        answered.set()
        return 42

    work = asyncio.ensure_future(threads.run(answer))
    # The time limit runs from the first step of the task.
    await asyncio.sleep(0)
    assert answered.wait(10)
    time.sleep(0.1)  # noqa: ASYNC251 - the loop's own standing still
    assert await work == 42
    threads.close()


async def test_work_that_nobody_waits_for_any_more_never_starts() -> None:
    threads = BoundedThreads("test", threads=1, waiting=1, seconds=10)
    free, started = threading.Event(), threading.Event()
    first = asyncio.ensure_future(threads.run(free.wait))
    second = asyncio.ensure_future(threads.run(started.set))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    free.set()
    assert await first
    threads.close()
    assert not started.is_set()


async def test_work_that_waits_too_long_never_starts() -> None:
    threads = BoundedThreads("test", threads=1, waiting=1, seconds=0.05)
    free, started = threading.Event(), threading.Event()
    with pytest.raises(TimeoutError):
        await asyncio.gather(threads.run(free.wait), threads.run(started.set))

    free.set()
    threads.close()
    assert not started.is_set()
