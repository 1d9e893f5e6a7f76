"""What people read when a login does not go the ordinary way."""

from typing import Final

from hub_ext.language import Message

#: The same words for a wrong password, an unknown name and an account without a usable password.
WRONG: Final = Message(
    ko="아이디 또는 비밀번호가 맞지 않습니다. 대문자와 소문자를 구분하니 다시 확인하고 입력해 주세요.",
    en="The user name or the password is not right. Mind upper and lower case, and try again.",
)
LOCKED: Final = Message(
    ko="여러 번 틀려서 로그인이 잠시 잠겼습니다. 파일은 그대로 있습니다. {minutes}분 뒤에 다시 로그인해 주세요. "
    "비밀번호가 생각나지 않으면 선생님께 물어보세요.",
    en="There were too many failed tries, so this login is locked for a while. Your files are safe. "
    "Try again in {minutes} min. If you forgot the password, ask your teacher.",
)
ADDRESS_LOCKED: Final = Message(
    ko="이 교실의 인터넷 주소에서 로그인이 너무 많이 실패했습니다. 파일은 그대로 있습니다. "
    "{minutes}분 뒤에 다시 로그인해 주세요. 계속되면 선생님께 알려 주세요.",
    en="Too many logins failed from this place. Your files are safe. "
    "Try again in {minutes} min, and tell your teacher if it goes on.",
)
BUSY: Final = Message(
    ko="지금 로그인하는 사람이 너무 많습니다. 파일은 그대로 있습니다. 잠시 후 다시 로그인해 주세요.",
    en="Too many people are logging in right now. Your files are safe. Try again in a moment.",
)
UNAVAILABLE: Final = Message(
    ko="회원 정보를 확인할 수 없어서 지금은 로그인할 수 없습니다. 비밀번호가 틀린 것은 아니며 파일은 그대로 있습니다. "
    "잠시 후 다시 로그인해 주세요.",
    en="Nobody can log in right now, because the list of members does not answer. Your password is "
    "not the reason, and your files are safe. Try again in a moment.",
)
ROLE_REFUSED: Final = Message(
    ko="이 아이디로는 실습 노트북을 쓸 수 없습니다. 파일은 그대로 있습니다. 써야 한다면 선생님께 말씀해 주세요.",
    en="This account is not for notebooks. Your files are safe. "
    "Ask your teacher if you should be able to use them.",
)
SUBSCRIPTION_REFUSED: Final = Message(
    ko="이용 기간이 끝났거나 멈춰 있어서 들어갈 수 없습니다. 파일은 지워지지 않고 그대로 있습니다. "
    "선생님께 이용 기간을 늘려 달라고 말씀해 주세요.",
    en="Your subscription has ended or is paused. Your files are kept. "
    "Ask your teacher to renew it.",
)
NAME_REFUSED: Final = Message(
    ko="이 아이디에는 노트북에서 쓸 수 없는 글자가 있어서 들어갈 수 없습니다. 파일은 그대로 있습니다. "
    "선생님께 아이디를 바꿔 달라고 말씀해 주세요.",
    en="This user name has characters that notebooks cannot use. Your files are safe. "
    "Ask your teacher to have it changed.",
)
FORM_EXPIRED: Final = Message(
    ko="로그인 창을 연 지 오래되어 다시 확인해야 합니다. 아이디와 비밀번호를 한 번 더 입력해 주세요.",
    en="The login form was open for too long. Please enter your name and password again.",
)
NOT_A_MEMBER: Final = Message(
    ko="로그인은 되었지만 이 계정은 실습 노트북 회원 목록에 없습니다. 파일은 그대로 있습니다. "
    "다른 계정으로 로그인했는지 확인하고, 맞다면 선생님께 말씀해 주세요.",
    en="You are logged in there, but this account is not among the members here. Your files are "
    "safe. See whether it is the right account; if it is, tell your teacher.",
)
