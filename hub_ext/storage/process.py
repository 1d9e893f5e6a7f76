"""Starting rclone: as whom, with which environment, and that it never outlives the agent."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path

from hub_ext.settings import ObjectStoreSettings
from hub_ext.storage.errors import StorageError
from hub_ext.storage.failures import code_of

#: The student's user and group in every container; files that rclone makes must be theirs.
STUDENT = 1000
#: The name of the one remote; its keys are in rclone's environment only.
REMOTE = "ncp"

#: Seconds and tries after which rclone gives up: a person is waiting.
LIMITS = (
    *("--retries", "1"),
    *("--low-level-retries", "2"),
    *("--contimeout", "3s"),
    *("--timeout", "15s"),
)


def environment(settings: ObjectStoreSettings, folder: Path) -> dict[str, str]:
    """Return the whole environment of an rclone process.

    Parameters
    ----------
    settings
        Where the object store is, and its keys.
    folder
        What rclone takes for its home.

    Notes
    -----
    Provider ``Other`` is V1 lists and no CRC checksums, which NCP needs.
    """
    remote = {
        "TYPE": "s3",
        "PROVIDER": "Other",
        "ACCESS_KEY_ID": settings.aws_access_key_id.get_secret_value(),
        "SECRET_ACCESS_KEY": settings.aws_secret_access_key.get_secret_value(),
        "ENDPOINT": settings.s3_endpoint_url,
        "REGION": settings.aws_region,
        "FORCE_PATH_STYLE": "true",
        "LIST_VERSION": "1",
        # The bucket is the platform's: a missing one is an error, not something to make.
        "NO_CHECK_BUCKET": "true",
    }
    kept = {name: os.environ[name] for name in ("PATH", "SSL_CERT_FILE") if name in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        # No file: a student's folder or this host must not be able to hold a configuration.
        "RCLONE_CONFIG": "",
        **{f"RCLONE_CONFIG_{REMOTE.upper()}_{name}": value for name, value in remote.items()},
    }


def command(
    *arguments: str, user: int | None = None, limits: Sequence[str] = LIMITS
) -> Sequence[str]:
    """Return the command line of an rclone process that dies with the agent.

    Parameters
    ----------
    arguments
        What rclone is to do. Never a key: command lines are public on a host.
    user
        Run as this user and group, with no capabilities; as the agent's own if None.
    limits
        When rclone gives up.
    """
    as_user = (
        [
            f"--reuid={user}",
            f"--regid={user}",
            "--clear-groups",
            "--inh-caps=-all",
            "--no-new-privs",
        ]
        if user is not None
        else []
    )
    return ["setpriv", *as_user, "--pdeathsig=KILL", "rclone", *arguments, *limits]


async def lines(
    *arguments: str,
    environment: Mapping[str, str],
    what: str,
    user: int | None = None,
    limits: Sequence[str] = LIMITS,
) -> AsyncGenerator[bytes]:
    """Yield what a run of rclone writes, line by line, so that the whole is never in memory.

    Parameters
    ----------
    arguments, user, limits
        See `command`.
    environment
        From `environment`.
    what
        What it does, for the error.

    Raises
    ------
    StorageError
        After the last line, if that is not all.
    """
    process = await asyncio.create_subprocess_exec(
        *command(*arguments, user=user, limits=limits),
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    assert process.stderr is not None  # noqa: S101 - it is a pipe
    errors = asyncio.create_task(process.stderr.read(), name="rclone's errors")
    try:
        async for line in process.stdout:
            yield line
        if await process.wait() != 0:
            text = (await errors).decode(errors="replace").strip()[-500:]
            raise StorageError(code_of(text), f"{what}: {text}")
    finally:
        errors.cancel()
        await kill(process)


async def kill(process: asyncio.subprocess.Process) -> None:
    """End a process if it still runs, and wait until it has."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
