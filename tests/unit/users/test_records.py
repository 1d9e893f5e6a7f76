"""What the sync's changes cost the hub's database."""

from collections.abc import Iterator
from typing import Any

import pytest
from jupyterhub import orm
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from hub_ext.users.sync.models import SyncedPerson
from hub_ext.users.sync.records import Records


@pytest.fixture
def database() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    orm.Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(orm.Role(name="user"))
        session.commit()
        yield session
    engine.dispose()


def students(count: int, centre: int = 11) -> list[SyncedPerson]:
    return [
        SyncedPerson(
            user_id=f"student{number}",
            name="이나래",
            role="student",
            center_id=centre,
            admitted=True,
        )
        for number in range(count)
    ]


async def statements(database: Session, people: list[SyncedPerson]) -> int:
    """Bring `people` in line, and return how many statements the database got."""
    heard: list[Any] = []
    event.listen(database.get_bind(), "before_cursor_execute", lambda *sent: heard.append(sent))
    await Records(database, {}, lambda _: True).update(people)
    return len(heard)


async def test_a_new_person_takes_no_more_than_two_statements(database: Session) -> None:
    assert await statements(database, students(20)) <= 2 * 20
    assert database.query(orm.User).count() == 20


async def test_new_people_have_their_group_and_the_role_of_everybody(database: Session) -> None:
    await Records(database, {}, lambda _: True).update(students(45))
    assert len(orm.Group.find(database, "center-11").users) == 45
    assert len(orm.Role.find(database, "user").users) == 45


async def test_a_group_that_several_need_is_made_once(database: Session) -> None:
    people = [*students(3, centre=11), *students(6, centre=12)[3:]]
    await Records(database, {}, lambda _: True).update(people)
    assert {group.name for group in database.query(orm.Group)} == {"center-11", "center-12"}
