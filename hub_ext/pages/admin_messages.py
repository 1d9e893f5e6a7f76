"""Korean for the admin page, which is JupyterHub's own program and speaks English.

``en`` of each message is what that program shows, so that ``admin.js`` finds it there: ``{n}``
stands for a number, ``{name}`` for anything. A word that a newer JupyterHub adds stays English
until it is here.
"""

from typing import Final

from hub_ext.language import Message

_FILES: Final = "저장한 파일은 그대로 있습니다."
_AGAIN: Final = "잠시 후 다시 눌러 주세요."
_RELOAD: Final = "이 페이지를 새로 고쳐 주세요."

_CLASS: Final = (
    Message(en="Start All", ko="모두 시작"),
    Message(
        en="Start all default servers on the current page",
        ko="이 쪽에 보이는 사람의 노트북을 모두 시작합니다",
    ),
    Message(en="Stop All", ko="모두 끄기"),
    Message(
        en="Stop all servers including named servers on the current page",
        ko="이 쪽에 보이는 사람의 노트북을 모두 끕니다",
    ),
    Message(en="Shutdown Hub", ko="허브 종료"),
    # The hub looks for it in userIDs only.
    Message(en="Search Users", ko="아이디로 찾기"),
    Message(en="user-search", ko="아이디로 찾기"),
    Message(en="Only Active Servers", ko="켜진 노트북만 보기"),
    Message(
        en="check to only show running servers, otherwise show all",
        ko="표시하면 켜진 노트북만, 아니면 모두 보입니다",
    ),
    Message(en="Add Users", ko="사용자 추가"),
    Message(en="Manage Groups", ko="그룹 관리"),
)
_ROWS: Final = (
    Message(en="User", ko="사용자"),
    Message(en="Server", ko="노트북"),
    Message(en="Last Activity", ko="마지막 활동"),
    Message(en="Server Start Time", ko="시작한 때"),
    Message(en="Profile", ko="프로필"),
    Message(en="Actions", ko="관리"),
    Message(en="Never", ko="없음"),
    Message(en="Start Server", ko="노트북 시작"),
    Message(en="Stop Server", ko="노트북 끄기"),
    Message(en="Server is pending", ko="기다리는 중"),
    Message(en="Access Server", ko="노트북 열기"),
    Message(en="Spawn Page", ko="시작 화면"),
    # One beside the person's own, by a name: their files are the same ones.
    Message(en="Delete Server", ko="서버 삭제"),
    Message(en="Edit User", ko="사용자 수정"),
)
_TIMES: Final = (
    Message(en="{n} seconds ago", ko="{n}초 전"),
    Message(en="{n} minutes ago", ko="{n}분 전"),
    Message(en="{n} hours ago", ko="{n}시간 전"),
    Message(en="{n} days ago", ko="{n}일 전"),
    Message(en="{n} months ago", ko="{n}달 전"),
    Message(en="{n} years ago", ko="{n}년 전"),
)
_TURNING: Final = (
    Message(en="Displaying", ko="목록"),
    Message(en="of {n}", ko="/ 전체 {n}"),
    Message(en="Previous", ko="이전"),
    Message(en="Next", ko="다음"),
    Message(en="Items per page:", ko="한 쪽에 보이는 수:"),
    Message(en="pagination-limit", ko="한 쪽에 보이는 수"),
)
_FORMS: Final = (
    Message(en="usernames separated by line", ko="아이디를 한 줄에 하나씩"),
    Message(en="Admin", ko="관리자"),
    Message(en="Back", ko="뒤로"),
    Message(en="Apply", ko="적용"),
    Message(en="Close", ko="닫기"),
    Message(en="Editing user", ko="사용자 수정:"),
    Message(en="updated username", ko="새 아이디"),
    Message(en="Delete user", ko="사용자 삭제"),
)
_GROUPS: Final = (
    Message(en="Groups", ko="그룹"),
    Message(en="{n} users", ko="{n}명"),
    Message(en="no groups created...", ko="아직 그룹이 없습니다."),
    Message(en="New Group", ko="새 그룹"),
    Message(en="Create Group", ko="그룹 만들기"),
    Message(en="group name...", ko="그룹 이름"),
    Message(en="Create", ko="만들기"),
    Message(en="Editing Group", ko="그룹 수정:"),
    Message(en="Manage group members", ko="그룹 구성원"),
    Message(en="Add by username", ko="아이디로 추가"),
    Message(en="Add user", ko="추가"),
    Message(en="Manage group properties", ko="그룹 속성"),
    Message(en="Key", ko="이름"),
    Message(en="Value", ko="값"),
    Message(en="Add Item", ko="항목 추가"),
    Message(en="Delete", ko="삭제"),
    Message(en="Delete Group", ko="그룹 삭제"),
)
_ERRORS: Final = (
    Message(en="Failed to update user list.", ko=f"사용자 목록을 불러오지 못했습니다. {_RELOAD}"),
    Message(en="Failed to start server.", ko=f"노트북을 시작하지 못했습니다. {_FILES} {_AGAIN}"),
    Message(en="Failed to stop server.", ko=f"노트북을 끄지 못했습니다. {_FILES} {_AGAIN}"),
    Message(en="Failed to delete server.", ko=f"서버를 삭제하지 못했습니다. {_FILES} {_AGAIN}"),
    Message(
        en="Failed to start 1 server. Is it already running?",
        ko=f"노트북 1개를 시작하지 못했습니다. {_FILES} 이미 켜져 있는지 확인해 주세요.",
    ),
    Message(
        en="Failed to start {n} servers. Are they already running?",
        ko=f"노트북 {{n}}개를 시작하지 못했습니다. {_FILES} 이미 켜져 있는지 확인해 주세요.",
    ),
    Message(en="Failed to start servers.", ko=f"노트북을 시작하지 못했습니다. {_FILES} {_AGAIN}"),
    Message(
        en="Failed to stop 1 server. Is it already stopped?",
        ko=f"노트북 1개를 끄지 못했습니다. {_FILES} 이미 꺼져 있는지 확인해 주세요.",
    ),
    Message(
        en="Failed to stop {n} servers. Are they already stopped?",
        ko=f"노트북 {{n}}개를 끄지 못했습니다. {_FILES} 이미 꺼져 있는지 확인해 주세요.",
    ),
    Message(en="Failed to stop servers.", ko=f"노트북을 끄지 못했습니다. {_FILES} {_AGAIN}"),
    Message(en="Failed to update users.", ko=f"사용자 목록을 불러오지 못했습니다. {_RELOAD}"),
    Message(en="Could not update users list.", ko=f"사용자 목록을 불러오지 못했습니다. {_RELOAD}"),
    Message(en="Failed to create user.", ko=f"사용자를 추가하지 못했습니다. {_AGAIN}"),
    Message(
        en="Failed to create user. User already exists.",
        ko="사용자를 추가하지 못했습니다. 이미 있는 아이디입니다. 다른 아이디를 적어 주세요.",
    ),
    Message(en="Failed to edit user.", ko=f"사용자를 수정하지 못했습니다. {_FILES} {_AGAIN}"),
    Message(en="Could not update groups list.", ko=f"그룹 목록을 불러오지 못했습니다. {_RELOAD}"),
    Message(en="Failed to create group.", ko=f"그룹을 만들지 못했습니다. {_AGAIN}"),
    Message(
        en="Failed to create group. Group already exists.",
        ko="그룹을 만들지 못했습니다. 이미 있는 그룹입니다. 다른 이름을 적어 주세요.",
    ),
    Message(en="Failed to edit group.", ko=f"그룹을 수정하지 못했습니다. {_AGAIN}"),
    Message(en="Failed to delete group.", ko=f"그룹을 삭제하지 못했습니다. {_AGAIN}"),
    Message(en="Duplicate keys found!", ko="같은 이름이 두 번 있습니다. 하나를 고쳐 주세요."),
    Message(
        en='"{name}" is not a valid JupyterHub user.',
        ko='"{name}" 님은 이 허브에 없는 사용자입니다. 아이디를 확인해 주세요.',
    ),
)

