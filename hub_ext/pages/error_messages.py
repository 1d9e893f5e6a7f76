"""What people read when a page cannot be shown."""

from typing import Final

from hub_ext.language import Message

_FILES_KO = "저장한 파일은 그대로 있습니다."
_FILES_EN = "Your saved files are safe."

ERRORS: Final = {
    "error_details": Message(
        ko="자세한 내용 (선생님이나 관리자에게 보여 주세요)",
        en="Details (for your teacher or administrator)",
    ),
    "error_number": Message(ko="오류 번호", en="Error number"),
    "error_login_title": Message(ko="먼저 로그인해 주세요", en="Please log in first"),
    "error_login_text": Message(
        ko=f"로그인하지 않았거나, 로그인한 지 오래되었습니다. {_FILES_KO} 로그인하면 이어서 할 수 있습니다.",
        en=f"You are not logged in, or you logged in too long ago. {_FILES_EN} "
        "Log in, and you can go on.",
    ),
    "error_forbidden_title": Message(
        ko="이 페이지는 볼 수 없습니다", en="You cannot see this page"
    ),
    "error_forbidden_text": Message(
        ko="이 페이지를 볼 권한이 없거나, 로그인한 지 오래되었습니다. "
        f"{_FILES_KO} 처음 화면으로 가서 다시 로그인해 주세요.",
        en="You may not see this page, or you logged in too long ago. "
        f"{_FILES_EN} Go to the home page and log in again.",
    ),
    "error_missing_title": Message(ko="페이지를 찾을 수 없습니다", en="Page not found"),
    "error_missing_text": Message(
        ko=f"주소가 바뀌었거나 잘못 입력되었습니다. {_FILES_KO} 주소를 확인하거나 처음 화면으로 가 주세요.",
        en=f"The address has changed or was mistyped. {_FILES_EN} "
        "Check the address, or go to the home page.",
    ),
    "error_busy_title": Message(ko="지금 사람이 많습니다", en="It is busy right now"),
    "error_busy_text": Message(
        ko=f"여러 사람이 한꺼번에 시작하고 있습니다. {_FILES_KO} 잠시 후 다시 시도해 주세요.",
        en=f"Many people are starting at once. {_FILES_EN} Please try again in a moment.",
    ),
    "error_unavailable_title": Message(ko="지금은 연결되지 않습니다", en="Not reachable right now"),
    "error_unavailable_text": Message(
        ko=f"노트북이 꺼졌거나 잠시 연결이 끊겼습니다. {_FILES_KO} "
        "잠시 후 다시 시도하거나, 처음 화면에서 노트북을 시작해 주세요.",
        en=f"Your notebook is off or the connection was lost. {_FILES_EN} "
        "Try again in a moment, or start your notebook from the home page.",
    ),
    "error_internal_title": Message(ko="문제가 생겼습니다", en="Something went wrong"),
    "error_internal_text": Message(
        ko=f"서버에서 문제가 생겨 이 페이지를 보여 줄 수 없습니다. {_FILES_KO} "
        "다시 시도해 보고, 계속되면 선생님께 이 화면을 보여 주세요.",
        en=f"The server had a problem and cannot show this page. {_FILES_EN} "
        "Try again, and show this page to your teacher if it goes on.",
    ),
    "error_request_title": Message(
        ko="요청을 처리할 수 없습니다", en="This request cannot be handled"
    ),
    "error_request_text": Message(
        ko=f"주소나 입력한 내용에 문제가 있습니다. {_FILES_KO} 처음 화면으로 가서 다시 해 주세요.",
        en=f"Something in the address or the input is not right. {_FILES_EN} "
        "Go to the home page and try again.",
    ),
}
