"""``/hub/api/user-notebooks`` and ``/hub/api/create-blank-notebook``, and their description."""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

import re
from collections.abc import Callable
from typing import Any, ClassVar, Final
from urllib.parse import quote

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from hub_ext.language import Language
from hub_ext.notebooks.description import CREATE_PATH, DESCRIPTION_PATH, LIST_PATH, description
from hub_ext.notebooks.models import (
    Code,
    CreateBody,
    Created,
    ListQuery,
    Notebook,
    NotebookPage,
    Problem,
)
from hub_ext.notebooks.platform_origin import comes_from_platform, headers_for
from hub_ext.notebooks.problems import MESSAGES, RefusedError, code_of, of_storage
from hub_ext.notebooks.whose import CREATE_SCOPE, LIST_SCOPE, Owner, owner_of, sender_of
from hub_ext.ops.audit import Event, shared_audit
from hub_ext.ops.audit_answer import actor_of, address_of, way_of
from hub_ext.servers.connections import shared_storage
from hub_ext.settings import HubSettings
from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import StorageError
from hub_ext.storage.models import NotebookList

_NUMBER: Final = re.compile(r"[0-9]{1,4}")
#: Bytes; the longest body that means anything has some hundreds.
_LARGEST_BODY: Final = 16 * 1024


class _Handler(APIHandler):
    """Answers JSON always, and lets pages of the platform read it."""

    methods: ClassVar[str] = "GET, OPTIONS"

    @property
    def _settings(self) -> HubSettings:
        settings: HubSettings = self.authenticator.settings
        return settings

    @property
    def _language(self) -> Language:
        return self._settings.hub_language.now()

    @property
    def _storage(self) -> StorageClient:
        return shared_storage(self._settings)

    def set_default_headers(self) -> None:
        """Say who may read the answer; tornado asks again for an error."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        for name, value in headers_for(self.request, self._settings).items():
            self.set_header(name, value)

    def check_xsrf_cookie(self) -> None:
        """Take the platform's own pages at their word, and ask others for JupyterHub's token."""
        if not comes_from_platform(self.request, self._settings):
            super().check_xsrf_cookie()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with a `Problem`."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(error, SQLAlchemyError):
            self.db.rollback()
        code, detail = code_of(status_code, error)
        if code is Code.METHOD:
            self.set_header("Allow", self.methods)
        message = MESSAGES[code].in_language(self._language, detail=detail)
        self._answer(Problem(status=status_code, error=code, message=message), status_code)

    def _answer(self, model: BaseModel, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.set_header("Content-Language", self._language)
        self.finish(model.model_dump_json())

    def _address(self, path: str) -> str:
        return f"{self.hub.base_url}user-redirect/lab/tree/{quote(path)}"

    def _write_down(self, event: Event, whom: str, what: str, status: int) -> bool:
        """Write down what somebody does with somebody else's files; tell whether that can be."""
        actor = actor_of(self)
        return shared_audit().write(
            event,
            actor=actor,
            whom=whom,
            what=what,
            address=address_of(self),
            way=way_of(self, actor),
            outcome="ok",
            status=status,
        )


class ListHandler(_Handler):
    """``GET``: a person's notebooks."""

    async def get(self) -> None:
        """Answer with a `NotebookPage`."""
        sender = sender_of(self)
        query = self._query()
        owner = await owner_of(self, query.user, LIST_SCOPE)
        # The platform shows people their own; it knows to whom.
        known = owner.own or isinstance(sender, orm.Service)
        if not known and not self._write_down("look", owner.user_id, "notebooks", 200):
            raise RefusedError(429, Code.TOO_MANY)
        found = NotebookList(notebooks=[], count=0, more=False)
        if not owner.guest:
            try:
                found = await self._storage.notebooks(owner.user_id, query.after, query.limit)
            except StorageError as error:
                self.log.warning("Notebooks of %r: %s", owner.user_id, error.code)
                raise of_storage(error) from None
        self._answer(self._page(owner, found))

    def _page(self, owner: Owner, found: NotebookList) -> NotebookPage:
        return NotebookPage(
            user=owner.user_id,
            notebooks=[
                Notebook(**each.model_dump(), url=self._address(each.path))
                for each in found.notebooks
            ],
            count=found.count,
            next=found.notebooks[-1].path if found.more else None,
        )

    def _query(self) -> ListQuery:
        given = {name: self.get_query_argument(name, None, strip=False) for name in _QUERY}
        values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if "limit" in values and not _NUMBER.fullmatch(values["limit"]):
            raise RefusedError(400, Code.BAD_REQUEST, "limit")
        return _checked(lambda: ListQuery.model_validate(values))


class CreateHandler(_Handler):
    """``POST``: a new notebook."""

    methods = "POST, OPTIONS"

    async def post(self) -> None:
        """Answer with `Created`."""
        sender_of(self)
        body = self._body()
        owner = await owner_of(self, body.user, CREATE_SCOPE)
        if owner.guest:
            raise RefusedError(409, Code.GUEST)
        try:
            made = await self._storage.create_notebook(owner.user_id, body.file_name)
        except StorageError as error:
            self.log.warning("A notebook for %r: %s", owner.user_id, error.code)
            raise of_storage(error) from None
        status = 201 if made.created else 200
        if not owner.own:
            self._write_down("create", owner.user_id, made.path, status)
        address = self._address(made.path)
        self._answer(Created(user=owner.user_id, url=address, **made.model_dump()), status)

    def _body(self) -> CreateBody:
        body: bytes = self.request.body
        if not body:
            return CreateBody()
        if len(body) > _LARGEST_BODY:
            raise RefusedError(413, Code.TOO_LARGE)
        kind = self.request.headers.get("Content-Type", "application/json")
        if kind.partition(";")[0].strip().lower() != "application/json":
            raise RefusedError(415, Code.MEDIA_TYPE)
        return _checked(lambda: CreateBody.model_validate_json(body, strict=True))


class DescriptionHandler(_Handler):
    """``GET``: the description of both, for anybody."""

    def check_xsrf_cookie(self) -> None:
        """Ask for nothing: it says nothing of anybody."""

    async def get(self) -> None:
        """Answer with an OpenAPI document."""
        self.set_header("Content-Type", "application/json")
        self.finish(description(self.hub.base_url))


_QUERY: Final = tuple(ListQuery.model_fields)


def _checked[M: BaseModel](read: Callable[[], M]) -> M:
    try:
        return read()
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise RefusedError(400, Code.BAD_REQUEST, str(where[0]) if where else "body") from None


def handlers() -> list[tuple[str, Any]]:
    """Return what the hub serves."""
    return [
        (rf"/{LIST_PATH}", ListHandler),
        (rf"/{CREATE_PATH}", CreateHandler),
        (rf"/{DESCRIPTION_PATH}", DescriptionHandler),
    ]