#: What the program says itself.
PROGRAM: Final = _CLASS + _ROWS + _TIMES + _TURNING + _FORMS + _GROUPS + _ERRORS
#: What the hub's API calls what it tells of a person and a server; the program shows that in
#: two tables under each row.
FACTS: Final = (
    Message(en="admin", ko="관리자"),
    Message(en="auth_state", ko="로그인 정보"),
    Message(en="created", ko="처음 온 때"),
    Message(en="display_name", ko="이름"),
    Message(en="full_name", ko="전체 이름"),
    Message(en="full_progress_url", ko="시작 과정의 전체 주소"),
    Message(en="full_url", ko="전체 주소"),
    Message(en="groups", ko="그룹"),
    Message(en="kind", ko="종류"),
    Message(en="last_activity", ko="마지막 활동"),
    Message(en="name", ko="아이디"),
    Message(en="pending", ko="진행 중인 일"),
    Message(en="progress_url", ko="시작 과정 주소"),
    Message(en="ready", ko="준비됨"),
    Message(en="roles", ko="역할"),
    Message(en="started", ko="시작한 때"),
    Message(en="state", ko="상태"),
    Message(en="stopped", ko="꺼짐"),
    Message(en="url", ko="주소"),
    Message(en="user_info", ko="사용자 정보"),
    Message(en="user_options", ko="시작 옵션"),
)
#: What it says of them, where nobody chose the words.
STATES: Final = (
    *_TIMES,
    Message(en="true", ko="예"),
    Message(en="false", ko="아니요"),
    Message(en="user", ko="사용자"),
    Message(en="spawn", ko="시작하는 중"),
    Message(en="stop", ko="끄는 중"),
    Message(en="check", ko="확인하는 중"),
)


def _pairs(messages: tuple[Message, ...]) -> list[list[str]]:
    return [[message.en, message.ko] for message in messages]


#: All of it as the page takes it to ``admin.js``: pairs of English and Korean.
ADMIN_WORDS: Final = {
    "program": _pairs(PROGRAM),
    "facts": _pairs(FACTS),
    "states": _pairs(STATES),
}
