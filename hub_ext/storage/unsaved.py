"""Whose files are not in the object store yet: ``python -m hub_ext.storage.unsaved``.

Run by ``scripts/backup`` in the agent's container. What is only just being saved is waited for.
"""

import asyncio
import sys
import time
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import ValidationError

from hub_ext.environment import SettingsError, read
from hub_ext.settings import StorageSettings
from hub_ext.storage.models import HomeList, HomeStatus

#: Where the agent listens, seen from inside its container.
AGENT: Final = "http://127.0.0.1:8700"
#: Seconds that files which are under way are waited for.
PATIENCE: Final = 20.0
SOME: Final = 1
UNKNOWN: Final = 3


async def unsaved(agent: str, token: str, patience: float = PATIENCE) -> list[HomeStatus]:
    """Return the homes that the store does not hold whole, by name, once nothing is under way any more.

    Raises
    ------
    ClientError, TimeoutError, ValidationError
        If the agent does not say.
    """
    until = time.monotonic() + patience
    headers = {"Authorization": f"Bearer {token}"}
    async with ClientSession(headers=headers, timeout=ClientTimeout(total=10)) as session:
        while True:
            async with session.get(f"{agent}/homes", raise_for_status=True) as answer:
                homes = HomeList.model_validate_json(await answer.text()).homes
            found = sorted(
                (home for home in homes if home.state != "saved"), key=lambda home: home.user_id
            )
            if time.monotonic() > until or all(home.state == "waiting" for home in found):
                return found
            await asyncio.sleep(0.5)


def line(home: HomeStatus) -> str:
    """Return a home as an operator reads it, without what a terminal would take for a command."""
    name = home.user_id if home.user_id.isprintable() else repr(home.user_id)
    since = f"since {home.since.astimezone():%Y-%m-%d %H:%M}" if home.since else "never saved yet"
    return f"{name} ({since}{f', {home.reason}' if home.reason else ''})"


def main() -> int:
    """Print one line for each; 0 if there is none, `UNKNOWN` if the agent does not say."""
    try:
        token = read(StorageSettings).hub_storage_token.get_secret_value()
        found = asyncio.run(unsaved(AGENT, token))
    except (ClientError, TimeoutError, SettingsError, ValidationError) as error:
        print(f"unknown, because the storage agent does not say: {type(error).__name__}")
        return UNKNOWN
    print("\n".join(map(line, found)), end="\n" if found else "")
    return SOME if found else 0


if __name__ == "__main__":
    sys.exit(main())
