"""Logins are counted by way, outcome and reason; nobody can make up a label."""

from collections.abc import Iterator
from types import ModuleType

import pytest
from prometheus_client import REGISTRY
from prometheus_client.samples import Sample

from hub_ext.language import Message
from hub_ext.metrics.logins import Outcome, count_login
from hub_ext.users import messages
from hub_ext.users.guests import messages as guests
from hub_ext.users.oauth import messages as oauth
from hub_ext.users.reasons import OTHER, reason_of
from hub_ext.users.refusals import LoginRefused


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def spoken(*modules: ModuleType) -> Iterator[tuple[str, Message]]:
    for module in modules:
        for name, one in vars(module).items():
            if isinstance(one, Message) and name != "DISPLAY_NAME":
                yield name, one


@pytest.mark.parametrize(
    ("way", "outcome", "reason", "counted"),
    [
        ("database", "refused", "wrong", ("database", "wrong")),
        ("sso", "failed", "unavailable", ("sso", "unavailable")),
        ("sso", "refused", "expired", ("sso", "expired")),
        ("made-up", "refused", "made-up", ("other", "other")),
        (None, "refused", "", ("other", "other")),
    ],
)
def test_a_login_that_came_to_nothing(
    way: str | None, outcome: Outcome, reason: str, counted: tuple[str, str]
) -> None:
    known = {"way": counted[0], "outcome": outcome}
    before = (
        value("eduhub_logins_total", **known),
        value("eduhub_login_refusals_total", reason=counted[1]),
    )
    count_login(way, outcome, reason)

    assert value("eduhub_logins_total", **known) == before[0] + 1
    assert value("eduhub_login_refusals_total", reason=counted[1]) == before[1] + 1


def test_a_login_that_succeeds_has_no_reason() -> None:
    before = sum(s.value for s in _refusals())
    count_login("database", "ok")

    assert sum(s.value for s in _refusals()) == before


def _refusals() -> list[Sample]:
    return [
        sample
        for family in REGISTRY.collect()
        if family.name == "eduhub_login_refusals"
        for sample in family.samples
    ]


@pytest.mark.parametrize(("name", "message"), list(spoken(messages, guests, oauth)))
def test_each_word_for_people_has_a_reason_of_its_own(name: str, message: Message) -> None:
    assert reason_of(message) != OTHER
    assert LoginRefused(403, message, "ko", minutes=1).code == reason_of(message)


def test_no_two_share_one() -> None:
    reasons = [reason_of(message) for _, message in spoken(messages, guests, oauth)]
    assert len(set(reasons)) == len(reasons)
