"""What a person reads when their files cannot be reached: JupyterLab shows it as it is."""

from collections.abc import Iterator
from typing import Final

from aiohttp import ClientError as ConnectionFailure
from botocore.exceptions import BotoCoreError, ClientError
from tornado.web import HTTPError

UNAVAILABLE: Final = (
    "저장소가 응답하지 않아서 파일을 열거나 저장하지 못했습니다. 전에 저장한 파일은 그대로 있습니다. "
    "이 창을 닫지 말고 잠시 후 다시 저장해 주세요. 계속되면 선생님께 알려 주세요. / "
    "The object store does not answer, so nothing was opened or saved. What was saved before is "
    "still there. Keep this page open and save again in a moment."
)
CLOSED: Final = (
    "이 서버에서는 더 이상 파일을 열거나 저장할 수 없습니다. 전에 저장한 파일은 그대로 있습니다. "
    "저장하지 못한 내용은 복사해 두고, 서버를 다시 시작해 주세요. / "
    "This server may not use the files any more. What was saved before is still there. Copy what "
    "is not saved, and start the server again."
)


def told(error: Exception) -> Exception:
    """Return what the person is told of an error; the error itself if files are not its cause."""
    if isinstance(error, HTTPError) and error.status_code < 500:
        return error
    causes = list(_causes(error))
    if any(isinstance(cause, PermissionError) for cause in causes):
        return HTTPError(503, CLOSED)
    if any(
        isinstance(cause, OSError | ClientError | BotoCoreError | ConnectionFailure)
        for cause in causes
    ):
        return HTTPError(503, UNAVAILABLE)
    return error


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
