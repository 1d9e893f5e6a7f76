"""The words around findings: headings, names of severities, and names of people on a screen."""

import unicodedata
from typing import Final

from hub_ext.language import Message

#: What a terminal or a spreadsheet would obey or hide.
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_LONGEST: Final = 100

SEVERITIES: Final = {
    "unfit": Message(ko="부적합", en="unfit"),
    "warning": Message(ko="주의", en="warning"),
    "note": Message(ko="참고", en="note"),
}
SOURCES: Final = {
    "dump": Message(ko="덤프", en="dump"),
    "database": Message(ko="데이터베이스", en="database"),
    "comparison": Message(ko="비교", en="comparison"),
}
FINDINGS: Final = Message(ko="찾은 것", en="What was found")
PEOPLE: Final = Message(ko="로그인할 수 있는 사람 ({source})", en="Who may log in ({source})")
SOURCE: Final = Message(ko="어디", en="Where")
SEVERITY: Final = Message(ko="정도", en="Severity")
CODE: Final = Message(ko="코드", en="Code")
ROW: Final = Message(ko="행 id", en="Row id")
USER_ID: Final = Message(ko="아이디", en="userID")
WHAT: Final = Message(ko="무엇이며 어떤 뜻인지", en="What it is and means")
TO_DO: Final = Message(ko="할 일", en="What to do")
ROLE: Final = Message(ko="역할", en="Role")
CENTRE: Final = Message(ko="센터", en="Centre")
ROWS: Final = Message(ko="사람", en="People")
MAY: Final = Message(ko="로그인 가능", en="May log in")
PASSWORD: Final = Message(ko="비밀번호로 가능", en="With a password")
ALL: Final = Message(ko="모두", en="all")
FIT: Final = Message(
    ko="적합합니다. 허브가 이 회원 표를 쓸 수 있습니다.",
    en="Fit: the hub can use this table.",
)
UNFIT: Final = Message(
    ko="적합하지 않습니다. '부적합'인 것을 고치고 다시 확인하세요.",
    en="Not fit: mend what is 'unfit', and check again.",
)


def shown(user_id: str | None) -> str:
    """Return a name for a person to read: on one line, and with everything in it to be seen."""
    if user_id is None:
        return ""
    visible = "".join(
        f"\\u{ord(character):04x}" if unicodedata.category(character) in _UNSEEN else character
        for character in user_id[:_LONGEST]
    )
    return f"'{visible}{'…' if len(user_id) > _LONGEST else ''}'"
