"""Parts of the composed system that are broken for a while, and whole again afterwards."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.e2e.stack import Stack, run


@contextmanager
def stopped(stack: Stack, service: str) -> Iterator[None]:
    """The service is down inside the block and healthy again after it."""
    run("docker", "stop", "-t", "10", stack.service(service))
    try:
        yield
    finally:
        stack.start_service(service)


@contextmanager
def frozen(stack: Stack, service: str) -> Iterator[None]:
    """The service takes connections inside the block and answers nothing."""
    run("docker", "pause", stack.service(service))
    try:
        yield
    finally:
        run("docker", "unpause", stack.service(service))


@contextmanager
def object_store_that(stack: Stack, **faults: object) -> Iterator[None]:
    stack.object_store_faults(**faults)
    try:
        yield
    finally:
        stack.object_store_faults()


def crash(stack: Stack, service: str) -> None:
    """SIGKILL that the engine does not know of, as of a part that dies: it starts it again by itself."""
    process = str(stack.inspect(stack.service(service))["State"]["Pid"])
    only = ("--network", "none", "--pid", "host", "--cap-drop", "ALL", "--cap-add", "KILL")
    run("docker", "run", "--rm", *only, "eduhub/test:latest", "kill", "-9", process)


@asynccontextmanager
async def composed_with(
    stack: Stack, override: Path, services: Mapping[str, object]
) -> AsyncIterator[None]:
    """The system with other services than docker-compose.yml says, and as it was afterwards.

    Parameters
    ----------
    override
        Written here: a file of compose, of which JSON is a subset.
    """
    content = json.dumps({"services": services})
    await asyncio.to_thread(override.write_text, content)
    await asyncio.to_thread(stack.up, COMPOSE_OVERRIDE=str(override))
    try:
        yield
    finally:
        await asyncio.to_thread(stack.up)
