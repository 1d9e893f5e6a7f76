"""The composed system in production, with a made-up platform that has passwords of its own."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.e2e.stack import BUCKET, Stack, run
from tests.waiting import wait_until

#: The made-up platform's account of the database, and its keys; production refuses the stand-ins' own.
_DATABASE: Final = ("eduhub", "a-password-of-the-made-up-platform")
_STORE: Final = ("made-up-access-key", "made-up-secret-key")
_STORE_HOST: Final = "platform-objectstore"
#: Starts the stand-in with other keys than its public ones.
_WITH_KEYS: Final = f"""\
import sys
sys.path.insert(0, "/srv/objectstore")
import start
start.ACCESS_KEY, start.SECRET_KEY = {_STORE!r}
sys.exit(start.main())
"""

SETTINGS: Final = {
    "HUB_MODE": "production",
    "AUTH": "database",
    "DB_HOST": "dev-database",
    "DB_NAME": "codingnplay",
    "DB_USER": _DATABASE[0],
    "DB_PASSWORD": _DATABASE[1],
    "S3_ENDPOINT_URL": f"http://{_STORE_HOST}:8333",
    "AWS_ACCESS_KEY_ID": _STORE[0],
    "AWS_SECRET_ACCESS_KEY": _STORE[1],
    "BUCKET_NAME": BUCKET,
}


@contextmanager
def made_up_platform(stack: Stack) -> Iterator[dict[str, str]]:
    """Let there be one beside a system that runs; yields what to start that with for production."""
    user, password = _DATABASE
    stack.change_table(
        f"CREATE OR REPLACE USER '{user}'@'%' IDENTIFIED BY '{password}'; "
        f"GRANT SELECT ON codingnplay.* TO '{user}'@'%'"
    )
    name = f"{stack.name}-{_STORE_HOST}"
    run("docker", "run", "-d", "--name", name, "--network", f"{stack.name}_backend",
        "--network-alias", _STORE_HOST, "--entrypoint", "python",
        "eduhub/dev-objectstore:latest", "-c", _WITH_KEYS)  # fmt: skip
    try:
        wait_until(lambda: listens(stack, name), 180, f"{name} listens")
        yield dict(SETTINGS)
    finally:
        run("docker", "rm", "-f", "-v", name)


def listens(stack: Stack, container: str) -> bool:
    """Whether a store does, which begins when its bucket is there."""
    networks = stack.inspect(container)["NetworkSettings"]["Networks"]
    address = networks[f"{stack.name}_backend"]["IPAddress"]
    try:
        socket.create_connection((address, 8333), timeout=5).close()
    except OSError:
        return False
    return True
