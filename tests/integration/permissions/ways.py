"""What one tries: a request, and how its answer tells whether it was allowed."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import httpx
from jupyterhub import orm

from tests.integration.permissions.cast import PROGRAMS, STRANGER, Person, targets_of
from tests.integration.permissions.house import House

_REFUSED: Final = frozenset({401, 403, 404})
_LOGIN: Final = re.compile(r"/hub/login|/hub/api/oauth2/authorize")


def was_allowed(answer: httpx.Response, done: Collection[int]) -> bool:
    """Tell an answer of somebody who may from that of somebody who may not.

    Raises
    ------
    AssertionError
        If it is neither.
    """
    to_login = answer.is_redirect and _LOGIN.search(answer.headers["location"])
    if to_login or answer.status_code in _REFUSED:
        return False
    request = answer.request
    assert answer.status_code in done, (
        f"{request.method} {request.url} answered {answer.status_code}: {answer.text[:300]}"
    )
    return True


@dataclass(frozen=True, kw_only=True)
class Way(ABC):
    """One way to do an action.

    Attributes
    ----------
    name
        ``api``, ``page`` or what else tells it from the action's other ways.
    page
        Whether it is a page of the hub, for which a session in a browser is needed.
    """

    name: str
    page: bool = False

    @abstractmethod
    async def tried(self, house: House, actor: str) -> set[str] | bool:
        """Do it; return to whom it was allowed, or whether it was."""


@dataclass(frozen=True, kw_only=True)
class ToPerson(Way):
    """Something that is done to one person after the other.

    Attributes
    ----------
    running
        Whether their servers run before; None if it does not matter.
    changes
        Whether something is different afterwards.
    """

    running: bool | None = None
    changes: bool = False

    @abstractmethod
    async def may(self, house: House, actor: str, whom: Person) -> bool:
        """Do it to somebody."""

    async def tried(self, house: House, actor: str) -> set[str]:
        people = [whom.name for whom in targets_of(actor)]
        await self._prepare(house, people)
        before = house.state()
        allowed, changed = set(), False
        for whom in targets_of(actor):
            if await self.may(house, actor, whom):
                allowed.add(whom.name)
                changed = await self._undo(house, whom.name, before) or changed
                await self._prepare(house, people)
        assert house.state() == before
        assert changed == (self.changes and bool(allowed))
        return allowed

    async def _prepare(self, house: House, people: Iterable[str]) -> None:
        if self.running is not None:
            await house.servers(people, running=self.running)

    async def _undo(self, house: House, name: str, before: Any) -> bool:
        if orm.User.find(house.app.db, house.names[name]) is not None:
            await house.settled(name)
        if house.state() == before:
            return False
        await house.restore(before)
        return True


@dataclass(frozen=True, kw_only=True)
class Ask(ToPerson):
    """One request, with ``{whom}`` and ``{token}`` filled in.

    Attributes
    ----------
    done
        The statuses for whoever may.
    form
        Whether the body is sent as a form's.
    not_to_oneself
        Whether somebody who may do it is told that they cannot do it to themselves.
    """

    method: str
    path: str
    body: Any = None
    done: frozenset[int] = frozenset({200})
    form: bool = False
    of_class_page: bool = False
    not_to_oneself: bool = False

    async def may(self, house: House, actor: str, whom: Person) -> bool:
        path = self.path.format(whom=house.names[whom.name], token=house.tokens[whom.name])
        answer = await self.send(house, actor, path)
        if self.not_to_oneself and actor == whom.name and answer.status_code == 400:
            return False
        return was_allowed(answer, self.done)

    async def send(self, house: House, actor: str, path: str) -> httpx.Response:
        body = {"data": self.body} if self.form else {"json": self.body}
        if self.body is None and not self.form:
            body = {}
        client = house.client(actor, of_class_page=self.of_class_page)
        return await client.request(self.method, path, **body)


@dataclass(frozen=True, kw_only=True)
class InBody(Ask):
    """One request that says in its body whom it is about."""

    async def may(self, house: House, actor: str, whom: Person) -> bool:
        about = replace(self, body={"user": house.names[whom.name]})
        return was_allowed(await about.send(house, actor, self.path), self.done)


@dataclass(frozen=True, kw_only=True)
class Record(Ask):
    """A person's record, and whether one thing is in it."""

    field: str

    async def may(self, house: House, actor: str, whom: Person) -> bool:
        answer = await self.send(house, actor, self.path.format(whom=house.names[whom.name]))
        return was_allowed(answer, self.done) and self.field in answer.json()


