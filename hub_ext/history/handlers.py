"""``/hub/history``: a person's deleted files and earlier versions, and one of them brought back.

Whoever may start a person's server may do this for them: their teachers, and they themselves.
"""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False, disallow-subclassing-any=False

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from jupyterhub.handlers import BaseHandler
from jupyterhub.scopes import needs_scope
from tornado.web import HTTPError, authenticated

from hub_ext.history.messages import AWAY, MESSAGES, REFUSALS
from hub_ext.language import Language
from hub_ext.ops.audit import shared_audit
from hub_ext.ops.audit_answer import address_of
from hub_ext.pages.text import Text
from hub_ext.servers.connections import shared_storage
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import StorageError
from hub_ext.storage.history.models import HistoryList, Version, Versions
from hub_ext.users.guests.guest import is_guest
from hub_ext.users.person import KOREA

TEMPLATE: Final = "history.html"


@dataclass
class View:
    """What the page shows.

    Attributes
    ----------
    files, file
        All files, or the versions of one.
    chosen
        The version that somebody is asked about.
    done
        The version that was brought back a moment ago.
    later
        Whether it was not on the person's server then.
    refusal
        Why there is nothing to show, or nothing was done; ``""`` if there is.
    """

    files: HistoryList | None = None
    file: Versions | None = None
    chosen: Version | None = None
    done: Version | None = None
    later: bool = False
    refusal: str = ""
    guest: bool = False
    status: int = field(default=200)


class OwnHistory(BaseHandler):
    """``/hub/history``: to one's own."""

    @authenticated
    def get(self) -> None:
        """Go there."""
        self.redirect(_address(self, self.current_user.name))


class HistoryPage(BaseHandler):
    """``/hub/history/NAME``, and there ``?path=…`` for one file, ``&moment=…`` for one version."""

    @property
    def _storage(self) -> StorageClient:
        return shared_storage(self.authenticator.settings)

    @property
    def _language(self) -> Language:
        language: Language = self.authenticator.settings.hub_language.now()
        return language

    @authenticated
    @needs_scope("start:servers")
    async def get(self, user_name: str) -> None:
        """Show files, versions, or the question whether a version is to be brought back."""
        user = self._person(user_name)
        path = self.get_argument("path", "", strip=False)
        self._write_down_look(user_name, path)
        view = View(guest=is_guest(user))
        if not view.guest:
            try:
                await self._look(view, user_name, path)
            except StorageError as error:
                self._refuse(view, user_name, error)
        await self._show(view, user, path)

    @authenticated
    @needs_scope("start:servers")
    async def post(self, user_name: str) -> None:
        """Bring a version back, and go to the page that says so."""
        user = self._person(user_name)
        path = self.get_body_argument("path", strip=False)
        moment = self.get_body_argument("moment")
        if is_guest(user):
            self.redirect(_address(self, user_name))
            return
        try:
            restored = await self._storage.restore(user_name, path, moment)
        except StorageError as error:
            view = View()
            self._refuse(view, user_name, error)
            await self._show(view, user, path)
            return
        done = {"path": path, "done": moment} | ({} if restored.arrived else {"later": "1"})
        self.redirect(f"{_address(self, user_name)}?{urlencode(done)}")

    def _person(self, user_name: str) -> Any:
        user = self.find_user(user_name)
        if user is None:
            raise HTTPError(404)
        return user

    def _write_down_look(self, user_name: str, path: str) -> None:
        """Write down who looks at the names of somebody else's files; 429 if that cannot be."""
        if user_name == self.current_user.name:
            return
        written = shared_audit().write(
            "look",
            actor=self.current_user.name,
            whom=user_name,
            what=path or "history",
            address=address_of(self),
            way="session",
            outcome="ok",
            status=200,
        )
        if not written:
            raise HTTPError(429)

    async def _look(self, view: View, user_name: str, path: str) -> None:
        if not path:
            view.files = await self._storage.history(user_name)
            return
        view.file = await self._storage.versions(user_name, path)
        found = {version.moment: version for version in view.file.versions}
        # What stands in an address is shown only if it is true.
        view.chosen = found.get(self.get_argument("moment", ""))
        view.done = found.get(self.get_argument("done", ""))
        view.later = bool(self.get_argument("later", ""))

    def _refuse(self, view: View, user_name: str, error: StorageError) -> None:
        self.log.warning("History of %r: %s", user_name[:64], error.code)
        view.status, message = REFUSALS.get(error.code, AWAY)
        view.refusal = message.in_language(self._language)

    async def _show(self, view: View, user: Any, path: str) -> None:
        own = user.name == self.current_user.name
        name = (user.orm_user.user_info or {}).get("display_name") or user.name
        self.set_status(view.status)
        self.set_header("Cache-Control", "no-store")
        page = await self.render_template(
            TEMPLATE,
            view=view,
            path=path,
            words=Text(self._language, MESSAGES),
            here=_address(self, user.name),
            whose="" if own else name,
            when=_when,
            size=_size,
        )
        self.finish(page)


def handlers() -> list[tuple[str, Any]]:
    """Return what the hub serves."""
    return [(r"/history", OwnHistory), (r"/history/([^/]+)", HistoryPage)]


def _address(handler: Any, user_name: str) -> str:
    return f"{handler.hub.base_url}history/{quote(user_name, safe='')}"


def _when(moment: datetime) -> str:
    return moment.astimezone(KOREA).strftime("%Y-%m-%d %H:%M:%S")


def _size(count: int) -> str:
    kilobytes = count / 1024
    return f"{kilobytes:.1f} kB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"
