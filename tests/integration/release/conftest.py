"""The image that looks after releases, run as the scripts run it."""

import asyncio
import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]


async def run(*command: str, **variables: str) -> tuple[int, str]:
    """Run a command in the checkout; its exit status and all that it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT,
        env=os.environ | variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


async def in_release_image(
    folder: Path, *command: str, collected: Path | None = None
) -> tuple[int, str]:
    """Run a command in the image, with `folder` in the place of the checkout."""
    mounts = [f"--volume={folder}:/work"]
    if collected:
        mounts.append(f"--volume={collected}:/collected:ro")
    return await run(
        "docker", "run", "--rm", "--network=host", *mounts, "eduhub/release:latest", *command
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that a container can be shown."""
    tmp_path.chmod(0o755)
    return tmp_path
