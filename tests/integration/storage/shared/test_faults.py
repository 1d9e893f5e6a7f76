"""What a teacher wrote into the shared folder is kept, whatever breaks."""

import pytest

from tests.integration.storage.mount.agent import MountAgent
from tests.integration.storage.mount.conftest import Enter
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.shared.test_centers import _SHARED, _member, _sees
from tests.waiting import wait_until

pytestmark = pytest.mark.docker

#: Prints what it ended, when it has ended.
_KILL = """for process in /proc/[0-9]*; do
  if tr '\\0' ' ' < $process/cmdline 2>/dev/null | grep -q "^rclone mount .*centers/"; then
    kill -9 ${process#/proc/}
    while grep -qs '^State:.[^Z]' $process/status; do sleep 0.05; done
    echo ${process#/proc/}
  fi
done"""


async def test_members_who_are_at_work_see_it_again_after_a_kill_of_rclone(
    own_shares: MountAgent, store: ObjectStore, person: str, center: int, enter: Enter
) -> None:
    store.put(f"centers/{center}/shared/a.md", "a")
    student = await _member(own_shares, enter, person, center)
    teacher = await _member(own_shares, enter, f"{person}t", center, teaches=True)
    _sees(student, "a.md", "a")
    _sees(teacher, "a.md", "a")
    assert len(own_shares.run("sh", "-c", _KILL).split()) == 2
    _sees(student, "a.md", "a")
    _sees(teacher, "a.md", "a")


@pytest.mark.parametrize("killed", ["rclone", "agent"])
async def test_what_could_not_be_uploaded_is_uploaded_after_a_kill(
    own_shares: MountAgent,
    store: ObjectStore,
    person: str,
    center: int,
    enter: Enter,
    killed: str,
) -> None:
    store.put(f"centers/{center}/shared/a.md", "a")
    teacher = await _member(own_shares, enter, person, center, teaches=True)
    _sees(teacher, "a.md", "a")
    store.faults(status=503, methods=["PUT"])
    teacher.runs(f"printf '새로운 글' > {_SHARED}/a.md; printf more > {_SHARED}/b.md; sleep 0.1")
    wait_until(
        lambda: "cannot be uploaded now" in own_shares.log(), 30, "the operator reads about it"
    )
    if killed == "agent":
        own_shares.kill()
        own_shares.start_again()
    else:
        assert len(own_shares.run("sh", "-c", _KILL).split()) == 1
    wait_until(
        lambda: "uploading what a crash left" in own_shares.log(), 30, "it is taken up again"
    )
    assert store.get(f"centers/{center}/shared/a.md") == "a"
    store.faults()
    for name, text in (("a.md", "새로운 글"), ("b.md", "more")):
        key = f"centers/{center}/shared/{name}"
        wait_until(lambda key=key, text=text: store.get(key) == text, 60, f"{name} is saved")  # type: ignore[misc]
        _sees(teacher, name, text)


async def test_a_store_that_is_down_keeps_nobody_from_their_own_files(
    own_shares: MountAgent, store: ObjectStore, person: str, center: int, enter: Enter
) -> None:
    store.put(f"centers/{center}/shared/a.md", "a")
    async with own_shares.client() as client:
        await client.open(person)
        await client.close(person)
    store.faults(off=True)
    student = await _member(own_shares, enter, person, center)
    assert student.can(f"cat {person}.ipynb")
    store.faults()
    _sees(student, "a.md", "a")


@pytest.mark.long
@pytest.mark.timeout(240)
async def test_a_mount_that_nobody_sees_is_taken_away_when_all_is_saved(
    own_shares: MountAgent, store: ObjectStore, person: str, center: int, enter: Enter
) -> None:
    store.put(f"centers/{center}/shared/a.md", "a")
    teacher = await _member(own_shares, enter, person, center, teaches=True)
    _sees(teacher, "a.md", "a")
    store.faults(status=503, methods=["PUT"])
    teacher.runs(f"printf late > {_SHARED}/a.md")
    async with own_shares.client() as client:
        await client.close(person)
    place = f"centers/{center}/teachers/shared"

    def mounted() -> bool:
        return place in own_shares.run("cat", "/proc/self/mountinfo")

    with pytest.raises(AssertionError):
        wait_until(lambda: not mounted(), 70, "it is taken away")
    store.faults()
    wait_until(lambda: not mounted(), 40, "it is taken away")
    assert store.get(f"centers/{center}/shared/a.md") == "late"
