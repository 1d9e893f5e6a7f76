"""The hub's side of the storage agent."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx
from pydantic import BaseModel, ValidationError

from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.models import (
    ClosedHome,
    Failure,
    Health,
    HomeList,
    HomeRequest,
    HomeStatus,
    OpenedHome,
)

#: Seconds. Each is longer than the agent's own limit, so that its answer arrives.
OPEN_TIMEOUT = 60.0
CLOSE_TIMEOUT = 45.0
QUESTION_TIMEOUT = 5.0
CONNECT_TIMEOUT = 3.0


class StorageClient:
    """Asks the storage agent to open and close homes.

    Parameters
    ----------
    base_url
        Where the agent listens, for example ``http://storage:8700``.
    token
        ``HUB_STORAGE_TOKEN``.
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

    async def open(self, user_id: str) -> OpenedHome:
        """Bring a person's files to this host before their container starts."""
        return await self._ask("POST", "/homes/open", OpenedHome, OPEN_TIMEOUT, _of(user_id))

    async def close(self, user_id: str) -> ClosedHome:
        """Save a person's files after their container stopped. Harmless to repeat."""
        return await self._ask("POST", "/homes/close", ClosedHome, CLOSE_TIMEOUT, _of(user_id))

    async def status(self, user_id: str) -> HomeStatus:
        """Tell how one home stands."""
        return await self._ask("POST", "/homes/status", HomeStatus, QUESTION_TIMEOUT, _of(user_id))

    async def homes(self) -> list[HomeStatus]:
        """Tell how every home that the agent knows stands."""
        return (await self._ask("GET", "/homes", HomeList, QUESTION_TIMEOUT)).homes

    async def health(self) -> Health:
        """Tell how the agent and what it depends on are."""
        return await self._ask("GET", "/health", Health, QUESTION_TIMEOUT)

    async def _ask[M: BaseModel](
        self,
        method: str,
        path: str,
        answer: type[M],
        seconds: float,
        body: Mapping[str, str] | None = None,
    ) -> M:
        timeout = httpx.Timeout(seconds, connect=CONNECT_TIMEOUT)
        try:
            response = await self._http.request(method, path, json=body, timeout=timeout)
        except httpx.ConnectTimeout as error:
            raise StorageError(ErrorCode.AGENT_UNREACHABLE, _text(error)) from None
        except httpx.TimeoutException:
            raise StorageError(
                ErrorCode.AGENT_TIMEOUT, f"{path}: no answer in {seconds:g} s"
            ) from None
        except httpx.HTTPError as error:
            raise StorageError(ErrorCode.AGENT_UNREACHABLE, _text(error)) from None
        try:
            if response.is_success:
                return answer.model_validate_json(response.content)
            failure = Failure.model_validate_json(response.content)
        except ValidationError:
            text = f"{path}: the agent answered HTTP {response.status_code} with an unknown body"
            raise StorageError(ErrorCode.INTERNAL, text) from None
        raise StorageError(failure.error, failure.message)


def _of(user_id: str) -> dict[str, str]:
    return HomeRequest(user_id=user_id).model_dump()


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
