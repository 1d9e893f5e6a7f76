"""A hub with everybody of the cast in it, and a way to see that nothing in it changed."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self

import httpx
from jupyterhub import orm

import hub_ext.history
import hub_ext.notebooks
import hub_ext.pages
from hub_ext.servers.idle import service
from hub_ext.settings import HubSettings
from hub_ext.users.guests import removal
from tests.integration.classroom.page import class_page, service_token
from tests.integration.permissions.cast import (
    ACTORS,
    PAGE_FOR_TEACHER,
    PEOPLE,
    STRANGER,
)
from tests.integration.permissions.state import State, state_of, undo
from tests.integration.pretended import PretendedSpawner, pretended_servers
from tests.integration.users.demo_table import make_sqlite
from tests.integration.users.hub import Visitor, hub_config, running_hub
from tests.unit.users.settings import hub_settings
from tests.waiting import eventually

PASSWORD: Final = "codingnplay"
SUBDOMAIN_HOST: Final = "http://hub.example.test"
#: The token that everybody has, for others to try to read and delete.
NOTE: Final = "everybody has one"


def people_table(file: Path) -> Path:
    """Write a table with those of the cast who have an account."""
    people = [person for person in PEOPLE.values() if person.role != "guest"]
    return make_sqlite(
        file,
        *(
            "UPDATE Users SET "  # noqa: S608 - the cast's own names
            f"userID = '{who.name}', role = '{who.role}', centerID = {who.centre or 'NULL'} "
            f"WHERE id = {row}"
            for row, who in enumerate(people, start=1)
        ),
        f"DELETE FROM Users WHERE id > {len(people)}",  # noqa: S608
    )


def house_settings(table: Path, *, subdomains: bool) -> HubSettings:
    return hub_settings(
        hub_mode="dev",
        auth="database,guest",
        hub_users_database=f"sqlite:///{table}",
        jupyter_roles="admin,manager,teacher,student,school,kinder",
        hub_subdomain_host=SUBDOMAIN_HOST if subdomains else "",
    )


class House:
    """The hub, and everybody's sessions.

    Attributes
    ----------
    names
        What the hub calls the people of the cast.
    tokens
        The identifier of everybody's token, as the API has it.
    """

    def __init__(self, app: Any, settings: HubSettings, page: str) -> None:
        self.app = app
        self.subdomains = bool(settings.hub_subdomain_host)
        self.names = {name: name for name in PEOPLE}
        self.tokens: dict[str, str] = {}
        self._class_page = httpx.AsyncClient(base_url=page, timeout=30)
        self._api = httpx.AsyncClient(base_url=f"http://127.0.0.1:{app.hub.port}/hub/", timeout=30)
        self._visitors: dict[str, Visitor] = {}
        self._programs: dict[str, str] = {
            "directory-sync": settings.hub_sync_token.get_secret_value(),
            "guest-culler": app._service_map[removal.SERVICE].api_token,
            "idle-culler": app._service_map[service.SERVICE].api_token,
            "classroom": settings.hub_classroom_token.get_secret_value(),
            "platform": settings.hub_platform_token.get_secret_value(),
        }
        self._class_tokens: dict[str, str] = {}

    async def fill(self) -> Self:
        """Bring everybody in."""
        for number, name in enumerate([*PEOPLE, STRANGER]):
            self._visitors[name] = Visitor(self.app, f"203.0.113.{number}")
            await self._enter(name)
        return self

    async def close(self) -> None:
        for http in (self._class_page, self._api, *(who.http for who in self._visitors.values())):
            await http.aclose()

    async def _enter(self, name: str) -> None:
        visitor = self._visitors[name]
        visitor.http.cookies.clear()
        if name == STRANGER:
            await visitor.http.get("login")
            return
        if PEOPLE[name].role == "guest":
            await visitor.guest_login()
        else:
            await visitor.login(name, PASSWORD)
        known = await visitor.name()
        assert known is not None, f"{name} could not log in"
        self.names[name] = known
        await visitor.http.get("home")
        self._give_token(name)
        if name in ACTORS and not self.subdomains:
            self._class_tokens[name] = await service_token(self.app, visitor)
        if name == "teacher11":
            self._programs[PAGE_FOR_TEACHER] = self._class_tokens.get(name, "none")

    def _give_token(self, name: str) -> None:
        token = self.user(name).new_api_token(note=NOTE)
        self.tokens[name] = f"a{orm.APIToken.find(self.app.db, token).id}"

    def user(self, name: str) -> Any:
        """The hub's user for somebody of the cast."""
        return self.app.users[self.names[name]]

    def client(self, actor: str, *, of_class_page: bool = False) -> httpx.AsyncClient:
        """Requests of an actor as their browser or program would send them."""
        token = self._programs.get(actor)
        if of_class_page:
            token = token or self._class_tokens.get(actor, "none")
        if token is None:
            http = self._visitors[actor].http
            http.headers["X-XSRFToken"] = http.cookies.get("_xsrf", path="/hub/") or ""
            return http
        http = self._class_page if of_class_page else self._api
        if actor == STRANGER:
            http.headers.pop("Authorization", None)
        else:
            http.headers["Authorization"] = f"token {token}"
        http.cookies.clear()
        return http

    async def servers(self, people: Iterable[str], *, running: bool) -> None:
        """Start or stop what is not as it shall be."""
        for name in people:
            user = self.user(name)
            if bool(user.spawner.active) == running:
                continue
            method = "POST" if running else "DELETE"
            await self.client("admin").request(method, f"api/users/{user.name}/server", json={})
            await self.settled(name)
            assert bool(user.spawner.ready) == running

    async def settled(self, name: str) -> None:
        """Wait until a person's server neither starts nor stops."""

        async def settled() -> bool:
            return not self.user(name).spawner.pending

        await eventually(settled, 10, f"the server of {name} is at rest")

    def _cast(self) -> dict[str, str]:
        return {known: name for name, known in self.names.items()}

    def state(self) -> State:
        """See `state_of`."""
        return state_of(self.app.db, self._cast())

    async def restore(self, before: State) -> None:
        """Undo what an allowed action did."""
        undo(self.app, self._cast(), before)
        for name in PEOPLE:
            if orm.User.find(self.app.db, self.names[name]) is None:
                await self._enter(name)
            elif self.app.db.get(orm.APIToken, int(self.tokens[name][1:])) is None:
                self._give_token(name)


@asynccontextmanager
async def open_house(folder: Path, *, subdomains: bool) -> AsyncIterator[House]:
    """Run a hub with everybody in it; servers are pretended."""
    table = people_table(folder / "users.sqlite")
    settings = house_settings(table, subdomains=subdomains)
    config = hub_config(settings)
    service.configure(config, settings)
    hub_ext.pages.configure(config, settings)
    hub_ext.history.configure(config, settings)
    hub_ext.notebooks.configure(config, settings)
    # Every refusal would be written down with all that was asked.
    config.JupyterHub.log_level = "ERROR"
    config.JupyterHub.spawner_class = PretendedSpawner
    config.JupyterHub.subdomain_host = settings.hub_subdomain_host
    async with AsyncExitStack() as stack:
        stack.enter_context(pretended_servers())
        app = await stack.enter_async_context(running_hub(settings, config))
        page = await stack.enter_async_context(class_page(app))
        house = House(app, settings, page)
        stack.push_async_callback(house.close)
        yield await house.fill()
