"""Attempts that nobody thought of: made up at random for as long as one is given."""

import contextlib
import json
import os
import random
import re
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any, NoReturn

# Both are beside it, in a folder of this name: `tests.e2e.shell` puts them there.
from . import interface, rights

_THREADS = 24
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_WORDS = (
    "users", "user", "groups", "services", "proxy", "shutdown", "server", "servers", "tokens", "activity",
    "shares", "share-codes", "shared", "directory", "people", "centres", "looks", "info", "oauth2", "authorize",
    "token", "..", "%2e%2e", "", ".", "metrics", "admin", "center-11", "center-11-teachers", "security",
)  # fmt: skip
_PLACES = (
    "/proc/1/root", "/proc/self/root", "/proc/1/cwd", "/proc/self/task/1", "/dev/fd/..", "/home/student/..",
    "/home/student/lessons", "/home/student/center", "/run", "/sys/fs/cgroup", "/sys/class", "/proc/sys", "/mnt", "/srv",
)  # fmt: skip
_PARTS = (
    "..", "homes", "files", "etc", "var", "lib", "docker", "edutest", "eduhub", "secrets", "run", "kernel", "root",
    "hub_crypt_key", "aws_secret_access_key", "passwd", "shadow", "docker.sock", "release_agent", "notify_on_release",
)  # fmt: skip
#: Calls that end or copy the process, wait without end, or do to all of a student's processes what they may.
_NO_USE = {
    0, 7, 15, 23, 34, 35, 43, 56, 57, 58, 59, 60, 61, 62, 65, 70, 73, 109, 112, 128, 129, 130, 141, 162, 200, 202,
    219, 230, 231, 232, 234, 247, 251, 270, 271, 281, 297, 322, 424, 435,
}  # fmt: skip


class Attempts:
    """What is tried, and what came of it; safe to be shared by threads.

    Parameters
    ----------
    asked
        ``seed``, ``seconds``, ``networks`` (as CIDR), ``hub`` (address and port that answer everybody),
        ``own`` (addresses of this container), ``people`` and ``secret``, a text that nobody may read.
    """

    def __init__(self, asked: dict[str, Any]) -> None:
        self._asked = asked
        self._networks = [IPv4Network(network) for network in asked["networks"]]
        self.tried: dict[str, int] = {}
        self.got: list[str] = []

    def go_on(self, thread: int) -> None:
        """Try until the time is over."""
        chance = random.Random(self._asked["seed"] * 1000 + thread)  # noqa: S311 - to be repeated
        until = time.monotonic() + self._asked["seconds"]
        kinds = (self.connect, self.ask, self.ask, self.open)
        while time.monotonic() < until and len(self.got) < 100:
            kind = chance.choice(kinds)
            kind(chance)
            self.tried[kind.__name__] = self.tried.get(kind.__name__, 0) + 1

    def connect(self, chance: random.Random) -> None:
        """Some address, some port."""
        network = chance.choice(self._networks)
        # Most are near the beginning or where people's servers are.
        size = network.num_addresses
        host = str(
            network[chance.choice((chance.randrange(16), chance.randrange(size), size // 2))]
        )
        port = chance.choice(
            (chance.randrange(1, 1025), chance.randrange(1, 65536), 8081, 8888, 8700, 8701, 8001)
        )
        known = (host, port) == tuple(self._asked["hub"]) or host in self._asked["own"]
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=0.4):
            if not known:
                self.got.append(f"{host}:{port}")

    def ask(self, chance: random.Random) -> None:
        """Some question to the hub, about somebody or nobody."""
        people = self._asked["people"]
        words = [chance.choice((*_WORDS, *people.values())) for _ in range(chance.randrange(1, 6))]
        method, path = chance.choice(_METHODS), "/".join(words)
        body = chance.choice(
            (None, {}, {"users": list(people.values())}, {"admin": True}, {"name": people["other"]})
        )
        token = chance.choice((None, None, None, "x" * chance.randrange(1, 300)))
        with contextlib.suppress(OSError, ValueError):
            status, text = interface.ask(method, path, body, token)
            others = "|".join(re.escape(name) for key, name in people.items() if key != "me")
            # As a value: "admin" is a key, too.
            about_others = re.search(rf'"({others})"(?!:)', text)
            if status >= 500 or (
                status < 300 and (about_others or method in {"PUT", "PATCH", "DELETE"})
            ):
                self.got.append(f"{method} {path} {body}: {status} {text[:200]}")

    def open(self, chance: random.Random) -> None:
        """Some file, to read or to write."""
        parts = [chance.choice(_PARTS) for _ in range(chance.randrange(1, 7))]
        path = Path(chance.choice(_PLACES), *parts)
        with contextlib.suppress(OSError):
            if self._asked["secret"].encode() in path.read_bytes():
                self.got.append(f"read {path}")
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_WRONLY))
            if not str(path.resolve()).startswith(("/proc", "/home/student", "/run", "/tmp")):  # noqa: S108
                self.got.append(f"write {path}")


def _call_each(calls: list[tuple[int, ...]]) -> NoReturn:
    nowhere = os.open("/dev/null", os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    for call in calls:
        if call[0] not in _NO_USE:
            with contextlib.suppress(OSError):
                rights.call(*call)
    os._exit(0)


def call_anything(seed: int, seconds: float) -> int:
    """Call the kernel with any numbers, in children that may die of it; how often."""
    chance, until, number = random.Random(seed), time.monotonic() + seconds, 0  # noqa: S311
    while time.monotonic() < until:
        calls = [
            (
                chance.randrange(0, 470),
                *(chance.choice((0, 1, -1, 4096, chance.getrandbits(31))) for _ in range(5)),
            )
            for _ in range(100)
        ]
        number += len(calls)
        child = os.fork()
        if not child:
            _call_each(calls)
        ends = time.monotonic() + 3
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > ends:
                with contextlib.suppress(OSError):
                    os.kill(child, 9)
            time.sleep(0.01)
    return number


def main() -> None:
    """Try for as long as asked, and print what came of it."""
    asked = json.load(sys.stdin)
    attempts = Attempts(asked)
    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(attempts.go_on, range(_THREADS)))
    calls = call_anything(asked["seed"], asked["seconds"] / 10)
    again, got = rights.try_all()
    count = sum(attempts.tried.values()) + calls + again
    print(
        json.dumps(
            {
                "attempts": count,
                "got": attempts.got + got,
                "kinds": attempts.tried | {"calls": calls},
            }
        )
    )


if __name__ == "__main__":
    main()
