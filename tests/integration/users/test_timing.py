"""Nobody learns from the time an answer takes whether a name exists."""

import logging
import time
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from hub_ext.platform_database import users_engine
from hub_ext.users.directory import UserDirectory
from hub_ext.users.passwords import PasswordChecker
from hub_ext.users.platform_login import PlatformLogin
from hub_ext.users.throttle import Throttle
from tests.unit.users.bcrypt_rounds import count_rounds
from tests.unit.users.settings import hub_settings

NAMES = {
    "unknown": "nobody",
    "password that is no hash": "plain1",
    "role that may not": "kinder1",
    "too long": "x" * 10_000,
}


@pytest.fixture
async def login(sqlite: Path) -> AsyncIterator[PlatformLogin]:
    settings = hub_settings(hub_users_database=f"sqlite:///{sqlite}")
    directory, passwords = UserDirectory(users_engine(settings)), PasswordChecker()
    # An hour passes between any two looks at the clock, so that nobody is ever locked.
    hours = count(step=3600)
    throttle = Throttle(clock=lambda: float(next(hours)))
    yield PlatformLogin(settings, directory, passwords, throttle, logging.getLogger("test"))
    directory.close()
    passwords.close()


async def seconds(login: PlatformLogin, name: str) -> float:
    started = time.perf_counter()
    assert await login.person(name, "wrong", "203.0.113.7") is None
    return time.perf_counter() - started


async def how_often_slower(login: PlatformLogin, known: str, other: str, tries: int) -> float:
    """How often a try with `other` takes longer than one with `known`: 0.5 is no difference.

    Every pair of tries is compared (Mann and Whitney's statistic), so a single slow one counts
    little; the tries alternate, so a machine that slows down slows both.
    """
    measured = [(await seconds(login, known), await seconds(login, other)) for _ in range(tries)]
    pairs = [(ours, theirs) for ours, _ in measured for _, theirs in measured]
    return sum(theirs > ours for ours, theirs in pairs) / len(pairs)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
@pytest.mark.attack("user enumeration by time")
async def test_every_name_costs_the_same_work(
    login: PlatformLogin, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    work = count_rounds(monkeypatch)
    assert await login.person("student1", "wrong", "203.0.113.7") is None
    known, work[:] = sum(work), []
    assert await login.person(name, "wrong", "203.0.113.7") is None
    assert sum(work) == known > 0


#: The table is not asked for a name that nobody can have, and who notices that has learned nothing.
POSSIBLE_NAMES = {what: name for what, name in NAMES.items() if what != "too long"}


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", POSSIBLE_NAMES.values(), ids=POSSIBLE_NAMES.keys())
@pytest.mark.attack("user enumeration by time")
async def test_two_hundred_tries_show_no_difference(login: PlatformLogin, name: str) -> None:
    # Chance alone gives 0.5 with a standard deviation of 0.029 for 200 against 200.
    assert 0.4 < await how_often_slower(login, "student1", name, tries=200) < 0.6
