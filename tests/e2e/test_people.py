"""Names as people have them, all the way from the login form to the keys in the bucket."""

from collections.abc import Awaitable, Callable

from tests.e2e.person import Person
from tests.e2e.stack import Stack

Arrives = Callable[[str], Awaitable[Person]]


async def test_a_name_with_capitals_gets_its_own_files_under_that_very_name(
    stack: Stack, person: Arrives
) -> None:
    student = await (await person("Minsu.Kim")).log_in()
    await student.start_server()
    assert "Minsu.Kim.ipynb" in await student.names()
    await student.stop_server()
    assert stack.keys("users/Minsu.Kim/jupyter/") == ["users/Minsu.Kim/jupyter/Minsu.Kim.ipynb"]


async def test_lessons_are_there_to_read_and_not_to_change(stack: Stack, person: Arrives) -> None:
    student = await (await person("student20")).log_in()
    await student.start_server()
    assert "lessons" in await student.names()
    lesson = await student.read("lessons/DataAnalysis/chapter01_1_p01.md")
    assert lesson.strip()
    kernel = await student.start_kernel()
    write = "try: open('lessons/DataAnalysis/chapter01_1_p01.md', 'w')\nexcept OSError as e: print('no', e.errno)"
    assert "no" in await student.execute(kernel, write)
    assert not [key for key in stack.keys("users/student20/") if "lessons" in key]


async def test_stopping_a_server_is_prompt_and_leaves_nothing_behind(
    stack: Stack, person: Arrives
) -> None:
    student = await (await person("student21")).log_in()
    await student.start_server()
    await student.save("마지막.txt", "멈추기 바로 전에 저장한 글")
    container = stack.server("student21")
    assert container
    await student.stop_server()
    content = stack.read_object("users/student21/jupyter/마지막.txt")
    assert content == "멈추기 바로 전에 저장한 글".encode()
    assert not stack.server("student21")


async def test_the_progress_of_a_starting_server_is_told_in_korean(person: Arrives) -> None:
    student = await (await person("student22")).log_in()
    lines = " ".join(await student.start_server())
    assert "파일" in lines
    assert "서버" in lines
