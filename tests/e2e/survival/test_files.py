"""Saved files: in the object store within seconds, and there again on a rebuilt host."""

import shutil
from collections.abc import Awaitable, Callable
from functools import partial

from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.waiting import wait_until

Arrives = Callable[[str], Awaitable[Person]]


def has(stack: Stack, user: str, name: str, content: str) -> bool:
    return stack.read_object(f"users/{user}/jupyter/{name}") == content.encode()


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
