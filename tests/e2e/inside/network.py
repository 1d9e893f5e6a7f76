"""Knock at every door that the system has, and ask for every name."""

import asyncio
import json
import socket
import sys
from typing import Any

#: Something that answers whatever it is asked: names, the time, management.
_QUESTIONS = {
    53: bytes.fromhex("abcd01000001000000000000076578616d706c6503636f6d0000010001"),
    123: b"\x1b" + 47 * b"\0",
    161: bytes.fromhex(
        "302602010104067075626c6963a019020401020304020100020100300b300906052b060102010500"
    ),
}


async def _connects(gate: asyncio.Semaphore, host: str, port: int) -> str | None:
    async with gate:
        try:
            connecting = asyncio.open_connection(host, port)
            _, writer = await asyncio.wait_for(connecting, 1.0)
        except (OSError, TimeoutError):
            return None
        writer.close()
        return f"{host}:{port}"


def _answers(host: str, port: int, question: bytes) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.5)
        try:
            asking.sendto(question, (host, port))
            asking.recv(512)
        except OSError:
            return None
    return f"{host}:{port}/udp"


def _found(name: str) -> str | None:
    try:
        return f"{name} is {socket.gethostbyname(name)}"
    except OSError:
        return None


async def look(asked: dict[str, Any]) -> dict[str, Any]:
    """Try every address with every port, and every name."""
    gate = asyncio.Semaphore(500)
    doors = [(host, port) for host in asked["addresses"] for port in asked["ports"]]
    knocks = [_connects(gate, host, port) for host, port in doors]
    knocks += [
        asyncio.to_thread(_answers, host, port, question)
        for host in asked["addresses"]
        for port, question in _QUESTIONS.items()
    ]
    names = [asyncio.to_thread(_found, name) for name in asked["names"]]
    got, known = await asyncio.gather(asyncio.gather(*knocks), asyncio.gather(*names))
    return {
        "attempts": len(knocks) + len(names),
        "got": sorted(filter(None, got)),
        "names": sorted(filter(None, known)),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(look(json.load(sys.stdin)))))