@dataclass(frozen=True, kw_only=True)
class Once(Ask):
    """One request that is aimed at nobody."""

    async def tried(self, house: House, actor: str) -> bool:  # type: ignore[override]
        before = house.state()
        allowed = was_allowed(await self.send(house, actor, self.path), self.done)
        changed = house.state() != before
        assert changed == (self.changes and allowed)
        if changed:
            await house.restore(before)
            assert house.state() == before
        return allowed


@dataclass(frozen=True, kw_only=True)
class Names(Way):
    """Answers with the names of people.

    Attributes
    ----------
    paths
        Where they are asked for.
    part, key
        Where the answer has the list, None if it is the list, and the name in each of its items.
    """

    paths: tuple[str, ...]
    part: str | None
    key: str
    of_class_page: bool = False

    async def tried(self, house: House, actor: str) -> set[str]:
        seen: set[str] = set()
        for path in self.paths:
            answer = await house.client(actor, of_class_page=self.of_class_page).get(path)
            if was_allowed(answer, {200}):
                found = answer.json()
                people = found if self.part is None else found[self.part]
                seen |= {person[self.key] for person in people}
        mine = {house.names[whom.name]: whom.name for whom in targets_of(actor)}
        everybody = set(house.names.values()) | {"user"}
        assert seen <= everybody
        return {mine[name] for name in seen if name in mine}


@dataclass(frozen=True, kw_only=True)
class Door(ToPerson):
    """The way to somebody's server, as the server itself sends a browser.

    Attributes
    ----------
    forced
        Whether the question is skipped that the hub shows, and the server's part is played as well:
        what counts then is what the server is told that the person may.
    """

    running: bool | None = True
    page: bool = True
    forced: bool = False

    async def may(self, house: House, actor: str, whom: Person) -> bool:
        spawner = house.user(whom.name).spawner
        client = orm.OAuthClient
        query = house.app.db.query(client).filter(client.identifier == spawner.oauth_client_id)
        asking = {
            "client_id": spawner.oauth_client_id,
            "redirect_uri": query.one().redirect_uri,
            "response_type": "code",
            "state": "made-up",
        }
        http = house.client(actor)
        if not self.forced:
            # Whoever goes to their own is asked nothing and goes on with a code.
            answer = await http.get("api/oauth2/authorize", params=asking)
            return was_allowed(answer, {200, 302})
        answer = await http.post("api/oauth2/authorize", params=asking)
        code = httpx.URL(answer.headers.get("location", "")).params.get("code")
        if actor == STRANGER or actor in PROGRAMS or code is None:
            assert code is None
            return was_allowed(answer, ())
        return await self._lets_in(house, spawner, asking, code)

    async def _lets_in(self, house: House, spawner: Any, asking: dict[str, str], code: str) -> bool:
        fields = {
            "client_id": asking["client_id"],
            "client_secret": spawner.api_token,
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asking["redirect_uri"],
        }
        server = house.client(STRANGER)
        given = await server.post("api/oauth2/token", data=fields)
        if given.status_code != 200:
            return False
        token = given.json()["access_token"]
        known = await server.get("api/user", headers={"Authorization": f"token {token}"})
        record = orm.APIToken.find(house.app.db, token)
        house.app.db.delete(record)
        house.app.db.commit()
        wanted = {
            f"access:servers!server={spawner.user.name}/", f"access:servers!user={spawner.user.name}"
        }  # fmt: skip
        return bool(wanted & set(known.json()["scopes"]))
