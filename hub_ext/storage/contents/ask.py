"""What rclone runs to learn what an access key opens: it puts the question to the agent.

Run with the path of the agent's socket, without any package: rclone waits for it. No answer is a
refusal.
"""

import json
import socket
import sys

SECONDS = 5


def main() -> None:
    """Read rclone's question, write the agent's answer."""
    with socket.socket(socket.AF_UNIX) as agent:
        agent.settimeout(SECONDS)
        agent.connect(sys.argv[1])
        agent.sendall(json.load(sys.stdin)["user"].encode() + b"\n")
        with agent.makefile(encoding="utf-8") as answer:
            sys.stdout.write(answer.read())


if __name__ == "__main__":
    main()
