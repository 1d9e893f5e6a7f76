import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jupyterhub import orm
from traitlets.config import Config

from hub_ext.environment import check
from hub_ext.users.guests import removal
from hub_ext.users.guests.guest import (
    GUESTS_GROUP,
    Guest,
    guest_model,
    guest_names_in,
    is_guest,
    is_guest_name,
    random_guest_name,
)
from hub_ext.users.guests.places import GuestPlaces, guests_in
from hub_ext.users.refusals import LoginRefused
from hub_ext.users.traits import configure
from tests.unit.test_environment import PRODUCTION, names_of
from tests.unit.users.settings import hub_settings

LOG = logging.getLogger("test")
SCHOOL = "203.0.113.7"


@pytest.fixture
def database() -> Iterator[Any]:
    session = orm.new_session_factory("sqlite:///:memory:")()
    yield session
    session.close()
    session.get_bind().dispose()


def places(most: int, per_address: int) -> GuestPlaces:
    values = {"hub_guests": most, "hub_guests_per_address": per_address}
    return GuestPlaces(hub_settings(auth="guest", **values), LOG)


def settle(database: Any, name: str, *groups: str) -> orm.User:
    """What JupyterHub writes down for somebody who logged in."""
    user = orm.User(name=name)
    for group in groups:
        user.groups.append(orm.Group.find(database, group) or orm.Group(name=group))
    database.add(user)
    database.commit()
    return user


def come(database: Any, there: GuestPlaces, address: str = SCHOOL) -> str:
    with there.place(database, address) as guest:
        settle(database, guest.name, GUESTS_GROUP)
    return guest.name


def leave(database: Any, name: str) -> None:
    database.delete(orm.User.find(database, name))
    database.commit()


def test_a_name_is_guest_and_eight_characters() -> None:
    names = {random_guest_name() for _ in range(1000)}

    assert len(names) == 1000
    assert all(is_guest_name(name) and len(name) == len("guest_") + 8 for name in names)


@pytest.mark.parametrize(
    "name",
    [
        "guest_", "guest_1234567", "guest_123456789", "guest_1234567A", "guest-12345678",
        "Guest_12345678", "guest_1234567\n", "guest_12345678\n", "xguest_12345678", "guest_1234567\uff11",
    ],
)  # fmt: skip
def test_no_other_name_is_a_guest_s(name: str) -> None:
    assert not is_guest_name(name)


def test_guests_are_found_in_an_address() -> None:
    assert guest_names_in("/hub/user/guest_ab12cd34/lab?x=guest_00000000") == {
        "guest_ab12cd34",
        "guest_00000000",
    }
    assert guest_names_in("/hub/spawn") == set()


def test_the_group_and_the_name_make_a_guest(database: Any) -> None:
    assert is_guest(settle(database, "guest_ab12cd34", GUESTS_GROUP))
    assert not is_guest(settle(database, "guest_00000000"))
    assert not is_guest(settle(database, "guest_00000001", "center-11"))
    assert not is_guest(settle(database, "student1", GUESTS_GROUP))


def test_a_guest_is_nobody_in_particular() -> None:
    model = guest_model(Guest("guest_ab12cd34"), "ko")

    assert (model["admin"], model["groups"]) == (False, ["guests"])
    assert model["auth_state"]["role"] == "guest"
    assert model["auth_state"]["center_id"] is None
    assert model["user_info"]["display_name"] == "손님"


def test_places_are_counted_until_their_guests_are_gone(database: Any) -> None:
    there = places(2, 2)
    first, _ = come(database, there), come(database, there)

    with pytest.raises(LoginRefused) as refused:
        come(database, there, "198.51.100.1")
    assert refused.value.status_code == 429
    assert int(refused.value.headers["Retry-After"]) > 0
    leave(database, first)
    come(database, there, "198.51.100.1")


def test_an_address_has_its_places_again_when_its_guests_are_gone(database: Any) -> None:
    there = places(10, 1)
    name = come(database, there)

    with pytest.raises(LoginRefused):
        come(database, there)
    come(database, there, "198.51.100.1")
    leave(database, name)
    come(database, there)


