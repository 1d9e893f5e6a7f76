"""Start the development object store: SeaweedFS, the strict filter before it, and demo objects.

Ends when one of the two programs ends, so that the engine starts both again.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from aiohttp import ClientError, ClientSession

ACCESS_KEY = "dev-access-key"
SECRET_KEY = "dev-secret-key"  # noqa: S105 - public on purpose; production refuses it
BUCKET = "educodingnplaycontents"

_START_LIMIT = 60.0
_START_STEP = 0.1
_STOP_LIMIT = 3.0


def weed_command(data: Path, configuration: Path, first_port: int) -> Sequence[str]:
    """Return SeaweedFS's command line; everything listens on loopback only.

    Parameters
    ----------
    data
        Where objects are kept.
    configuration
        Its file of S3 keys; written here.
    first_port
        The S3 port; seven more follow it.
    """
    identity = {
        "name": "dev",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    configuration.write_text(json.dumps({"identities": [identity]}))
    return [
        "weed",
        "-logtostderr=true",
        "-v=-1",
        "server",
        f"-dir={data}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-filer",
        "-s3",
        f"-s3.config={configuration}",
        # NCP does not make a bucket because somebody writes to it.
        "-s3.autoCreateBucket=false",
        "-s3.iam=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.port={first_port}",
        f"-filer.port={first_port + 1}",
        f"-master.port={first_port + 2}",
        f"-volume.port={first_port + 3}",
        f"-s3.port.grpc={first_port + 4}",
        f"-filer.port.grpc={first_port + 5}",
        f"-master.port.grpc={first_port + 6}",
        f"-volume.port.grpc={first_port + 7}",
        # One master needs no election, and waits 10 to 20 s for one when it remembers the last.
        "-master.resumeState=false",
        "-master.volumeSizeLimitMB=1024",
        "-master.volumePreallocate=false",
        "-master.telemetry=false",
        "-volume.max=0",
    ]


async def seed(filer: str, folder: Path) -> None:
    """Put every file of `folder` into the bucket that is not there yet, and make the bucket.

    Parameters
    ----------
    filer
        SeaweedFS's file interface, which knows no keys and is reached from here only.
    folder
        Its paths are the object keys.
    """
    root = f"{filer}/buckets/{BUCKET}"
    async with ClientSession() as session, asyncio.timeout(_START_LIMIT):
        await _until_done(session, "POST", f"{root}/", None)
        for path in sorted(await asyncio.to_thread(_files, folder)):
            url = f"{root}/{quote(str(path.relative_to(folder)))}"
            if not await _exists(session, url):
                await _until_done(session, "PUT", url, path)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def _until_done(session: ClientSession, method: str, url: str, path: Path | None) -> None:
    """Ask again while SeaweedFS's parts are still finding each other."""
    while True:
        body = await asyncio.to_thread(path.read_bytes) if path else None
        with contextlib.suppress(ClientError):
            # Without a content type, or SeaweedFS expects a form.
            async with session.request(
                method, url, data=body, skip_auto_headers=("Content-Type",)
            ) as answer:
                # 409: the folder is there already, from an earlier start.
                if answer.ok or answer.status == 409:
                    return
        await asyncio.sleep(_START_STEP)


async def _exists(session: ClientSession, url: str) -> bool:
    async with session.head(url) as answer:
        return answer.ok


async def run(options: argparse.Namespace) -> int:
    """Run both programs; return the exit status when one of them ended or the engine says stop."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    configuration = Path(tempfile.mkdtemp()) / "s3.json"
    weed = await asyncio.create_subprocess_exec(
        *weed_command(options.data, configuration, options.weed_port)
    )
    processes = [weed]
    try:
        await seed(f"http://127.0.0.1:{options.weed_port + 1}", options.seed)
        processes.append(await _filter(options))
        endings = [asyncio.create_task(process.wait()) for process in processes]
        stop = asyncio.create_task(stopped.wait())
        await asyncio.wait({*endings, stop}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _stop(processes)
    return 0 if stopped.is_set() else 1


async def _filter(options: argparse.Namespace) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("strict_filter.py")),
        f"--upstream=http://127.0.0.1:{options.weed_port}",
        f"--filer=http://127.0.0.1:{options.weed_port + 1}",
        f"--host={options.host}",
        f"--port={options.port}",
        f"--control-port={options.control_port}",
    )


async def _stop(processes: Sequence[asyncio.subprocess.Process]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    for process in processes:
        try:
            async with asyncio.timeout(_STOP_LIMIT):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def main() -> int:
    """Start from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("/data"))
    parser.add_argument("--seed", type=Path, default=Path("/srv/bucket"))
    parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 - inside its container
    parser.add_argument("--port", type=int, default=8333)
    parser.add_argument("--control-port", type=int, default=8334)
    parser.add_argument("--weed-port", type=int, default=18333)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
