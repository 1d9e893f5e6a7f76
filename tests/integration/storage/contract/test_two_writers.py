"""The student and the platform on one key."""

import hashlib
import time

from tests.integration.storage.contract.homes import ContractHome
from tests.integration.storage.contract.limits import Ability
from tests.waiting import wait_until


def _wait_for_the_next_second() -> None:
    """The store tells the time of an object in seconds."""
    second = int(time.time())
    wait_until(lambda: int(time.time()) != second, 2, "the next second")


def _digests(home: ContractHome) -> set[str | None]:
    return {home.student.digest(path) for path in home.student.paths()}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_one_after_the_other(home: ContractHome) -> None:
    for number in range(3):
        home.student.write("a.ipynb", f"student {number}".encode())
        home.student.settle()
        assert home.platform.digest("a.ipynb") == _hash(f"student {number}".encode())
        _wait_for_the_next_second()
        home.platform.write("a.ipynb", f"platform, a little later {number}".encode())
        home.student.settle()
        assert home.student.digest("a.ipynb") == _hash(
            f"platform, a little later {number}".encode()
        )
    assert {path for path in home.student.paths() if path.startswith("a")} == {"a.ipynb"}


def test_both_at_once(home: ContractHome) -> None:
    home.needs(Ability.CONFLICT_COPIES)
    home.platform.write("a.ipynb", b"before")
    home.student.settle()
    # In this order, as what a student does is saved at once: see `test_gaps.py`.
    home.platform.write("a.ipynb", b"of the platform")
    home.student.write("a.ipynb", b"of the student")
    home.student.settle()
    assert {_hash(b"of the student"), _hash(b"of the platform")} <= _digests(home)
    assert home.student.paths() == home.platform.paths()
    others = home.student.paths() - {"a.ipynb"}
    assert all(".충돌 " in path for path in others if path.startswith("a"))


def test_both_the_same(home: ContractHome) -> None:
    home.student.write("a.txt", b"same")
    home.platform.write("a.txt", b"same")
    home.is_everywhere("a.txt", b"same")
    assert {path for path in home.student.paths() if path.startswith("a")} == {"a.txt"}


def test_what_one_deletes_and_the_other_writes_stays(home: ContractHome) -> None:
    home.needs(Ability.CONFLICT_COPIES)
    for path in ("a.txt", "b.txt"):
        home.student.write(path, b"before")
    home.student.settle()
    home.platform.write("a.txt", b"platform")
    home.platform.delete("b.txt")
    home.student.delete("a.txt")
    home.student.write("b.txt", b"student")
    home.is_everywhere("a.txt", b"platform")
    home.is_everywhere("b.txt", b"student")
