import pytest

from hub_ext.users import throttle
from hub_ext.users.throttle import Limit, Throttle, TooManyTries, fold

SCHOOL = "203.0.113.7"
MINUTE = 60


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tries(clock: Clock) -> Throttle:
    return Throttle(clock)


def fail(tries: Throttle, name: str, times: int, address: str = SCHOOL) -> None:
    for _ in range(times):
        tries.begin(name, address)


def refusal(tries: Throttle, name: str, address: str = SCHOOL) -> TooManyTries:
    with pytest.raises(TooManyTries) as caught:
        tries.begin(name, address)
    return caught.value


def test_five_failures_lock_a_user_for_a_quarter_of_an_hour(tries: Throttle, clock: Clock) -> None:
    fail(tries, "student1", 5)

    locked = refusal(tries, "student1")
    assert (locked.limit, locked.minutes) == (Limit.USER, 15)
    clock.now += 15 * MINUTE - 1
    assert refusal(tries, "student1").seconds == 1
    clock.now += 1
    tries.begin("student1", SCHOOL)


def test_the_lock_runs_from_the_last_failure(tries: Throttle, clock: Clock) -> None:
    fail(tries, "student1", 4)
    clock.now += 14 * MINUTE
    fail(tries, "student1", 1)

    assert refusal(tries, "student1").minutes == 15


def test_trying_while_locked_does_not_lock_for_longer(tries: Throttle, clock: Clock) -> None:
    fail(tries, "student1", 5)
    clock.now += 10 * MINUTE

    assert refusal(tries, "student1").minutes == 5
    assert refusal(tries, "student1").minutes == 5


def test_failures_of_a_quarter_of_an_hour_ago_are_forgotten(tries: Throttle, clock: Clock) -> None:
    fail(tries, "student1", 4)
    clock.now += 15 * MINUTE

    fail(tries, "student1", 4)


def test_success_forgets_the_users_failures(tries: Throttle) -> None:
    fail(tries, "student1", 4)
    tries.succeeded(tries.begin("student1", SCHOOL))

    fail(tries, "student1", 5)


def test_success_does_not_forget_what_others_failed_from_the_same_address(tries: Throttle) -> None:
    for number in range(throttle.ADDRESS_FAILURES):
        fail(tries, f"guess{number}", 1)
        if number == 7:
            tries.take_back(tries.begin("attacker", SCHOOL))
            tries.succeeded(tries.begin("attacker", SCHOOL))

    assert refusal(tries, "student1").limit is Limit.ADDRESS
    tries.begin("student1", "198.51.100.1")


def test_a_class_that_mistypes_often_still_gets_in(tries: Throttle) -> None:
    for number in range(30):
        fail(tries, f"student{number}", 4)
        tries.succeeded(tries.begin(f"student{number}", SCHOOL))


def test_tries_at_the_same_time_count_before_they_are_settled(tries: Throttle) -> None:
    pending = [tries.begin("student1", SCHOOL) for _ in range(5)]

    assert refusal(tries, "student1").limit is Limit.USER
    tries.succeeded(pending[4])
    tries.begin("student1", SCHOOL)


def test_a_try_that_was_never_checked_does_not_count(tries: Throttle) -> None:
    for _ in range(20):
        tries.take_back(tries.begin("student1", SCHOOL))


def test_guessing_from_everywhere_is_stopped_for_everybody_for_a_minute(
    tries: Throttle, clock: Clock
) -> None:
    for number in range(throttle.OVERALL_FAILURES):
        fail(tries, f"guess{number}", 1, address=f"198.51.{number // 250}.{number % 250}")

    assert refusal(tries, "student1").limit is Limit.OVERALL
    clock.now += MINUTE
    tries.begin("student1", SCHOOL)


def test_looking_counts_nothing(tries: Throttle) -> None:
    for _ in range(20):
        tries.look("student1", SCHOOL)

    fail(tries, "student1", 5)


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("Student1", id="case"),
        pytest.param(" student1 ", id="spaces"),
        pytest.param("\uff53tudent1", id="full width"),
        pytest.param("stüdent1", id="accent"),
        pytest.param("stu\u200bdent1", id="zero width space"),
        pytest.param("stu\u0301dent1", id="combining accent"),
        pytest.param("stu\x01dent1", id="control character"),
    ],
)
def test_other_spellings_of_a_name_share_its_count(tries: Throttle, spelling: str) -> None:
    fail(tries, "student1", 5)

    assert refusal(tries, spelling).limit is Limit.USER


def test_korean_in_pieces_is_the_same_name() -> None:
    assert fold("한별") == fold("\u1112\u1161\u11ab\u1107\u1167\u11af")


def test_different_names_have_counts_of_their_own(tries: Throttle) -> None:
    fail(tries, "student1", 5)

    fail(tries, "student11", 5)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param("2001:db8::1", "2001:db8::ffff", True, id="one home's IPv6"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", False, id="the neighbour's IPv6"),
        pytest.param("::ffff:203.0.113.7", "203.0.113.7", True, id="IPv4 written as IPv6"),
        pytest.param("203.0.113.7", "203.0.113.8", False, id="IPv4"),
        pytest.param("", "@unix", True, id="no address at all"),
    ],
)
def test_what_is_one_address(tries: Throttle, first: str, second: str, same: bool) -> None:
    one, other = tries.look("a", first), tries.look("a", second)

    assert (one.address == other.address) is same


def test_names_and_addresses_of_any_length_take_little_memory(tries: Throttle) -> None:
    attempt = tries.begin("x" * 1_000_000, "y" * 1_000_000)

    assert len(attempt.user) == 32
    assert attempt.address == "unknown"
