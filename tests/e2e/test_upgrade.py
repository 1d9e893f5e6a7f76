"""New versions, the way back, a lost host and new secrets, with somebody at work meanwhile."""

import shutil
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.person import Person, RefusedError
from tests.e2e.stack import PROJECT, CommandError, Stack, run
from tests.waiting import eventually, wait_until

#: The system starts more than once in a test.
pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
Arrives = Callable[[str], Awaitable[Person]]

FIRST, SECOND, BROKEN = "0.0.1-e2e", "0.0.2-e2e", "0.0.3-e2e"
IMAGES = ("hub", "proxy", "storage", "firewall", "notebook")


def make_images(version: str, *lines: str) -> None:
    """Images of a version: the checkout's, and a hub that differs by `lines` of a Dockerfile."""
    for name in IMAGES:
        run("docker", "tag", f"eduhub/{name}:latest", f"eduhub/{name}:{version}")
    subprocess.run(
        ["docker", "build", "-q", "-t", f"eduhub/hub:{version}", "-"],
        input="\n".join(["FROM eduhub/hub:latest", f"LABEL eduhub.test={version}", *lines]),
        env={"DOCKER_BUILDKIT": "0", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        text=True,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def deployed(stack: Stack) -> Iterator[Stack]:
    """The system as it was deployed, and as it was before afterwards."""
    make_images(FIRST)
    make_images(SECOND)
    make_images(BROKEN, 'CMD ["false"]')
    run("scripts/switch", FIRST, environment=stack.environment)
    yield stack
    folder = PROJECT / ".run" / stack.name
    for left in ("deployed", "docker-compose.yml", "compose.env"):
        (folder / left).unlink(missing_ok=True)
    shutil.rmtree(folder / "releases", ignore_errors=True)
    stack.up()
    wait_until(lambda: not removed_images(), 60, "nobody needs the images any more")


def removed_images() -> list[str]:
    """Remove what this module has made; return what something still uses."""
    made = [f"eduhub/{name}:{version}" for name in IMAGES for version in (FIRST, SECOND, BROKEN)]
    here = [name for name in made if run("docker", "images", "-q", name)]
    subprocess.run(["docker", "rmi", *here], check=False, capture_output=True)
    return [name for name in made if run("docker", "images", "-q", name)]


def version_of(stack: Stack, service: str) -> str:
    image: str = stack.inspect(stack.service(service))["Config"]["Image"]
    return image.rpartition(":")[2]


async def at_work(person: Arrives, name: str) -> tuple[Person, str]:
    """Somebody with a variable in a kernel."""
    student = await (await person(name)).log_in()
    await student.start_server()
    kernel = await student.start_kernel()
    await student.execute(kernel, "점수 = 97")
    return student, kernel


async def goes_on(stack: Stack, student: Person, kernel: str, container: str) -> None:
    """The same container, the same kernel, the same session; files still reach the store."""

    async def printed() -> bool:
        try:
            return "97" in await student.execute(kernel, "print(점수)")
        except (aiohttp.ClientError, AssertionError):
            return False

    await eventually(printed, 60, "the kernel is reached again")
    assert stack.server(student.user) == container
    status, model = await student.hub("GET", f"users/{student.user}")
    assert status == 200
    assert model["servers"][""]["ready"]
    content = f"{version_of(stack, 'hub')}에서 저장"
    await student.save("일기.txt", content)
    key = f"users/{student.user}/jupyter/일기.txt"
    wait_until(lambda: stack.read_object(key) == content.encode(), 20, "the object has it")


async def test_an_upgrade_keeps_a_kernel_and_so_does_the_way_back(
    deployed: Stack, person: Arrives
) -> None:
    student, kernel = await at_work(person, "student21")
    container = deployed.server("student21")
    run("scripts/switch", SECOND, environment=deployed.environment)
    assert {version_of(deployed, name) for name in ("hub", "proxy", "storage")} == {SECOND}
    await goes_on(deployed, student, kernel, container)
    # Who comes now gets what belongs to that version.
    other = await (await person("student22")).log_in()
    await other.start_server()
    image = deployed.inspect(deployed.server("student22"))["Config"]["Image"]
    assert image == f"eduhub/notebook:{SECOND}"

    said = deployed.script("rollback")
    assert f"Version {FIRST} runs again" in said
    assert {version_of(deployed, name) for name in ("hub", "proxy", "storage")} == {FIRST}
    await goes_on(deployed, student, kernel, container)


async def test_a_version_that_does_not_come_up_is_taken_back(
    deployed: Stack, person: Arrives
) -> None:
    student, kernel = await at_work(person, "student23")
    container = deployed.server("student23")
    with pytest.raises(CommandError, match=f"{BROKEN} did not come up; {FIRST} runs again"):
        run("scripts/switch", BROKEN, environment=deployed.environment)
    assert version_of(deployed, "hub") == FIRST
    await goes_on(deployed, student, kernel, container)


async def test_a_version_whose_images_are_not_here_changes_nothing(deployed: Stack) -> None:
    before = deployed.inspect(deployed.service("hub"))["Id"]
    with pytest.raises(CommandError, match=r"eduhub/hub:9\.9 is not on this host"):
        run("scripts/switch", "9.9", environment=deployed.environment)
    assert deployed.inspect(deployed.service("hub"))["Id"] == before
    assert deployed.health("hub") == "healthy"


async def test_new_secrets_cost_nobody_their_kernel_or_session(
    deployed: Stack, person: Arrives
) -> None:
    student, kernel = await at_work(person, "student24")
    container = deployed.server("student24")
    folder = PROJECT / ".run" / deployed.name / "secrets"
    before = {file.name: file.read_text() for file in folder.iterdir()}
    deployed.script("rotate-secrets")
    after = {file.name: file.read_text() for file in folder.iterdir()}
    same = {name for name in before if before[name] == after[name]}
    assert {"hub_cookie_secret", "hub_platform_token"} <= same
    assert not same & {"hub_proxy_token", "hub_storage_token", "hub_sync_token", "hub_crypt_key"}
    await goes_on(deployed, student, kernel, container)

    run("scripts/rotate-secrets", "HUB_COOKIE_SECRET", environment=deployed.environment)
    status, _ = await student.hub("GET", "user")
    assert status == 403
    await student.log_in()
    await goes_on(deployed, student, kernel, container)


async def test_a_host_that_was_lost_is_there_again(
    deployed: Stack, person: Arrives, tmp_path: Path
) -> None:
    student = await (await person("student25")).log_in()
    await student.start_server()
    await student.save("숙제.txt", "어제 쓴 숙제")
    admin = await (await person("admin")).log_in()
    status, made = await admin.hub("POST", "users/admin/tokens", json={"note": "a program's"})
    assert status == 201
    file = tmp_path / "backup.tar.gz"
    said = run("scripts/backup", str(file), environment=deployed.environment)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "everybody's files are in the bucket" in said

    lose(deployed)
    said = run("scripts/restore", str(file), environment=deployed.environment)
    assert "Start it with: HUB_INSTANCE=edutest make deploy" in said
    run("scripts/switch", FIRST, environment=deployed.environment)

    # Cookies and tokens of before.
    status, model = await student.hub("GET", "user")
    assert (status, model["name"]) == (200, "student25")
    headers = {"Authorization": f"token {made['token']}"}
    async with (
        aiohttp.ClientSession(headers=headers) as program,
        program.get(f"{deployed.url}/hub/api/user") as answer,
    ):
        assert (await answer.json())["name"] == "admin"

    async def starts() -> bool:
        try:
            await student.start_server()
        except RefusedError:
            return False
        return True

    # The lost host's claim on what was open there ends after five minutes.
    await eventually(starts, 400, "the files can be opened", every=10)
    assert await student.read("숙제.txt") == "어제 쓴 숙제"
    assert deployed.audit("login")
    # And a host that has one is not written over.
    with pytest.raises(CommandError, match="has an instance 'edutest' already"):
        run("scripts/restore", str(file), environment=deployed.environment)


def test_the_last_fourteen_backups_are_kept(deployed: Stack) -> None:
    folder = Path("/var/backups") / deployed.name
    folder.mkdir(parents=True)
    for day in range(1, 21):
        (folder / f"{deployed.name}-202001{day:02}-033000.tar.gz").touch()
    deployed.script("backup")
    *older, newest = sorted(file.name for file in folder.iterdir())
    assert len(older) == 13
    assert older[0] == f"{deployed.name}-20200108-033000.tar.gz"
    assert (folder / newest).stat().st_size > 1000
    shutil.rmtree(folder)


def lose(stack: Stack) -> None:
    """Take everything of the host away but what stands for NCP and the platform's database."""
    stack.down()
    for volume in ("hub-data", "lab-files"):
        run("docker", "volume", "rm", f"{stack.name}_{volume}")
    shutil.rmtree(PROJECT / ".run" / stack.name)
    for path in stack.data.iterdir():
        if path.is_file():
            path.unlink()
        elif path.name != "lessons":
            shutil.rmtree(path)
