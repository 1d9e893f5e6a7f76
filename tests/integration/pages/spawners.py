"""Servers that start as their user's name says, without a process."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from jupyterhub.spawner import Spawner, SpawnException

SPOKEN = "파일 저장소에 연결할 수 없습니다. 저장된 파일은 그대로 있습니다. <b>잠시 후</b>"
FOR_OPERATORS = "object-store-unreachable, container eduhub-x"
CRASH = "a line of somebody's program"


class ScriptedSpawner(Spawner):
    """Waits until `go_on` is set, and then refuses or crashes."""

    go_on: ClassVar[asyncio.Event]
    notice_text = ""

    async def start(self) -> None:
        """End as the user's name says."""
        if self.user.name.startswith("slow"):
            await type(self).go_on.wait()
        if self.user.name.endswith("refused"):
            raise SpawnException(SPOKEN, reason="x", log_message=FOR_OPERATORS, status_code=503)
        raise RuntimeError(CRASH)

    async def stop(self, now: bool = False) -> None:
        """There is nothing to stop."""

    async def poll(self) -> int | None:
        """Never runs."""
        return 0

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """One line."""
        yield {"progress": 10, "message": "파일을 가져오는 중입니다."}
