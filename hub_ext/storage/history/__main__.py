"""Earlier versions on the command line: ``python -m hub_ext.storage.history USER …``.

Run by ``scripts/history`` in the agent's container; the agent itself does the work.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import BaseModel, ValidationError

from hub_ext.environment import SettingsError, read
from hub_ext.settings import StorageSettings
from hub_ext.storage.errors import ErrorCode, StorageError
from hub_ext.storage.history.models import (
    FileRequest,
    HistoryList,
    Restored,
    Version,
    VersionRequest,
    Versions,
)
from hub_ext.storage.models import Failure, HomeRequest

#: Where the agent listens, seen from inside its container.
AGENT: Final = "http://127.0.0.1:8700"
REFUSED: Final = 1
#: Longer than the agent's own limits.
_TIMEOUT: Final = ClientTimeout(total=80)


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line; it ends the program with 2 for a wrong one."""
    found = argparse.ArgumentParser(
        prog="scripts/history", description="Earlier versions of a person's files."
    )
    found.add_argument("user", metavar="USER", help="the platform's userID")
    found.add_argument("--json", action="store_true", help="print what the agent answers")
    found.add_argument("--agent", default=AGENT, help=argparse.SUPPRESS)
    commands = found.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("list", help="files with earlier versions (the default)")
    versions = commands.add_parser("versions", help="the versions of one file")
    versions.add_argument("path", metavar="PATH", help="relative to the person's home")
    restore = commands.add_parser("restore", help="make a version the file again")
    restore.add_argument("path", metavar="PATH")
    restore.add_argument("moment", metavar="MOMENT", help="as `versions` prints it")
    return found


def main() -> int:
    """Do what the command line says; 0 if it is done, 1 if it is refused."""
    options = parser().parse_args()
    try:
        settings = read(StorageSettings)
        token = settings.hub_storage_token.get_secret_value()
        answer = asyncio.run(_ask(options, token))
    except (SettingsError, StorageError) as error:
        print(f"error: {error}", file=sys.stderr)
        return REFUSED
    if options.json:
        print(answer.model_dump_json(indent=2))
    else:
        print("\n".join(_lines(answer)))
    return 0


async def _ask(options: argparse.Namespace, token: str) -> BaseModel:
    user = options.user
    match options.command:
        case "versions":
            asked: BaseModel = FileRequest(user_id=user, path=options.path)
            return await _post(options.agent, token, "versions", asked, Versions)
        case "restore":
            asked = VersionRequest(user_id=user, path=options.path, moment=options.moment)
            return await _post(options.agent, token, "restore", asked, Restored)
    return await _post(options.agent, token, "list", HomeRequest(user_id=user), HistoryList)


async def _post[M: BaseModel](
    agent: str, token: str, path: str, asked: BaseModel, kind: type[M]
) -> M:
    """Ask the agent; its image has no `hub_ext.storage.client`."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        async with ClientSession(timeout=_TIMEOUT) as session:
            url = f"{agent}/history/{path}"
            async with session.post(url, data=asked.model_dump_json(), headers=headers) as answer:
                text = await answer.text()
                if answer.status == 200:
                    return kind.model_validate_json(text)
                failure = Failure.model_validate_json(text)
    except (ClientError, TimeoutError) as error:
        raise StorageError(ErrorCode.AGENT_UNREACHABLE, type(error).__name__) from None
    except ValidationError:
        raise StorageError(ErrorCode.INTERNAL, "the agent answered in an unknown way") from None
    raise StorageError(failure.error, failure.message)


def _lines(answer: BaseModel) -> Iterable[str]:
    """Return an answer as a person reads it."""
    match answer:
        case HistoryList():
            yield f"{answer.count} files with earlier versions, {answer.bytes:,} bytes"
            for file in answer.files:
                state = "changed" if file.exists else "deleted"
                when = f"{file.replaced.astimezone():%Y-%m-%d %H:%M:%S}"
                yield f"{when}  {state}  {file.versions:4}  {_shown(file.path)}"
        case Versions():
            yield from map(_line, answer.versions)
            if not answer.versions:
                yield "there are no earlier versions of this file"
        case Restored():
            yield "done" if answer.arrived else "done; it reaches the running server by itself"
            if answer.kept:
                yield f"what was there before is the version {answer.kept}"


def _line(version: Version) -> str:
    saved = f"{version.saved.astimezone():%Y-%m-%d %H:%M:%S}" if version.saved else "unknown"
    return f"{version.moment}  saved {saved}  {version.bytes:12,} bytes"


def _shown(path: str) -> str:
    """Return a path without what a terminal would take for a command."""
    return path if path.isprintable() else repr(path)


if __name__ == "__main__":
    sys.exit(main())
