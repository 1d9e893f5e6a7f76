"""Where the hub finds the broker, and the broker the engine; docker-compose.yml mounts both."""

from pathlib import Path
from typing import Final

#: In a volume that the broker and the hub share, and nobody else.
BROKER_SOCKET: Final = Path("/run/engine-broker/engine.sock")
ENGINE_SOCKET: Final = Path("/var/run/docker.sock")
