"""The other two ways of storing homes, in the composed system and with a student's own eyes."""

from collections.abc import Awaitable, Callable, Iterator

import pytest

from tests.e2e.person import Person
from tests.e2e.stack import Stack, run
from tests.e2e.test_isolation import GENERATED_SECRETS, SEARCH, SECRETS
from tests.waiting import eventually, wait_until

pytestmark = pytest.mark.timeout(600)

Arrives = Callable[[str], Awaitable[Person]]


@pytest.fixture(scope="module", params=["mount", "contents"])
def way(request: pytest.FixtureRequest, stack: Stack) -> Iterator[str]:
    """The composed system with homes stored in this way; nobody's server runs before or after."""
    stack.up(HOME_STORAGE=request.param)
    yield request.param
    stack.up()


@pytest.fixture
async def student(way: str, person: Arrives) -> Person:
    student = await (await person("student20")).log_in()
    await student.start_server()
    return student


def key(name: str) -> str:
    return f"users/student20/jupyter/{name}"


@pytest.mark.long
async def test_a_lesson_is_kept_in_the_bucket(stack: Stack, way: str, student: Person) -> None:
    await student.save(f"{way} 과제.txt", "오늘 한 것")
    wait_until(
        lambda: stack.read_object(key(f"{way} 과제.txt")) == "오늘 한 것".encode(), 20, "an object"
    )
    stack.write_object(key(f"{way} 안내.txt"), "플랫폼이 놓은 글")

    async def seen() -> bool:
        return f"{way} 안내.txt" in await student.names()

    await eventually(seen, 90, "what the platform put there is seen")
    assert await student.read(f"{way} 안내.txt") == "플랫폼이 놓은 글"
    await student.stop_server()
    await student.start_server()
    assert await student.read(f"{way} 과제.txt") == "오늘 한 것"


async def test_an_agent_that_is_killed_takes_nothing_with_it(
    stack: Stack, way: str, student: Person
) -> None:
    kernel = await student.start_kernel()
    await student.execute(kernel, "x = 42")
    await student.save(f"{way} 전.txt", "전")
    stack.kill("storage")
    stack.start_service("storage")

    async def works() -> bool:
        try:
            await student.save(f"{way} 후.txt", "후")
        except AssertionError:
            return False
        return True

    await eventually(works, 60, "the running server has its files again")
    assert await student.read(f"{way} 전.txt") == "전"
    assert (await student.execute(kernel, "print(x)")).strip() == "42"
    await student.stop_server()
    for name in ("전", "후"):
        assert stack.read_object(key(f"{way} {name}.txt")) == name.encode()


async def test_no_secret_and_nobody_else_is_inside(
    stack: Stack, way: str, student: Person, person: Arrives
) -> None:
    neighbour = await (await person("student21")).log_in()
    await neighbour.start_server()
    await neighbour.save("비밀일기.txt", "나만 보는 글")
    kernel = await student.start_kernel()
    folder = f".run/{stack.name}/secrets"
    generated = [run("cat", f"{folder}/{name}").strip() for name in GENERATED_SECRETS]
    found = await student.execute(kernel, SEARCH.format(secrets=[*SECRETS, *generated]))
    assert found.strip() == "[]"
    code = "import os; print([f for top in ('/home', '/srv', '/mnt', '/var', '/tmp') for _, _, files in os.walk(top) for f in files if '비밀' in f])"
    assert (await student.execute(kernel, code)).strip() == "[]"
