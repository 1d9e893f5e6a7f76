"""What a visitor feels: a trivial address of the hub, asked again and again by another process.

``python -m bench.people.health_probe HOST PORT FILE`` writes ``time,milliseconds`` until killed.
"""

import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

#: Seconds from an answer to the next question.
PAUSE: Final = 0.015


def ask_for_ever(host: str, port: int, file: Path) -> None:
    """Ask over one connection, as a browser does."""
    connection = HTTPConnection(host, port, timeout=60)
    with file.open("w", buffering=1) as out:
        while True:
            started = time.monotonic()
            connection.request("GET", "/hub/health")
            connection.getresponse().read()
            ended = time.monotonic()
            out.write(f"{ended:.4f},{(ended - started) * 1000:.3f}\n")
            time.sleep(PAUSE)


if __name__ == "__main__":
    ask_for_ever(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
