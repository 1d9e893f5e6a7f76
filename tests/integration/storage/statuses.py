"""Awaiting what the agent says of a home."""

from hub_ext.storage.client import StorageClient
from hub_ext.storage.errors import ErrorCode
from tests.waiting import eventually


async def is_saved(client: StorageClient, person: str, seconds: float = 15) -> None:
    """Return when the store is known to hold everything of a home."""

    async def saved() -> bool:
        return (await client.status(person)).state == "saved"

    await eventually(saved, seconds, f"the home of {person} is saved")


async def is_waiting(
    client: StorageClient, person: str, code: ErrorCode, seconds: float = 15
) -> None:
    """Return when a home waits for the store, for the reason `code`."""

    async def waiting() -> bool:
        status = await client.status(person)
        return (status.state, status.reason) == ("waiting", code)

    await eventually(waiting, seconds, f"the home of {person} waits because of {code}")
