"""What somebody reads whose session ended."""

from typing import Final

from hub_ext.language import Message

IDLE: Final = Message(
    ko="{minutes}분 동안 쓰지 않아서 로그아웃되었습니다. 저장한 파일은 그대로 있습니다. "
    "이어서 하려면 다시 로그인해 주세요.",
    en="You were logged out because nothing was done for {minutes} min. Your saved files are safe. "
    "Log in again to go on.",
)
