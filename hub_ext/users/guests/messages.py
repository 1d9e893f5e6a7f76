"""What guests read."""

from typing import Final

from hub_ext.language import Message

#: In the place of a person's name.
DISPLAY_NAME: Final = Message(ko="손님", en="Guest")
FULL: Final = Message(
    ko="지금 손님이 너무 많습니다. 자리가 나면 들어올 수 있으니 {minutes}분 뒤에 다시 눌러 주세요. "
    "아이디가 있으면 아이디로 로그인해 주세요. 파일은 그대로 있습니다.",
    en="There are too many guests right now. Try again in {minutes} min, when somebody may have "
    "left. If you have an account, log in with it; your files are safe.",
)
ADDRESS_FULL: Final = Message(
    ko="이곳의 인터넷 주소에서 들어온 손님이 너무 많습니다. {minutes}분 뒤에 다시 눌러 주세요. "
    "아이디가 있으면 아이디로 로그인해 주세요. 파일은 그대로 있습니다.",
    en="There are too many guests from this place right now. Try again in {minutes} min. "
    "If you have an account, log in with it; your files are safe.",
)
