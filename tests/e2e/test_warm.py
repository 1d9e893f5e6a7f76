"""Servers that waited: whose they become, what they know, and that they outlive the hub."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from tests.e2e.person import Person
from tests.e2e.stack import Stack, run
from tests.waiting import wait_until

#: What instances wait for if nobody says otherwise.
WAITING = 2
Arrives = Callable[[str], Awaitable[Person]]

_KNOCK = """
import http.client, sys
try:
    connection = http.client.HTTPConnection(sys.argv[1], 8888, timeout=2)
    connection.request("GET", "/claim")
    print(connection.getresponse().status)
except OSError:
    print("no way")
"""


def answers(stack: Stack, container: str) -> str:
    """What the claim's port of a container answers to the hub."""
    (network,) = stack.inspect(container)["NetworkSettings"]["Networks"].values()
    return stack.inside(stack.service("hub"), "python", "-c", _KNOCK, network["IPAddress"]).strip()


@pytest.fixture(autouse=True)
def full(stack: Stack) -> None:
    """Two servers wait."""
    wait_until(
        lambda: (
            [answers(stack, key) for key in stack.waiting_containers().values()]
            == ["200"] * WAITING
        ),
        120,
        f"{WAITING} servers wait",
    )


@pytest.mark.long
async def test_what_lies_beside_a_notebook_is_its_own_and_not_the_servers(
    stack: Stack, person: Arrives
) -> None:
    # One more than wait: they get theirs in both ways.
    names = [f"student{number}" for number in range(34, 34 + WAITING + 1)]
    people = [await (await person(name)).log_in() for name in names]
    await asyncio.gather(*(somebody.start_server() for somebody in people))
    for somebody in people:
        await somebody.save("helper.py", "answer = 42\n")
        # Whoever imported this while a server starts would have none.
        await somebody.save("jupyterlab.py", "raise SystemExit\n")
        await somebody.stop_server()
    await asyncio.gather(*(somebody.start_server() for somebody in people))
    for somebody in people:
        kernel = await somebody.start_kernel()
        assert await somebody.execute(kernel, "import helper; print(helper.answer)") == "42\n"


def server_cookies(somebody: Person) -> set[str]:
    """The paths of the cookies with which their server knows them."""
    name = f"jupyterhub-user-{somebody.user}"
    return {
        cookie["path"].rstrip("/")
        for cookie in somebody.session.cookie_jar
        if cookie.key == name and cookie.value
    }


def places(stack: Stack) -> set[str]:
    """Where homes are shown in servers that waited, or will be."""
    return set(stack.inside(stack.service("storage"), "ls", str(stack.data / "attached")).split())


@pytest.mark.attack("cookies across servers")
async def test_whoever_comes_gets_a_server_that_waited(stack: Stack, person: Arrives) -> None:
    before = stack.waiting_containers()
    left = places(stack) - set(before)
    people = [await (await person(name)).log_in() for name in ("student31", "student32")]
    await asyncio.gather(*(somebody.start_server() for somebody in people))
    theirs = [stack.server(somebody.user) for somebody in people]
    assert set(theirs) == set(before.values())
    for somebody in people:
        kernel = await somebody.start_kernel()
        assert await somebody.execute(
            kernel, "import os; print(os.environ['JUPYTERHUB_USER'])"
        ) == (f"{somebody.user}\n")
        # Another path than an ordinary server's would be a second cookie, and lead to others' servers.
        assert server_cookies(somebody) == {f"/user/{somebody.user}"}
        await somebody.save("과제.txt", "내 것")
        assert f"{somebody.user}.ipynb" in await somebody.names()
    wait_until(lambda: len(stack.waiting_containers()) == WAITING, 120, "others wait now")
    for somebody in people:
        await somebody.stop_server()
        # It is gone, with its place, and was nobody else's.
        assert not stack.server(somebody.user)
        assert stack.read_object(f"users/{somebody.user}/jupyter/과제.txt") == "내 것".encode()
    running = {*stack.waiting_containers().values(), *stack.user_containers().values()}
    assert not running & set(theirs)
    # What a killed host left before this test is not looked at here.
    assert places(stack) - left == set(stack.waiting_containers())


async def test_what_it_was_told_is_nowhere_to_be_read(stack: Stack, person: Arrives) -> None:
    student = await person("student33")
    await (await student.log_in()).start_server()
    container = stack.server("student33")
    kernel = await student.start_kernel()
    token = (
        await student.execute(kernel, "import os; print(os.environ['JUPYTERHUB_API_TOKEN'])")
    ).strip()
    assert len(token) > 20
    # Its owner may know it; the engine, the processes' public faces and the logs do not.
    assert token not in json.dumps(stack.inspect(container))
    seen = stack.inside(container, "sh", "-c", "cat /proc/[0-9]*/cmdline")
    assert token not in seen
    started_with = stack.inside(container, "sh", "-c", "cat /proc/[0-9]*/environ 2>/dev/null; true")
    assert token not in started_with
    for log in (stack.logs("hub"), stack.logs("storage"), run("docker", "logs", container)):
        assert token not in log
        assert "EDUHUB_CLAIM" not in log


@pytest.mark.attack("internal addresses from a container")
async def test_a_student_reaches_no_server_that_waits(stack: Stack, person: Arrives) -> None:
    student = await person("student34")
    await (await student.log_in()).start_server()
    kernel = await student.start_kernel()
    wait_until(lambda: len(stack.waiting_containers()) == WAITING, 120, "others wait now")
    for container in stack.waiting_containers().values():
        (network,) = stack.inspect(container)["NetworkSettings"]["Networks"].values()
        code = f"import sys; sys.argv = ['', {network['IPAddress']!r}]\n{_KNOCK}"
        assert await student.execute(kernel, code) == "no way\n"


@pytest.mark.long
async def test_what_waits_outlives_the_hub(stack: Stack, person: Arrives) -> None:
    before = stack.waiting_containers()
    stack.kill("hub")
    stack.start_service("hub")
    student = await person("student35")
    await (await student.log_in()).start_server()
    assert stack.server("student35") in before.values()


async def test_one_that_died_is_replaced_and_nobody_notices(stack: Stack, person: Arrives) -> None:
    student = await person("student36")
    await student.log_in()
    for container in stack.waiting_containers().values():
        run("docker", "kill", container)
    # They may still be taken for alive: then two tries come to nothing, and an ordinary start is made.
    lines = await student.start_server()
    assert lines[-1] == "서버가 준비되었습니다."
    kernel = await student.start_kernel()
    assert await student.execute(kernel, "print(6 * 7)") == "42\n"
