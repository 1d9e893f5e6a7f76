"""The pages: the class, a student's notebooks, and one of them to read."""

# JupyterHub's classes have no types.
# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False, disallow-subclassing-any=False

from typing import Any, Final
from urllib.parse import quote

from jupyterhub.services.auth import HubOAuthCallbackHandler
from tornado.web import HTTPError, RequestHandler, authenticated

from hub_ext.classroom.configuration import PREFIX
from hub_ext.classroom.hub import HubRefused
from hub_ext.classroom.messages import WORDS
from hub_ext.classroom.rendering import RESPONSE_HEADERS, RenderError
from hub_ext.classroom.requests import Request, status_of
from hub_ext.storage.errors import ErrorCode, StorageError

_STORAGE_STATUSES: Final = {
    ErrorCode.INVALID_PATH: 404,
    ErrorCode.INVALID_USER_ID: 404,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.TOO_LARGE: 413,
}


class Page(Request):
    """Answers in HTML, refusals too."""

    def show(self, template: str, **values: Any) -> None:
        """Render a template with `values`."""
        # With it JupyterHub makes the cookie that the script's requests are compared with.
        values["xsrf_token"] = self.xsrf_token.decode()
        self._finish_with(template, user=(self.current_user or {}).get("name", ""), **values)

    def _finish_with(self, template: str, **values: Any) -> None:
        page = self.parts.templates.get_template(template)
        self.finish(page.render(language=self.language, words=WORDS[self.language], **values))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Show what happened and what to do."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        text = ""
        if isinstance(error, HubRefused):
            status_code = status_of(error)
        elif isinstance(error, StorageError):
            status_code = _STORAGE_STATUSES.get(error.code, 503)
        elif isinstance(error, RenderError):
            status_code = 503 if error.code in {"busy", "too-slow"} else 422
        if status_code == 413:
            error = RenderError("too-large")
        if isinstance(error, RenderError):
            text = error.in_language(self.language)
        self.set_status(status_code)
        self._finish_with(
            "error.html", user="", status=status_code, text=text, xsrf_token="", inside=self.inside
        )

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Leave out what is no fault of ours; the hub and the agent have written it down."""
        if not isinstance(value, HubRefused | StorageError | RenderError):
            super().log_exception(kind, value, trace)


class FirstPage(Page):
    """``/services/classroom/``: the only class, or a choice."""

    @authenticated
    async def get(self) -> None:
        """Go to the class if there is one only."""
        try:
            centres = await self.hub.centres()
        except HubRefused as refusal:
            if refusal.status != 403 or self.get_argument("again", ""):
                raise
            # The token is for the centre of that time; whoever moved since gets another one.
            self.hub_auth.clear_cookie(self)
            self.redirect(f"{PREFIX}?again=1")
            return
        if len(centres) == 1:
            self.redirect(f"{PREFIX}{centres[0]}")
            return
        self.show("centres.html", centres=centres)


class ClassPage(Page):
    """``/services/classroom/center-11``: the class; its script fills in the students."""

    @authenticated
    async def get(self, centre: str) -> None:
        """Show it to whoever may list these students."""
        centres = await self.hub.centres()
        if centre not in centres:
            raise HTTPError(404)
        self.show("class.html", centre=centre, centres=centres)


class NotebooksPage(Page):
    """``/services/classroom/look/NAME``: somebody's notebooks."""

    @authenticated
    async def get(self, user: str) -> None:
        """List what the object store has, after the hub has agreed."""
        name = await self.hub.may_look(user, None, self.on_behalf())
        found = await self.parts.storage.notebooks(user)
        whose = user if name == user else f"{name} ({user})"
        self.show(
            "notebooks.html", whose=whose, path=quote(user, safe=""), notebooks=found.notebooks
        )


class NotebookPage(Page):
    """``…/look/NAME/read?path=…``: one notebook, in a frame where nothing runs."""

    @authenticated
    async def get(self, user: str) -> None:
        """Show the frame; its content asks the hub itself."""
        path = self.get_argument("path", strip=False)
        self.show("notebook.html", whose=user, path=quote(user, safe=""), notebook=path)


class NotebookContent(Page):
    """``…/look/NAME/content?path=…``: what the frame shows."""

    inside = True

    @authenticated
    async def get(self, user: str) -> None:
        """Read, render and clean a notebook, after the hub has agreed."""
        path = self.get_argument("path", strip=False)
        await self.hub.may_look(user, path, self.on_behalf())
        content = await self.parts.storage.read_notebook(user, path)
        page = await self.parts.renderer.render(content, path, self.language)
        for name, value in RESPONSE_HEADERS.items():
            self.set_header(name, value)
        self.finish(page)


class Health(RequestHandler):
    """For the container's health check."""

    def get(self) -> None:
        """Answer."""
        self.finish("ok")


class Callback(HubOAuthCallbackHandler):
    """Where the hub sends people back with a code."""

    def initialize(self) -> None:
        """Let JupyterHub find out who they are."""
        self.hub_auth = self.settings["parts"].auth


class Missing(Page):
    """Every other address."""

    async def prepare(self) -> None:
        """Say that there is no such page."""
        raise HTTPError(404)
