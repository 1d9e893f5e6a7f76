"""The development object store as local processes, and the platform's side of the bucket."""

import contextlib
import random
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import boto3
import httpx
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.waiting import NotInTimeError, wait_until

BUCKET = "educodingnplaycontents"
ACCESS_KEY = "dev-access-key"
SECRET_KEY = "dev-secret-key"
_PROJECT = Path(__file__).parents[3]
_WEED_PORTS = 8


class ObjectStore:
    """The store, what the platform does in it, and what can be broken in it."""

    def __init__(self, port: int, control_port: int, weed_port: int = 0) -> None:
        self.endpoint = f"http://127.0.0.1:{port}"
        self._control_port = control_port
        self._weed_port = weed_port
        self._control = f"http://127.0.0.1:{control_port}/faults"
        # SigV4 and no CRC checksums, as NCP wants it.
        config = Config(
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"max_attempts": 1},
        )
        self.platform: Any = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="kr-standard",
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=config,
        )

    def faults(self, **faults: Any) -> None:
        """Break these things, and mend all others."""
        httpx.put(self._control, json=faults, timeout=10).raise_for_status()

    def beside_the_faults(self) -> Self:
        """The same store, for a platform that does not feel what is broken in it."""
        return type(self)(self._weed_port, self._control_port)

    def put(self, key: str, body: str) -> None:
        self.platform.put_object(Bucket=BUCKET, Key=key, Body=body.encode())

    def delete(self, key: str) -> None:
        self.platform.delete_object(Bucket=BUCKET, Key=key)

    def get(self, key: str) -> str | None:
        """Return an object's text; None if there is no such object."""
        try:
            answer = self.platform.get_object(Bucket=BUCKET, Key=key)
        except self.platform.exceptions.NoSuchKey:
            return None
        text: bytes = answer["Body"].read()
        return text.decode()

    def keys(self, prefix: str) -> list[str]:
        answer = self.platform.list_objects(Bucket=BUCKET, Prefix=prefix)
        return sorted(entry["Key"] for entry in answer.get("Contents", []))

    def answers(self) -> bool:
        try:
            self.platform.head_bucket(Bucket=BUCKET)
        except (BotoCoreError, ClientError):
            return False
        return True


@contextlib.contextmanager
def running_object_store() -> Iterator[ObjectStore]:
    """Start what the image `dev-objectstore` runs, on free ports."""
    with contextlib.ExitStack() as stack:
        for last in (False, True):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="store-")))
            store, process = _start(folder)
            stack.callback(process.wait, timeout=30)
            stack.callback(process.terminate)
            try:
                wait_until(store.answers, 60, "the object store answers")
                break
            except NotInTimeError as error:
                # Somebody else may have taken one of the ports that were free a moment ago.
                error.add_note((folder / "log").read_text()[-4_000:])
                if last:
                    raise
        yield store


def _start(folder: Path) -> tuple[ObjectStore, subprocess.Popen[bytes]]:
    port, control_port, weed_port = free_port(), free_port(), free_port(in_a_row=_WEED_PORTS)
    with (folder / "log").open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                str(_PROJECT / "images/dev-objectstore/start.py"),
                f"--data={folder}",
                f"--seed={_PROJECT / 'deploy/dev/bucket'}",
                "--host=127.0.0.1",
                f"--port={port}",
                f"--control-port={control_port}",
                f"--weed-port={weed_port}",
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return ObjectStore(port, control_port, weed_port), process


def free_port(in_a_row: int = 1) -> int:
    """Return the first of some neighbouring ports on loopback that nobody listens on."""
    while True:
        first = random.randrange(20_000, 32_000)  # noqa: S311 - a port
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            for port in range(first, first + in_a_row):
                listener = stack.enter_context(socket.socket())
                listener.bind(("127.0.0.1", port))
            return first
