"""What people are told when it does not work."""

from http import HTTPStatus
from typing import Final

from tornado.web import HTTPError

from hub_ext.language import Message
from hub_ext.notebooks.models import Code
from hub_ext.storage.errors import ErrorCode, StorageError

MESSAGES: Final = {
    Code.BAD_REQUEST: Message(
        ko="요청을 이해하지 못했어요. 파일은 그대로 있어요. 보낸 값을 확인해 주세요: {detail}",
        en="The request was not understood. All files are as they were. "
        "Please check what was sent: {detail}",
    ),
    Code.LOGIN_NEEDED: Message(
        ko="로그인이 필요해요. 다시 로그인한 뒤에 해 주세요. 파일은 그대로 있어요.",
        en="You are not logged in. Please log in and try again. All files are as they were.",
    ),
    Code.FORBIDDEN: Message(
        ko="이 요청은 허용되지 않아요. 파일은 그대로 있어요. 학습 사이트에서 다시 들어와 주세요.",
        en="This request is not allowed. All files are as they were. "
        "Please come in again from the learning site.",
    ),
    Code.NO_SUCH_PERSON: Message(
        ko="그 사람을 찾을 수 없거나, 그 사람의 파일을 볼 수 없어요. 아이디를 확인해 주세요.",
        en="There is no such person, or you may not see their files. Please check the userID.",
    ),
    Code.NOT_FOUND: Message(
        ko="여기에는 아무것도 없어요. 주소를 확인해 주세요.",
        en="There is nothing here. Please check the address.",
    ),
    Code.METHOD: Message(
        ko="이 주소에서는 할 수 없는 요청이에요. 파일은 그대로 있어요.",
        en="This cannot be done at this address. All files are as they were.",
    ),
    Code.NAME_TAKEN: Message(
        ko="그 이름으로는 노트북을 만들 수 없어요. 같은 이름의 폴더가 있거나 쓸 수 없는 이름이에요. "
        "파일은 그대로 있어요. 다른 이름을 골라 주세요.",
        en="No notebook can have this name: a folder has it, or it cannot be a file's. "
        "All files are as they were. Please choose another name.",
    ),
    Code.GUEST: Message(
        ko="손님이 만든 파일은 저장되지 않아요. 로그인하면 노트북을 만들 수 있어요.",
        en="Nothing of a guest is kept. Whoever logs in can make notebooks.",
    ),
    Code.TOO_LARGE: Message(
        ko="보낸 내용이 너무 커요. 파일은 그대로 있어요.",
        en="What was sent is too large. All files are as they were.",
    ),
    Code.MEDIA_TYPE: Message(
        ko="보낸 내용이 JSON이 아니에요. 파일은 그대로 있어요. Content-Type을 application/json으로 해 주세요.",
        en="What was sent is not JSON. All files are as they were. "
        "Please send it as application/json.",
    ),
    Code.TOO_MANY: Message(
        ko="한꺼번에 너무 많은 사람의 파일을 열어 보았어요. 파일은 그대로 있어요. 1분 뒤에 다시 해 주세요.",
        en="The files of too many people were looked at in a short time. All files are as they "
        "were. Please try again in a minute.",
    ),
    Code.NO_ROOM: Message(
        ko="저장할 공간이 모자라서 새 노트북을 만들지 못했어요. 파일은 그대로 있어요. "
        "필요 없는 파일을 지우거나 선생님께 알려 주세요.",
        en="There is no room left, so no notebook was made. All files are as they were. "
        "Please delete what is not needed, or tell your teacher.",
    ),
    Code.STORE_AWAY: Message(
        ko="저장소가 지금 답하지 않아요. 파일은 그대로 있어요. 잠시 후 다시 해 주세요.",
        en="The store does not answer now. All files are safe. Please try again in a moment.",
    ),
    Code.DIRECTORY_AWAY: Message(
        ko="회원 정보를 지금 확인할 수 없어요. 파일은 그대로 있어요. 잠시 후 다시 해 주세요.",
        en="The table of people cannot be asked now. All files are as they were. "
        "Please try again in a moment.",
    ),
    Code.INTERNAL: Message(
        ko="문제가 생겼어요. 파일은 그대로 있어요. 잠시 후 다시 하고, 계속되면 선생님께 알려 주세요.",
        en="Something went wrong. All files are as they were. Please try again in a moment, and "
        "tell your teacher if it stays so.",
    ),
}  # fmt: skip

#: Of what tornado and JupyterHub refuse by themselves.
_CODES: Final = {
    400: Code.BAD_REQUEST,
    401: Code.LOGIN_NEEDED,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    405: Code.METHOD,
    413: Code.TOO_LARGE,
    415: Code.MEDIA_TYPE,
    429: Code.TOO_MANY,
}
_OF_STORAGE: Final = {
    ErrorCode.INVALID_USER_ID: (404, Code.NO_SUCH_PERSON),
    ErrorCode.INVALID_PATH: (409, Code.NAME_TAKEN),
    ErrorCode.NO_ROOM: (507, Code.NO_ROOM),
    ErrorCode.DISK_FULL: (507, Code.NO_ROOM),
}


class RefusedError(HTTPError):
    """A refusal with a code of its own.

    Parameters
    ----------
    status
        Of HTTP.
    code
        What is wrong.
    detail
        Which value it is, for a `Code.BAD_REQUEST`.
    """

    def __init__(self, status: int, code: Code, detail: str = "") -> None:
        super().__init__(status, code)
        self.code = code
        self.detail = detail


def of_storage(error: StorageError) -> RefusedError:
    """Return what a failure of the storage agent means here."""
    return RefusedError(*_OF_STORAGE.get(error.code, (503, Code.STORE_AWAY)))


def code_of(status: int, error: BaseException | None) -> tuple[Code, str]:
    """Return the code of an answer, and its detail."""
    if isinstance(error, RefusedError):
        return error.code, error.detail
    code = _CODES.get(status, Code.INTERNAL)
    return code, HTTPStatus(status).phrase if code is Code.BAD_REQUEST else ""
