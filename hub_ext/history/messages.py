"""What people read about deleted files and earlier versions."""

from typing import Final

from hub_ext.language import Message
from hub_ext.storage.errors import ErrorCode

MESSAGES: Final = {
    "title": Message(
        ko="지운 파일 되찾기 · 이전 버전", en="Deleted files and earlier versions"
    ),
    "whose": Message(ko="{name} 학생의 파일입니다. 되돌리면 기록이 남습니다.",
                     en="These are the files of {name}. Bringing one back is recorded."),
    "intro": Message(
        ko="지웠거나 내용이 바뀐 파일의 예전 모습을 한동안 보관합니다. 파일을 골라 되돌릴 수 있어요.",
        en="What a file was before it was deleted or changed is kept for a while. "
        "Choose one to bring it back.",
    ),
    "nothing": Message(
        ko="보관된 이전 버전이 없어요. 지우거나 고친 파일이 아직 없다는 뜻이고, 지금 파일은 그대로 있어요.",
        en="There are no earlier versions: nothing was deleted or changed yet. "
        "The files of today are as they are.",
    ),
    "nothing_of_file": Message(
        ko="이 파일은 보관된 이전 버전이 없어요. 지금 파일은 그대로 있어요.",
        en="There are no earlier versions of this file. The files of today are as they are.",
    ),
    "guest": Message(
        ko="손님이 만든 파일은 저장되지 않아서 되찾을 파일이 없어요.",
        en="What a guest makes is not saved, so there is nothing to bring back.",
    ),
    "file": Message(ko="파일", en="File"),
    "state": Message(ko="상태", en="State"),
    "deleted": Message(ko="지워짐", en="Deleted"),
    "changed": Message(ko="바뀜", en="Changed"),
    "replaced": Message(ko="지우거나 바꾼 때", en="Deleted or changed"),
    "saved": Message(ko="저장한 때", en="Saved at"),
    "size": Message(ko="크기", en="Size"),
    "versions": Message(ko="버전", en="Versions"),
    "actions": Message(ko="할 일", en="Actions"),
    "show": Message(ko="버전 보기", en="Show versions"),
    "bring_back": Message(ko="되돌리기", en="Bring back"),
    "more": Message(
        ko="최근에 바뀐 파일부터 보여 줍니다. 모두 {count}개 가운데 {shown}개입니다.",
        en="What changed last is shown first: {shown} of {count} files.",
    ),
    "room": Message(
        ko="이전 버전이 차지하는 공간: {size} (파일 용량에는 들어가지 않습니다)",
        en="Room for earlier versions: {size} (not counted as the room of files)",
    ),
    "versions_of": Message(ko="이전 버전: {path}", en="Earlier versions of {path}"),
    "question": Message(ko="이 버전으로 되돌릴까요?", en="Bring this version back?"),
    "question_deleted": Message(
        ko="{path} 파일은 지금 지워져 있어요. {when}에 저장한 모습으로 되살립니다.",
        en="The deleted file {path} comes back as it was saved at {when}.",
    ),
    "question_changed": Message(
        ko="{path} 파일을 {when}에 저장한 모습으로 바꿉니다. 지금 내용은 이전 버전으로 보관되니 다시 되돌릴 수 있어요.",
        en="The file {path} becomes what was saved at {when}. What is in it now is kept as an "
        "earlier version, so you can go back.",
    ),
    "question_open": Message(
        ko="노트북에서 이 파일을 열어 두었다면 먼저 저장하고 닫아 주세요.",
        en="If the file is open in a notebook, save and close it first.",
    ),
    "cancel": Message(ko="그만두기", en="Cancel"),
    "done": Message(
        ko="{path} 파일을 {when}에 저장한 모습으로 되돌렸어요.",
        en="The file {path} is again what was saved at {when}.",
    ),
    "done_later": Message(
        ko="{path} 파일을 {when}에 저장한 모습으로 되돌렸어요. 켜져 있는 노트북에는 잠시 뒤에 나타나요.",
        en="The file {path} is again what was saved at {when}. It appears in a running notebook "
        "in a moment.",
    ),
    "back_to_files": Message(ko="파일 목록으로", en="All files"),
    "back_to_class": Message(ko="수업으로 돌아가기", en="Back to the class"),
}  # fmt: skip

_AWAY: Final = Message(
    ko="저장소가 지금 답하지 않아요. 지금 파일과 이전 버전은 그대로 있어요. 잠시 후 다시 해 주세요.",
    en="The store does not answer now. Files and earlier versions are safe. "
    "Please try again in a moment.",
)
_GONE: Final = Message(
    ko="그 버전은 이제 없어요. 지금 파일은 그대로 있어요. 목록에서 다른 버전을 골라 주세요.",
    en="That version is gone. The file is as it was. Please choose another one from the list.",
)
#: Why nothing is shown, or nothing was brought back: an HTTP status, and what to say.
REFUSALS: Final = {
    ErrorCode.NOT_FOUND: (404, _GONE),
    ErrorCode.INVALID_USER_ID: (404, _GONE),
    ErrorCode.INVALID_PATH: (
        409,
        Message(
            ko="지금은 같은 이름의 폴더나 파일이 있어서 되돌리지 못했어요. 파일은 그대로 있어요. "
            "그 폴더나 파일의 이름을 바꾼 뒤 다시 해 주세요.",
            en="There is a folder or a file of that name now, so nothing was brought back. "
            "All files are safe. Rename it and try again.",
        ),
    ),
    ErrorCode.DISK_FULL: (
        503,
        Message(
            ko="저장할 공간이 모자라서 되돌리지 못했어요. 파일은 그대로 있어요. 선생님께 알려 주세요.",
            en="There is no room left, so nothing was brought back. All files are safe. "
            "Please tell your teacher.",
        ),
    ),
}
AWAY: Final = (503, _AWAY)
