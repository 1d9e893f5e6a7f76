"""What is pulled out from under a student, and what is still there afterwards."""

import shutil
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.waiting import eventually, wait_until

Arrives = Callable[[str], Awaitable[Person]]


def key(user: str, name: str) -> str:
    return f"users/{user}/jupyter/{name}"


def has(stack: Stack, user: str, name: str, content: str) -> bool:
    return stack.read_object(key(user, name)) == content.encode()


async def test_a_saved_file_is_in_the_cloud_within_three_seconds(
    stack: Stack, person: Arrives
) -> None:
    student = await (await person("student6")).log_in()
    await student.start_server()
    took = []
    for attempt in range(5):
        content = f"{attempt}번째로 저장한 내용\n"
        await student.save("일기.txt", content)
        saved = partial(has, stack, "student6", "일기.txt", content)
        took.append(wait_until(saved, 10, "the object has what was saved"))
    assert max(took) < 3, took


async def test_the_same_files_are_there_on_a_rebuilt_host(stack: Stack, person: Arrives) -> None:
    student = await (await person("student7")).log_in()
    await student.start_server()
    await student.save("어제.txt", "어제 쓴 글")
    stack.down()
    shutil.rmtree(stack.data / "homes")
    stack.up()
    student = await (await person("student7")).log_in()
    await student.start_server()
    assert await student.read("어제.txt") == "어제 쓴 글"
    assert "student7.ipynb" in await student.names()


async def test_a_kernel_outlives_the_hub(stack: Stack, person: Arrives) -> None:
    student = await (await person("student8")).log_in()
    await student.start_server()
    kernel = await student.start_kernel()
    await student.execute(kernel, "점수 = 97")
    stack.kill("hub")
    # The proxy goes on without the hub.
    assert "97" in await student.execute(kernel, "print(점수)")
    stack.start_service("hub")
    assert "97" in await student.execute(kernel, "print(점수)")
    _, model = await student.hub("GET", "users/student8")
    assert model["servers"][""]["ready"]


async def test_a_kernel_outlives_the_proxy(stack: Stack, person: Arrives) -> None:
    student = await (await person("student9")).log_in()
    await student.start_server()
    kernel = await student.start_kernel()
    await student.execute(kernel, "점수 = 88")
    stack.kill("proxy")
    stack.start_service("proxy")

    async def printed() -> bool:
        try:
            return "88" in await student.execute(kernel, "print(점수)")
        except Exception:
            return False

    await eventually(printed, 30, "the kernel is reached again")


async def killed_agent(stack: Stack, student: Person, content: str) -> None:
    await student.save("시험.txt", content)
    stack.kill("storage")
    stack.start_service("storage")
    wait_until(lambda: has(stack, student.user, "시험.txt", content), 30, "the saved content")
    assert await student.read("시험.txt") == content


async def killed_stack(stack: Stack, student: Person, content: str) -> None:
    await student.save("시험.txt", content)
    stack.kill("storage", "hub", "proxy")
    stack.kill_server(student.user)
    stack.up()
    wait_until(lambda: has(stack, student.user, "시험.txt", content), 30, "the saved content")
    await student.start_server()
    assert await student.read("시험.txt") == content


@pytest.mark.parametrize("tries", [2, pytest.param(20, marks=pytest.mark.long)])
async def test_killing_the_agent_right_after_a_save_loses_nothing(
    stack: Stack, person: Arrives, tries: int
) -> None:
    student = await (await person("student10")).log_in()
    await student.start_server()
    for attempt in range(tries):
        await killed_agent(stack, student, f"{attempt}번째 시험 답안")


@pytest.mark.parametrize("tries", [1, pytest.param(20, marks=pytest.mark.long)])
async def test_killing_everything_right_after_a_save_loses_nothing(
    stack: Stack, person: Arrives, tries: int
) -> None:
    student = await (await person("student11")).log_in()
    await student.start_server()
    for attempt in range(tries):
        await killed_stack(stack, student, f"{attempt}번째 시험 답안")
