"""What a browser loads of JupyterLab when another person sits down, and when nobody has it for all."""

from collections.abc import Awaitable, Callable

import pytest

from tests.e2e.conftest import SitDown
from tests.e2e.loading import Loading, log_in, of_everybody, of_the_server
from tests.e2e.person import Person
from tests.e2e.stack import Stack
from tests.waiting import wait_until

Arrives = Callable[[str], Awaitable[Person]]


async def starts(person: Arrives, *users: str) -> None:
    for user in users:
        await (await (await person(user)).log_in()).start_server()


async def test_who_sits_down_next_loads_nothing_of_jupyterlab_again(
    stack: Stack, sit_down: SitDown, person: Arrives
) -> None:
    wait_until(lambda: "lab-files has JupyterLab" in stack.logs("hub"), 60, "the hub knows of it")
    await starts(person, "student21", "student22")
    screen = await sit_down()
    await log_in(screen, "student21")
    first = await Loading.of_lab(screen, "student21")
    assert len(of_everybody(first.fetched)) > 20
    assert not of_the_server(first.fetched | first.cached)
    # JupyterLab loads on when its menu is there, and what it has no time for nobody keeps.
    await screen.wait_for_load_state("networkidle")
    await screen.goto("/hub/logout")
    await log_in(screen, "student22")
    second = await Loading.of_lab(screen, "student22")
    assert len(of_everybody(second.cached)) > 20
    assert not of_everybody(second.fetched)
    assert not of_the_server(second.fetched | second.cached)
    assert second.received < first.received / 3


@pytest.mark.long
async def test_without_the_service_each_server_has_its_own(
    stack: Stack, sit_down: SitDown, person: Arrives
) -> None:
    stack.kill("lab-files")
    try:
        wait_until(lambda: "lab-files does not answer" in stack.logs("hub"), 60, "the hub knows it")
        await starts(person, "student23")
        screen = await sit_down()
        await log_in(screen, "student23")
        loading = await Loading.of_lab(screen, "student23")
    finally:
        stack.start_service("lab-files")
    assert len(of_the_server(loading.fetched)) > 20
    assert not of_everybody(loading.fetched | loading.cached)
