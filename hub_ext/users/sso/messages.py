"""What people read when the platform's word for them does not let them in."""

from typing import Final

from hub_ext.language import Message

TOKEN_REFUSED: Final = Message(
    ko="코딩앤플레이에서 보낸 로그인 정보를 확인할 수 없습니다. 파일은 그대로 있습니다. "
    "코딩앤플레이에서 다시 들어와 보고, 계속되면 선생님께 이 화면을 보여 주세요.",
    en="What Coding & Play sent to log you in could not be confirmed. Your files are safe. "
    "Come in from there again, and show this page to your teacher if it goes on.",
)
TOKEN_EXPIRED: Final = Message(
    ko="코딩앤플레이에 로그인한 지 오래되어 다시 확인해야 합니다. 파일은 그대로 있습니다. "
    "코딩앤플레이에서 다시 들어와 주세요.",
    en="You logged in to Coding & Play too long ago. Your files are safe. "
    "Please come in from there again.",
)
TOKEN_USED: Final = Message(
    ko="이 로그인 주소는 이미 한 번 사용되었습니다. 파일은 그대로 있습니다. "
    "코딩앤플레이에서 다시 들어와 주세요.",
    en="This login was used once already. Your files are safe. "
    "Please come in from Coding & Play again.",
)
START_LOST: Final = Message(
    ko="이 브라우저에서 시작한 로그인이 아니거나 시작한 지 오래되었습니다. 파일은 그대로 있습니다. "
    "아래 버튼으로 다시 로그인해 주세요.",
    en="This login was not begun in this browser, or too long ago. Your files are safe. "
    "Please log in again with the button below.",
)
ORIGIN_REFUSED: Final = Message(
    ko="코딩앤플레이가 아닌 곳에서 보낸 로그인이라 받지 않았습니다. 파일은 그대로 있습니다. "
    "코딩앤플레이에서 다시 들어와 주세요.",
    en="This login did not come from Coding & Play and was refused. Your files are safe. "
    "Please come in from there.",
)
FAULT: Final = Message(
    ko="로그인하다가 서버에서 문제가 생겼습니다. 파일은 그대로 있습니다. "
    "아래 버튼으로 다시 로그인해 보고, 계속되면 선생님께 이 화면을 보여 주세요.",
    en="The server had a problem while it logged you in. Your files are safe. "
    "Log in again with the button below, and show this page to your teacher if it goes on.",
)