def test_a_home_is_one_address_whatever_part_of_it_is_used(database: Any) -> None:
    there = places(10, 1)
    come(database, there, "2001:db8::1")

    with pytest.raises(LoginRefused):
        come(database, there, "2001:db8::2")
    come(database, there, "2001:db8:0:1::1")


def test_a_login_that_fails_takes_no_place(database: Any) -> None:
    there = places(1, 1)
    with pytest.raises(RuntimeError), there.place(database, SCHOOL):
        raise RuntimeError

    come(database, there)


def test_people_with_a_row_take_no_place(database: Any) -> None:
    for number in range(5):
        settle(database, f"student{number}", "center-11")

    come(database, places(1, 1))


def test_nobody_s_name_is_given_again(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(database, "guest_00000000")
    names = iter(["guest_00000000", "guest_00000001", "guest_00000001", "guest_00000002"])
    monkeypatch.setattr("hub_ext.users.guests.places.random_guest_name", lambda: next(names))
    there = places(5, 5)

    with there.place(database, SCHOOL) as one, there.place(database, SCHOOL) as other:
        assert [one.name, other.name] == ["guest_00000001", "guest_00000002"]


async def test_logins_at_the_same_moment_do_not_share_a_place(database: Any) -> None:
    there = places(3, 2)
    all_asked = asyncio.Event()

    async def log_in(address: str) -> bool:
        try:
            with there.place(database, address) as guest:
                await all_asked.wait()
                settle(database, guest.name, GUESTS_GROUP)
        except LoginRefused:
            return False
        return True

    school = [log_in(SCHOOL) for _ in range(5)]
    home = [log_in("198.51.100.1") for _ in range(5)]

    async def go() -> None:
        all_asked.set()

    let_in = await asyncio.gather(*school, *home, go())
    assert let_in[:10].count(True) == 3
    assert let_in[:5].count(True) == 2
    assert len(guests_in(database)) == 3


def test_there_are_never_more_guests_than_places(database: Any) -> None:
    @given(
        most=st.integers(1, 5),
        per_address=st.integers(1, 5),
        events=st.lists(
            st.tuples(st.sampled_from(["come", "leave"]), st.integers(0, 3)), max_size=20
        ),
    )
    @settings(max_examples=50)
    def whoever_comes(most: int, per_address: int, events: list[tuple[str, int]]) -> None:
        there = places(most, per_address)
        present: dict[str, int] = {}
        for event, number in events:
            at_home = [name for name, home in present.items() if home == number]
            if event == "leave" and at_home:
                leave(database, at_home[0])
                del present[at_home[0]]
            elif event == "come":
                has_room = len(present) < most and len(at_home) < per_address
                try:
                    present[come(database, there, f"198.51.100.{number}")] = number
                except LoginRefused:
                    assert not has_room
                else:
                    assert has_room
        for name in present:
            leave(database, name)

    whoever_comes()


def test_what_the_culler_may_do_ends_at_the_guests() -> None:
    c = Config()
    configure(c, hub_settings(auth="database,guest"))
    (service,) = (one for one in c.JupyterHub.services if one["name"] == removal.SERVICE)
    (role,) = (one for one in c.JupyterHub.load_roles if one["name"] == removal.SERVICE)

    assert role["services"] == [service["name"]] == [removal.SERVICE]
    assert all(scope.endswith("!group=guests") for scope in role["scopes"])
    assert not [scope for scope in role["scopes"] if scope.startswith(("admin", "tokens"))]
    assert {"--timeout=3600", "--cull-users=true"} <= set(service["command"])
    assert "admin" not in service


def test_without_guests_there_is_no_culler() -> None:
    c = Config()
    configure(c, hub_settings())

    assert "culler" not in json.dumps(c, default=repr)


def test_guests_and_the_internet_do_not_go_together() -> None:
    problems = check(PRODUCTION | {"AUTH": "database,guest", "HUB_INTERNET": "yes"})

    assert names_of(problems) == {"HUB_INTERNET"}
    assert check(PRODUCTION | {"HUB_INTERNET": "yes"}) == []
