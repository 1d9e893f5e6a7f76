"""What a learning centre shares, from its members' own containers."""

import pytest

from tests.integration.storage.mount.agent import MountAgent
from tests.integration.storage.mount.conftest import Enter
from tests.integration.storage.mount.student import StudentContainer
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import wait_until

pytestmark = pytest.mark.docker

_SHARED = "/home/student/center/shared"


async def _member(
    agent: MountAgent, enter: Enter, person: str, center: int, *, teaches: bool = False
) -> StudentContainer:
    async with agent.client() as client:
        return enter(agent, await client.open(person, center, teaches=teaches))


def _sees(member: StudentContainer, name: str, text: str) -> None:
    wait_until(
        lambda: member.tries(f"cat '{_SHARED}/{name}'").stdout == text, 20, f"{name} is {text!r}"
    )


async def test_what_a_teacher_shares_is_in_the_store_and_with_the_students(
    shares: MountAgent, store: ObjectStore, person: str, center: int, enter: Enter
) -> None:
    store.put(f"centers/{center}/shared/수업 자료.md", "# 함께")
    student = await _member(shares, enter, person, center)
    teacher = await _member(shares, enter, f"{person}t", center, teaches=True)
    _sees(student, "수업 자료.md", "# 함께")
    _sees(teacher, "수업 자료.md", "# 함께")
    teacher.runs(f"mkdir {_SHARED}/1주차; printf '문제' > {_SHARED}/1주차/문제.md")
    key = f"centers/{center}/shared/1주차/문제.md"
    wait_until(lambda: store.get(key) == "문제", 10, "the store has what the teacher wrote")
    _sees(student, "1주차/문제.md", "문제")
    teacher.runs(f"printf '고침' > {_SHARED}/1주차/문제.md; rm '{_SHARED}/수업 자료.md'")
    _sees(student, "1주차/문제.md", "고침")
    wait_until(
        lambda: store.keys(f"centers/{center}/") == [key],
        10,
        "what was deleted is not in the store",
    )
    async with shares.client() as client:
        for name in (person, f"{person}t"):
            assert (await client.close(name)).state == "saved"
    # It is nobody's own file.
    assert not [key for key in store.keys("users/") if "/center/" in key and person in key]


async def test_a_student_cannot_change_what_is_shared(
    shares: MountAgent, store: ObjectStore, person: str, center: int, enter: Enter
) -> None:
    store.put(f"centers/{center}/shared/a.md", "as it was")
    student = await _member(shares, enter, person, center)
    _sees(student, "a.md", "as it was")
    for attempt in (
        "echo x > a.md",
        "echo x >> a.md",
        "rm a.md",
        "mv a.md b.md",
        "ln a.md b.md",
        "mkdir new",
        "touch new.md",
        "chmod 777 a.md",
        "truncate -s 0 a.md",
        "touch ../new.md",
        "mount -o remount,rw .",
        "umount --lazy .",
    ):
        assert not student.can(f"cd {_SHARED}; {attempt}"), attempt
    assert store.get(f"centers/{center}/shared/a.md") == "as it was"
    assert store.keys(f"centers/{center}/") == [f"centers/{center}/shared/a.md"]


@pytest.mark.parametrize("teaches", [False, True])
async def test_nobody_sees_another_centre(
    shares: MountAgent, store: ObjectStore, person: str, center: int, enter: Enter, teaches: bool
) -> None:
    other = center + 1_000_000
    store.put(f"centers/{center}/shared/own.md", "own")
    store.put(f"centers/{center}/templates/hidden.md", "hidden")
    store.put(f"centers/{other}/shared/foreign.md", "foreign")
    await _member(shares, enter, f"{person}o", other, teaches=True)
    member = await _member(shares, enter, person, center, teaches=teaches)
    _sees(member, "own.md", "own")
    assert member.runs("ls -A center") == "shared\n"
    assert member.runs(f"ls -A {_SHARED}") == "own.md\n"
    names = member.tries("find / -name foreign.md -o -name hidden.md 2>/dev/null").stdout
    assert names == ""
    assert str(other) not in member.runs("ls -A center/.. center/shared/..")


async def test_a_link_in_the_shared_folder_leads_nowhere_else(
    shares: MountAgent, store: ObjectStore, person: str, center: int, enter: Enter
) -> None:
    store.put(f"centers/{center}/shared/a.md", "a")
    teacher = await _member(shares, enter, person, center, teaches=True)
    _sees(teacher, "a.md", "a")
    assert not teacher.can(f"ln -s /etc {_SHARED}/link")


@pytest.mark.parametrize("center_id", [None, 0, -3])
async def test_who_has_no_centre_has_no_folder_of_one(
    shares: MountAgent, person: str, center_id: int | None, enter: Enter
) -> None:
    async with shares.client() as client:
        opened = await client.open(person, center_id, teaches=True)
    assert opened.center == ""
    assert not enter(shares, opened).can("ls center")
