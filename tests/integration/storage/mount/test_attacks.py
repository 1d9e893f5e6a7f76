"""What a student with a shell in their container gets out of a mounted home: nothing."""

import pytest

from tests.integration.storage.agent import LOOK_TOKEN, TOKEN
from tests.integration.storage.mount.agent import MountAgent
from tests.integration.storage.mount.conftest import Enter
from tests.integration.storage.mount.student import StudentContainer
from tests.integration.storage.objectstore import ACCESS_KEY, SECRET_KEY, ObjectStore
from tests.waiting import wait_until

pytestmark = pytest.mark.docker


@pytest.fixture
async def student(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> StudentContainer:
    """A student whose neighbour has a home open, too, with a secret in it."""
    store.put(f"users/{person}v/jupyter/secret.txt", "neighbour-secret")
    async with mounts.client() as client:
        await client.open(f"{person}v")
        return enter(mounts, await client.open(person))


@pytest.mark.parametrize(
    "attempt",
    [
        "umount /home/student",
        "umount --lazy /home/student",
        "umount --lazy /home/student/lessons",
        "mount -t tmpfs none /home",
        "mount --bind / /home",
        "unshare --user --map-root-user --mount true",
        "ls /dev/fuse",
        "touch /home/x",
        "mkdir /home/other",
        "mv /home/student /home/x",
        "rmdir /home/student",
        "chmod 777 /home",
        "ls /home/../homes",
        "cat /home/student/../../homes/*/mount/student/secret.txt",
        "find / -name '*.sock' -path '*rclone*' 2>/dev/null | grep .",
        "grep -rs neighbour-secret /home",
    ],
)
@pytest.mark.attack("privilege escalation inside a container")
@pytest.mark.attack("escaping the file root")
def test_a_student_gets_nowhere(student: StudentContainer, attempt: str) -> None:
    assert not student.can(attempt), attempt


def test_a_student_sees_their_own_home_alone(student: StudentContainer, person: str) -> None:
    assert student.runs("ls -A /home") == "student\n"
    assert student.runs("ls -A | sort") == f"lessons\n{person}.ipynb\n"


def test_no_key_and_no_name_of_the_bucket_is_in_the_container(
    student: StudentContainer, person: str
) -> None:
    seen = student.runs(
        "cat /proc/mounts /proc/self/mountinfo; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ"
        " 2>/dev/null || true; df; env"
    )
    for word in (ACCESS_KEY, SECRET_KEY, TOKEN, LOOK_TOKEN, "educodingnplaycontents", f"{person}v"):
        assert word not in seen, word


@pytest.mark.parametrize(
    "target", ["/run/secrets", "/proc/1/environ", "../../{victim}/mount/student", "/"]
)
@pytest.mark.attack("escaping the file root")
async def test_a_link_leads_nobody_out_of_the_container(
    mounts: MountAgent, store: ObjectStore, student: StudentContainer, person: str, target: str
) -> None:
    target = target.format(victim=f"{person}v")
    student.runs(f"ln -s {target} link; mkdir real; printf mine > real/a.txt")
    assert "neighbour-secret" not in student.tries("cat link/* link/secret.txt || true").stdout
    student.runs(f"rm -r real; ln -s {target} real; ln -s {target} {person}x.ipynb")
    mounts.kill_rclone(person)
    wait_until(lambda: student.can(f"test -e {person}.ipynb"), 20, "the files are back")
    student.remove()
    async with mounts.client() as client:
        assert (await client.close(person)).state == "saved"
    stored = {store.get(key) for key in store.keys(f"users/{person}/")}
    assert target in stored, "a link is stored as the text of its target"
    assert "neighbour-secret" not in stored


async def test_nothing_can_be_written_where_no_home_is_mounted(
    mounts: MountAgent, student: StudentContainer, person: str
) -> None:
    async with mounts.client() as client:
        assert (await client.close(person)).state == "saved"
    assert not student.can("cd /; touch /home/student/lost.txt")
    assert student.runs("cd /; ls -A /home/student") == ""


def test_the_keys_are_not_in_the_agents_log_or_command_lines(
    mounts: MountAgent, student: StudentContainer
) -> None:
    assert student.can("true")
    lines = mounts.run("sh", "-c", "cat /proc/[0-9]*/cmdline")
    for secret in (SECRET_KEY, TOKEN):
        assert secret not in mounts.log() + lines
