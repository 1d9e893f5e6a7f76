"""No notebook holds up the hub, or takes more than its share of the host."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from hub_ext.classroom.renderer import WAITING, WORKERS, Renderer
from hub_ext.classroom.rendering import LARGEST_NOTEBOOK, MESSAGES, RenderError
from tests.unit.classroom.test_rendering import markdown, notebook
from tests.waiting import eventually

#: mistune goes through the rest of the text for each of these.
SLOW = notebook(markdown("$$" * 60_000 + "\\begin{a}" * 60_000))


def hungry() -> bytes:
    """A notebook within the limit of its size whose objects take more than a gigabyte."""
    empty = ",".join(["{}"] * 6_000_000)
    return b'{"cells":[],"nbformat":4,"nbformat_minor":4,"metadata":{"a":[%s]}}' % empty.encode()


def state(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]


def children() -> set[int]:
    """The processes that this one started, and that are not over."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {int(process) for process in listed if state(int(process)) != "Z"}


async def refused(rendering: Renderer, content: bytes) -> str:
    with pytest.raises(RenderError) as failure:
        await rendering.render(content, "t", "ko")
    return failure.value.code


async def test_a_notebook_becomes_a_page_and_the_worker_is_kept() -> None:
    rendering = Renderer()
    before = children()
    page = await rendering.render(notebook(markdown("# 제목")), "한별", "ko")
    assert "제목" in page and "<title>한별</title>" in page
    workers = children() - before
    await rendering.render(notebook(markdown("# 둘째")), "한별", "ko")
    assert children() - before == workers
    assert len(workers) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"{", "not-a-notebook"), (b" " * (LARGEST_NOTEBOOK + 1), "too-large")],
    ids=["damaged", "large"],
)
async def test_what_cannot_be_shown_is_said(content: bytes, reason: str) -> None:
    assert await refused(Renderer(), content) == reason


async def test_a_notebook_that_takes_forever_is_ended_and_the_next_one_is_shown() -> None:
    rendering = Renderer(time_limit=6)
    before = children()
    longest = [0.0]

    async def watch_the_loop() -> None:
        while True:
            asked = time.monotonic()
            await asyncio.sleep(0.01)
            longest[0] = max(longest[0], time.monotonic() - asked)

    watch = asyncio.create_task(watch_the_loop())
    started = time.monotonic()
    assert await refused(rendering, SLOW) == "too-slow"
    assert time.monotonic() - started < 12
    watch.cancel()
    assert longest[0] < 1, "the event loop went on meanwhile"

    async def ended() -> bool:
        return children() <= before

    await eventually(ended, 5, "the process is gone")
    assert "제목" in await Renderer().render(notebook(markdown("# 제목")), "t", "ko")


async def test_a_notebook_that_takes_too_much_memory_is_ended_and_the_next_one_is_shown() -> None:
    rendering = Renderer(time_limit=90)
    assert await refused(rendering, hungry()) == "too-large"
    assert "제목" in await rendering.render(notebook(markdown("# 제목")), "t", "ko")


async def test_a_page_that_is_too_long_is_not_taken() -> None:
    rendering = Renderer(largest_page=10_000)
    assert await refused(rendering, notebook(markdown("x" * 10_000))) == "too-large"


async def test_more_than_may_wait_are_told_so() -> None:
    rendering = Renderer()
    content = notebook(markdown("x"))
    asked = WORKERS + WAITING + 3
    answers = await asyncio.gather(
        *(rendering.render(content, "t", "ko") for _ in range(asked)), return_exceptions=True
    )
    codes = [answer.code for answer in answers if isinstance(answer, RenderError)]
    assert codes == ["busy"] * 3
    assert sum(isinstance(answer, str) for answer in answers) == WORKERS + WAITING
    assert isinstance(await rendering.render(content, "t", "ko"), str), "the places are free again"


async def test_who_gives_up_frees_the_place_and_ends_the_work() -> None:
    rendering = Renderer()
    before = children()
    small = notebook(markdown("# 제목"))
    await asyncio.gather(*(rendering.render(small, "t", "ko") for _ in range(WORKERS)))
    workers = children() - before
    tasks = [asyncio.create_task(rendering.render(SLOW, "t", "ko")) for _ in range(WORKERS)]

    async def at_work() -> bool:
        return all(state(worker) == "R" for worker in workers)

    await eventually(at_work, 20, "all are at work")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert not children() & workers
    assert "제목" in await rendering.render(small, "t", "ko")


@pytest.mark.parametrize("reason", ["too-slow", "busy"])
def test_people_are_told_in_their_language(reason: str) -> None:
    assert RenderError(reason).in_language("ko") == MESSAGES[reason].ko
    assert "파일은 그대로" in MESSAGES[reason].ko
    assert "file is as it was" in MESSAGES[reason].en
