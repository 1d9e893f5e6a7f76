"""What a visitor feels: a trivial address of the hub, asked again and again by another process.

``python -m bench.people.health_probe HOST PORT FILE [PAUSE]`` writes ``time,milliseconds`` until
killed; a question that was not answered took ``inf``.
"""

import math
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

#: Seconds from an answer to the next question.
PAUSE: Final = 0.015


def ask_for_ever(host: str, port: int, file: Path, pause: float = PAUSE) -> None:
    """Ask over one connection, as a browser does."""
    connection = HTTPConnection(host, port, timeout=60)
    with file.open("w", buffering=1) as out:
        while True:
            started = time.monotonic()
            answered = _answered(connection)
            ended = time.monotonic()
            out.write(f"{ended:.4f},{(ended - started) * 1000 if answered else math.inf:.3f}\n")
            time.sleep(pause)


def _answered(connection: HTTPConnection) -> bool:
    try:
        connection.request("GET", "/hub/health")
        answer = connection.getresponse()
        answer.read()
    except (HTTPException, OSError):
        # The next question makes a new one.
        connection.close()
        return False
    return answer.status == 200


if __name__ == "__main__":
    ask_for_ever(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), *map(float, sys.argv[4:]))
