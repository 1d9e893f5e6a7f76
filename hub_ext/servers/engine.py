"""Bounded calls to the Docker engine.

DockerSpawner sends every call of every user through one thread without a time limit: one slow
start delays everybody's poll, and an engine that hangs stops all of them for good. Here starting
and stopping share a few threads, questions have their own, and every call ends in time.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

import docker
import requests
from docker.errors import APIError, DockerException, NotFound
from docker.utils import kwargs_from_env

from hub_ext.metrics.engine import ENGINE_SECONDS, expect_outcomes

_ENGINES_OWN: Final = "unix:///var/run/docker.sock"


class EngineCode(StrEnum):
    """Why the engine did not do what it was asked."""

    UNREACHABLE = "engine-unreachable"
    TIMEOUT = "engine-timeout"
    NOT_FOUND = "engine-not-found"
    CONFLICT = "engine-conflict"
    DISK_FULL = "engine-disk-full"
    #: By the broker: no rule allows it.
    REFUSED = "engine-refused"
    #: Any other answer: 4xx, 5xx.
    FAILED = "engine-failed"


expect_outcomes(EngineCode)
#: These say nothing about whether a container runs.
UNKNOWN: Final = frozenset(
    {EngineCode.UNREACHABLE, EngineCode.TIMEOUT, EngineCode.FAILED, EngineCode.REFUSED}
)
#: What `hub_ext.servers.broker` answers where the engine has not.
_BY_STATUS: Final[Mapping[int, EngineCode]] = {
    HTTPStatus.FORBIDDEN: EngineCode.REFUSED,
    HTTPStatus.CONFLICT: EngineCode.CONFLICT,
    HTTPStatus.BAD_GATEWAY: EngineCode.UNREACHABLE,
    HTTPStatus.GATEWAY_TIMEOUT: EngineCode.TIMEOUT,
}


class EngineError(Exception):
    """A call to the engine that failed.

    Attributes
    ----------
    code
        What to do about it.
    message
        One English line for the operator.
    """

    def __init__(self, code: EngineCode, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = " ".join(message.split())[:300]


@dataclass(frozen=True, slots=True)
class Lane:
    """A share of the engine: how many calls at once, and seconds for one call and for its turn."""

    threads: int
    call_seconds: int
    turn_seconds: float


#: Create and start of 16 hardened containers at once, 2 cores, engine 20.10, two runs each:
#: 1 thread 6.4 and 8.0 s, 2 threads 4.1 and 4.5 s, 4 threads 3.5 and 4.2 s, 8 threads 3.4 and 3.7 s.
#: Eight gain little and make the first person wait longer (0.8 s becomes 1.3 to 1.7 s).
WORK: Final = Lane(threads=4, call_seconds=30, turn_seconds=90)
QUESTIONS: Final = Lane(threads=4, call_seconds=5, turn_seconds=5)


def engine_url() -> str:
    """Return where Docker's own clients find the engine.

    Notes
    -----
    ``DOCKER_HOST`` is Docker's variable: docker-compose.yml names `hub_ext.servers.broker` by it, which has the
    hub's way to the engine. Without it the engine's own socket is meant, as in tests.
    """
    return str(kwargs_from_env().get("base_url") or _ENGINES_OWN)


class _Calls:
    """One lane: a thread pool behind a queue that is fair and can be left."""

    def __init__(self, url: str, lane: Lane, name: str) -> None:
        self._url = url
        self._lane = lane
        self._name = name
        self._client: docker.APIClient | None = None
        self._threads = ThreadPoolExecutor(lane.threads, thread_name_prefix=f"engine-{name}")
        self._turns = asyncio.Semaphore(lane.threads)

    async def call[T](self, work: Callable[[docker.APIClient], T]) -> T:
        began, outcome = time.monotonic(), "cancelled"
        try:
            answer = await self._call(work)
            outcome = "ok"
        except EngineError as error:
            outcome = error.code.value
            raise
        finally:
            ENGINE_SECONDS.labels(self._name, outcome).observe(time.monotonic() - began)
        return answer

    async def _call[T](self, work: Callable[[docker.APIClient], T]) -> T:
        try:
            async with asyncio.timeout(self._lane.turn_seconds):
                await self._turns.acquire()
        except TimeoutError:
            raise EngineError(EngineCode.TIMEOUT, "too many calls are waiting") from None
        try:
            # The client's own limit comes first and frees the thread; this one is for certain.
            async with asyncio.timeout(self._lane.call_seconds + 1):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, self._run, work)
        except TimeoutError:
            raise EngineError(EngineCode.TIMEOUT, "no answer in time") from None
        finally:
            self._turns.release()

    def _run[T](self, work: Callable[[docker.APIClient], T]) -> T:
        try:
            if self._client is None:
                # Asks the engine for its version, hence here and not where the loop runs.
                self._client = docker.APIClient(
                    base_url=self._url, version="auto", timeout=self._lane.call_seconds
                )
            return work(self._client)
        except (DockerException, requests.RequestException) as error:
            failure = _engine_error(error)
        # Raised out here, where it does not carry the library's frames and open sockets along.
        raise failure

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.close()


class Engine:
    """The engine's containers, as far as servers need them.

    Parameters
    ----------
    url
        Where the engine listens; ``""`` for `engine_url`.
    work, questions
        The two lanes; given by tests that need shorter limits.

    Notes
    -----
    Every method raises `EngineError`. An instance belongs to one event loop.
    """

    def __init__(self, url: str = "", work: Lane = WORK, questions: Lane = QUESTIONS) -> None:
        url = url or engine_url()
        #: Whether the last poll found that the engine does not answer; kept here, and not beside
        #: each server, so that an outage is one line in the log.
        self.is_out = False
        self._work = _Calls(url, work, "work")
        self._questions = _Calls(url, questions, "questions")

    async def inspect(self, name: str) -> dict[str, Any] | None:
        """Return what the engine knows of a container by name or id; None if there is none."""
        try:
            return await self._questions.call(lambda client: client.inspect_container(name))
        except EngineError as error:
            if error.code is EngineCode.NOT_FOUND:
                return None
            raise

    async def containers(self, label: str) -> list[dict[str, Any]]:
        """List all containers, running or not, with one label ``name=value``."""
        return await self._questions.call(
            lambda client: client.containers(all=True, filters={"label": label})
        )

    async def last_line(self, container_id: str) -> str:
        """Return the last line that a container wrote, bounded; ``""`` if there is none."""
        output = await self._questions.call(lambda client: client.logs(container_id, tail=5))
        lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
        return "".join(filter(str.isprintable, lines[-1].strip()))[:200] if lines else ""

    async def create(self, name: str, config: dict[str, Any]) -> str:
        """Create a container and return its id."""
        answer = await self._work.call(
            lambda client: client.create_container_from_config(config, name)
        )
        return str(answer["Id"])

    async def start(self, container_id: str) -> None:
        """Start a container that was created."""
        await self._work.call(lambda client: client.start(container_id))

    async def rename(self, container_id: str, name: str) -> None:
        """Give a container another name."""
        await self._work.call(lambda client: client.rename(container_id, name))

    async def update(self, container_id: str, limits: Mapping[str, Any]) -> None:
        """Change limits of a container that runs, named as `docker.APIClient` names them."""
        await self._work.call(lambda client: client.update_container(container_id, **limits))

    async def image_id(self, name: str) -> str | None:
        """Return the id of the image that a name stands for; None if there is none."""
        try:
            found = await self._questions.call(lambda client: client.inspect_image(name))
        except EngineError as error:
            if error.code is EngineCode.NOT_FOUND:
                return None
            raise
        return str(found["Id"])

    async def answers(self) -> None:
        """Do nothing if the engine answers."""
        # Without the version of an interface in its path: so the broker lets it pass, too.
        await self._questions.call(lambda client: client.version(api_version=False))

    async def stop(self, container_id: str, grace_seconds: int) -> None:
        """Send SIGTERM, then SIGKILL after `grace_seconds`. Harmless for one that is gone."""
        await self._unless_gone(lambda client: client.stop(container_id, timeout=grace_seconds))

    async def remove(self, container_id: str) -> None:
        """Remove a container, running or not, and its anonymous volumes; harmless to repeat."""
        await self._unless_gone(
            lambda client: client.remove_container(container_id, v=True, force=True)
        )

    def close(self) -> None:
        """Let go of threads and connections."""
        self._work.close()
        self._questions.close()

    async def _unless_gone(self, work: Callable[[docker.APIClient], object]) -> None:
        try:
            await self._work.call(work)
        except EngineError as error:
            # 409: somebody else is removing it right now.
            if error.code not in {EngineCode.NOT_FOUND, EngineCode.CONFLICT}:
                raise


def _engine_error(error: Exception) -> EngineError:
    if isinstance(error, NotFound):
        return EngineError(EngineCode.NOT_FOUND, str(error.explanation))
    if isinstance(error, APIError):
        return EngineError(_code_of_answer(error), str(error.explanation or error))
    text = f"{error} {error.__context__ or ''}".lower()
    timed_out = isinstance(error, requests.Timeout) or "timed out" in text
    return EngineError(
        EngineCode.TIMEOUT if timed_out else EngineCode.UNREACHABLE,
        f"{type(error).__name__}: {error}",
    )


def _code_of_answer(error: APIError) -> EngineCode:
    if "no space left" in str(error.explanation).lower():
        return EngineCode.DISK_FULL
    return _BY_STATUS.get(error.status_code or 0, EngineCode.FAILED)
