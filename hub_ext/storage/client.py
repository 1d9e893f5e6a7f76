"""The hub's side of the storage agent."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx
from pydantic import BaseModel, ValidationError

from hub_ext.logs.telling import telling_request
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.history.models import (
    FileRequest,
    HistoryList,
    Restored,
    VersionRequest,
    Versions,
)
from hub_ext.storage.models import (
    MOST_NOTEBOOKS,
    Attached,
    AttachRequest,
    ClosedHome,
    Failure,
    Health,
    HomeList,
    HomeRequest,
    HomeStatus,
    HomeSummaries,
    HomeSummary,
    NewNotebook,
    NewNotebookRequest,
    NotebookList,
    NotebookRequest,
    NotebooksRequest,
    OpenedHome,
    OpenRequest,
    PlaceRequest,
    Places,
    SummariesRequest,
)

#: Seconds. Each is longer than the agent's own limit, so that its answer arrives.
OPEN_TIMEOUT = 60.0
CLOSE_TIMEOUT = 45.0
LIST_TIMEOUT = 25.0
READ_TIMEOUT = 45.0
CREATE_TIMEOUT = 65.0
HISTORY_TIMEOUT = 35.0
RESTORE_TIMEOUT = 80.0
PLACE_TIMEOUT = 10.0
QUESTION_TIMEOUT = 5.0
CONNECT_TIMEOUT = 3.0


class StorageClient:
    """Asks the storage agent to open and close homes, and what is in them.

    Parameters
    ----------
    base_url
        Where the agent listens, for example ``http://storage-api:8700``.
    token
        ``HUB_STORAGE_TOKEN``, or ``HUB_LOOK_TOKEN`` to ask for notebooks and summaries only.
    transport
        Another way to reach the agent than TCP.

    Notes
    -----
    Every method raises `StorageError`: with the agent's own code, or ``agent-unreachable`` or
    ``agent-timeout`` if the agent did not answer.
    """

    def __init__(
        self, base_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            transport=transport,
            event_hooks=telling_request(),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def open(
        self, user_id: str, center_id: int | None = None, *, teaches: bool = False
    ) -> OpenedHome:
        """Bring a person's files to this host before their container starts.

        Parameters
        ----------
        user_id
            The platform's ``userID``.
        center_id, teaches
            Their learning centre, and whether they may write what it shares.
        """
        request = OpenRequest(user_id=user_id, center_id=center_id, teaches=teaches)
        return await self._ask(
            "POST", "/homes/open", OpenedHome, OPEN_TIMEOUT, request.model_dump()
        )

    async def close(self, user_id: str) -> ClosedHome:
        """Save a person's files after their container stopped. Harmless to repeat."""
        return await self._ask("POST", "/homes/close", ClosedHome, CLOSE_TIMEOUT, _of(user_id))

    async def places(self) -> dict[str, str]:
        """Return the names of all places for homes in containers that run already, and who is there."""
        return (await self._ask("GET", "/places", Places, QUESTION_TIMEOUT)).people

    async def make_place(self, name: str) -> None:
        """Make a place for a container that is about to be created."""
        await self._place("make", PlaceRequest(name=name))

    async def attach(self, name: str, user_id: str) -> None:
        """Show somebody's opened home in the container at a place."""
        await self._place("attach", AttachRequest(name=name, user_id=user_id))

    async def remove_place(self, name: str) -> None:
        """Take a place away. Harmless to repeat."""
        await self._place("remove", PlaceRequest(name=name))

    async def _place(self, what: str, asked: PlaceRequest) -> None:
        await self._ask("POST", f"/places/{what}", Attached, PLACE_TIMEOUT, asked.model_dump())

    async def status(self, user_id: str) -> HomeStatus:
        """Tell how one home stands."""
        return await self._ask("POST", "/homes/status", HomeStatus, QUESTION_TIMEOUT, _of(user_id))

    async def homes(self) -> list[HomeStatus]:
        """Tell how every home that the agent knows stands."""
        return (await self._ask("GET", "/homes", HomeList, QUESTION_TIMEOUT)).homes

    async def health(self) -> Health:
        """Tell how the agent and what it depends on are."""
        return await self._ask("GET", "/health", Health, QUESTION_TIMEOUT)

    async def summaries(self, user_ids: Sequence[str]) -> list[HomeSummary]:
        """Tell how up to 200 homes stand and what the object store holds of each."""
        body = SummariesRequest(user_ids=list(user_ids)).model_dump()
        answer = await self._ask("POST", "/homes/summaries", HomeSummaries, QUESTION_TIMEOUT, body)
        return answer.homes

    async def notebooks(
        self, user_id: str, after: str = "", limit: int = MOST_NOTEBOOKS
    ) -> NotebookList:
        """Return a person's notebooks in the object store, `limit` of those after a path."""
        asked = NotebooksRequest(user_id=user_id, after=after, limit=limit).model_dump()
        return await self._ask("POST", "/notebooks/list", NotebookList, LIST_TIMEOUT, asked)

    async def create_notebook(self, user_id: str, name: str | None = None) -> NewNotebook:
        """Make a notebook at the top of a home, unless there is a file of that name."""
        asked = NewNotebookRequest(user_id=user_id, name=name).model_dump()
        return await self._ask("POST", "/notebooks/create", NewNotebook, CREATE_TIMEOUT, asked)

    async def read_notebook(self, user_id: str, path: str) -> bytes:
        """Return one of a person's notebooks, of at most 20 MiB, as the object store has it."""
        body = NotebookRequest(user_id=user_id, path=path).model_dump()
        response = await self._send("POST", "/notebooks/read", READ_TIMEOUT, body)
        if response.is_success:
            return response.content
        raise _failure("/notebooks/read", response)

    async def history(self, user_id: str) -> HistoryList:
        """Return a person's files with earlier versions, deleted ones among them."""
        return await self._ask("POST", "/history/list", HistoryList, HISTORY_TIMEOUT, _of(user_id))

    async def versions(self, user_id: str, path: str) -> Versions:
        """Return the earlier versions of one file."""
        asked = FileRequest(user_id=user_id, path=path).model_dump()
        return await self._ask("POST", "/history/versions", Versions, HISTORY_TIMEOUT, asked)

    async def read_version(self, user_id: str, path: str, moment: str) -> bytes:
        """Return an earlier version, of at most 20 MiB."""
        asked = VersionRequest(user_id=user_id, path=path, moment=moment).model_dump()
        response = await self._send("POST", "/history/read", READ_TIMEOUT, asked)
        if response.is_success:
            return response.content
        raise _failure("/history/read", response)

    async def restore(self, user_id: str, path: str, moment: str) -> Restored:
        """Make an earlier version the file again; what is there now becomes a version."""
        asked = VersionRequest(user_id=user_id, path=path, moment=moment).model_dump()
        return await self._ask("POST", "/history/restore", Restored, RESTORE_TIMEOUT, asked)

    async def _ask[M: BaseModel](
        self,
        method: str,
        path: str,
        answer: type[M],
        seconds: float,
        body: Mapping[str, Any] | None = None,
    ) -> M:
        response = await self._send(method, path, seconds, body)
        if not response.is_success:
            raise _failure(path, response)
        try:
            return answer.model_validate_json(response.content)
        except ValidationError:
            raise _unknown(path, response) from None

    async def _send(
        self, method: str, path: str, seconds: float, body: Mapping[str, Any] | None
    ) -> httpx.Response:
        timeout = httpx.Timeout(seconds, connect=CONNECT_TIMEOUT)
        try:
            return await self._http.request(method, path, json=body, timeout=timeout)
        except httpx.ConnectTimeout as error:
            raise StorageError(ErrorCode.AGENT_UNREACHABLE, _text(error)) from None
        except httpx.TimeoutException:
            raise StorageError(
                ErrorCode.AGENT_TIMEOUT, f"{path}: no answer in {seconds:g} s"
            ) from None
        except httpx.HTTPError as error:
            raise StorageError(ErrorCode.AGENT_UNREACHABLE, _text(error)) from None


def _failure(path: str, response: httpx.Response) -> StorageError:
    try:
        failure = Failure.model_validate_json(response.content)
    except ValidationError:
        return _unknown(path, response)
    return StorageError(failure.error, failure.message)


def _unknown(path: str, response: httpx.Response) -> StorageError:
    text = f"{path}: the agent answered HTTP {response.status_code} with an unknown body"
    return StorageError(ErrorCode.INTERNAL, text)


def _of(user_id: str) -> dict[str, str]:
    return HomeRequest(user_id=user_id).model_dump()


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
