"""People who log in one after the other, each as far as the hub's own first page."""

import time
from collections.abc import Sequence

from tests.e2e.person import PASSWORD, Person


class NotLetInError(Exception):
    """Somebody did not get to the page."""


async def log_in(url: str, user: str) -> float:
    """Return the milliseconds from sending the form to having the page ``/hub/home``.

    That page is asked for by name, because what comes otherwise starts the person's server.

    Raises
    ------
    NotLetInError
        If another page comes.
    """
    async with Person(url, user) as person:
        fields = {"username": user, "password": PASSWORD, "_xsrf": await person.open_form()}
        started = time.monotonic()
        async with person.session.post(
            f"{url}/hub/login", params={"next": "/hub/home"}, data=fields
        ) as answer:
            await answer.read()
            took = (time.monotonic() - started) * 1000
        if (answer.status, answer.url.path) != (200, "/hub/home"):
            raise NotLetInError(f"{user}: HTTP {answer.status} at {answer.url.path}")
    return took


async def log_in_one_by_one(url: str, users: Sequence[str]) -> list[float]:
    """Let each of `users` log in; who is not let in is told, and in no time."""
    times = []
    for user in users:
        try:
            times.append(await log_in(url, user))
        except NotLetInError as error:
            print(f"  not let in: {error}", flush=True)
    return times
