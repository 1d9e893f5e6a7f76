"""The proxy's real image, and how it learns its routes."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp

from tests.waiting import eventually

TOKEN: Final = "a-token-of-this-test"
PROGRAM: Final = "/opt/proxy/node_modules/configurable-http-proxy/bin/configurable-http-proxy"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def proxy_container(*options: str, network: str = "host", **environment: str) -> Iterator[str]:
    """Run the proxy as its image would, but for the addresses; yields the container's name."""
    name = f"eduhub-test-proxy-{free_port()}"
    variables = {"CONFIGPROXY_AUTH_TOKEN": TOKEN, **environment}
    subprocess.run(
        ["docker", "run", "-d", "--name", name, "--network", network,
         *(f"--env={key}={value}" for key, value in variables.items()),
         "--entrypoint", "node", "eduhub/proxy:latest", "--import", "/opt/proxy/doors.mjs", PROGRAM,
         "--error-path", "/opt/proxy/errors", "--log-level", "warn", *options],
        check=True, capture_output=True,
    )  # fmt: skip
    try:
        yield name
    finally:
        subprocess.run(["docker", "rm", "-f", name], check=True, capture_output=True)


def listening_on(port: int, api: int) -> list[str]:
    """The options of a proxy that this host alone reaches."""
    return [
        "--ip",
        "127.0.0.1",
        "--port",
        f"{port}",
        "--api-ip",
        "127.0.0.1",
        "--api-port",
        f"{api}",
    ]


async def add_route(address: str, target: str) -> None:
    """Tell a proxy of a route as soon as it listens; `address` is that of its API for this route."""

    async def added() -> bool:
        try:
            async with (
                aiohttp.ClientSession(headers={"Authorization": f"token {TOKEN}"}) as http,
                http.post(address, json={"target": target}) as answer,
            ):
                return answer.status == 201
        except aiohttp.ClientError:
            return False

    await eventually(added, 30, "the proxy takes routes")
