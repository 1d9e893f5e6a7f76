"""``scripts/bench page``: opens JupyterLab as one person and as the next, and writes the results beside this file."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser

from bench.page.results import FIRST, NEXT, OWN, SHARED, Row, write_results
from tests.browser import SCREENS, chromium
from tests.e2e.loading import Loading, log_in, of_everybody, of_the_server
from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.waiting import wait_until

_HERE: Final = Path(__file__).parent
_PEOPLE: Final = ("student1", "student2")
_TRIES: Final = 5


@dataclass(frozen=True)
class Line:
    """A school's line, to one computer: in megabits per second and milliseconds; 0 for none of its own."""

    megabits: float
    latency: float

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.megabits:g} Mbit/s, {self.latency:g} ms" if self.megabits else "this machine"

    @property
    def bytes_per_second(self) -> float:
        """As a browser is told."""
        return self.megabits * 125_000 or -1


_LINES: Final = (Line(0, 0), Line(100, 5), Line(10, 20))


async def _sit_down(browser: Browser, url: str, line: Line) -> list[Loading]:
    """Open JupyterLab as one person and then, at the same computer, as the next."""
    screen = await browser.new_page(base_url=url, locale="ko-KR", viewport=SCREENS["desktop"])
    screen.set_default_timeout(60_000)
    found = []
    for user in _PEOPLE:
        await log_in(screen, user)
        speed, latency = line.bytes_per_second, line.latency
        found.append(await Loading.of_lab(screen, user, bytes_per_second=speed, latency=latency))
        await screen.goto("/hub/logout")
    await screen.context.close()
    return found


async def _measure(stack: Stack, files: str, tries: int) -> list[Row]:
    rows = []
    async with AsyncExitStack() as people:
        for user in _PEOPLE:
            person = await people.enter_async_context(Person(stack.url, user))
            await (await person.log_in()).start_server()
        for line in _LINES:
            seen: list[list[Loading]] = []
            for _ in range(tries):
                # A new browser has kept nothing.
                async with chromium() as browser:
                    seen.append(await _sit_down(browser, stack.url, line))
            for who, loadings in zip((FIRST, NEXT), zip(*seen, strict=True), strict=True):
                _require(files, loadings)
                rows.append(Row.of(str(line), files, who, loadings))
                print(f"  {line}, {files}, {who}: {rows[-1].seconds}", flush=True)
    return rows


def _require(files: str, loadings: Sequence[Loading]) -> None:
    wanted = of_everybody if files == SHARED else of_the_server
    if not all(wanted(one.fetched | one.cached) for one in loadings):
        raise RuntimeError(f"JupyterLab's files were not had from: {files}")


def _heard(stack: Stack, words: str) -> None:
    wait_until(lambda: words in stack.logs("hub"), 60, f"the hub says: {words}")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="scripts/bench page", description=__doc__)
    parser.add_argument("--tries", type=int, default=_TRIES)
    parser.add_argument("--results", type=Path, default=_HERE, help="folder to write to")
    arguments = parser.parse_args()
    stack = Stack()
    try:
        stack.up(HUB_WARM_SERVERS="0")
        _heard(stack, "lab-files has JupyterLab")
        rows = asyncio.run(_measure(stack, SHARED, arguments.tries))
        stack.script("clean", YES="1")
        stack.up(HUB_WARM_SERVERS="0")
        _heard(stack, "lab-files has JupyterLab")
        stack.kill("lab-files")
        _heard(stack, "lab-files does not answer")
        rows += asyncio.run(_measure(stack, OWN, arguments.tries))
    finally:
        stack.script("clean", YES="1")
    order = [str(line) for line in _LINES]
    rows.sort(key=lambda row: (order.index(row.line), row.files != OWN, row.person != FIRST))
    write_results(rows, arguments.results)


if __name__ == "__main__":
    main()
