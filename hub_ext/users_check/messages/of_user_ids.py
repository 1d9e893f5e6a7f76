"""What is said about login names."""

from typing import Final

from hub_ext.language import Message
from hub_ext.users_check.messages.said import Said

_RENAME: Final = Message(
    ko="플랫폼에서 아이디를 바꾸고, 그 사람의 users/아이디/ 폴더도 함께 옮기세요.",
    en="Change the name on the platform, and move that person's folder users/NAME/ with it.",
)

SAID: Final[dict[str, Said]] = {
    "userid-null": Said(
        Message(
            ko="아이디가 없는(NULL) 행입니다. 이 사람은 로그인할 수 없습니다.",
            en="This row has no name (NULL). The person cannot log in.",
        ),
        Message(
            ko="허브를 써야 하는 사람이면 아이디를 만들어 주세요.",
            en="If this person needs the hub, give them a name.",
        ),
    ),
    "userid-empty": Said(
        Message(
            ko="아이디가 비어 있습니다. 이 사람은 로그인할 수 없습니다.",
            en="The name is empty. The person cannot log in.",
        ),
        Message(
            ko="아이디를 만들어 주거나 NULL로 두세요.", en="Give them a name, or make it NULL."
        ),
    ),
    "userid-duplicate": Said(
        Message(
            ko="다른 행과 아이디가 똑같습니다. 누구인지 알 수 없어 둘 다 로그인할 수 없습니다.",
            en="Another row has exactly this name. Nobody can tell who it is, so neither can log in.",
        ),
        _RENAME,
    ),
    "userid-folds": Said(
        Message(
            ko="다른 행과 대소문자나 글자 모양만 다릅니다. 파일은 섞이지 않지만, 정확히 입력하지 않으면 로그인할 수 없고 실패 횟수를 함께 셉니다.",
            en="The name differs from another row's in case or form only. Files stay apart, but a login must be typed exactly, and failed tries count for both.",
        ),
        _RENAME,
    ),
    "userid-nfd": Said(
        Message(
            ko="한글이 자모로 풀린 아이디(NFD)입니다. 키보드로 입력하면 다른 글자라서 로그인과 파일 경로가 어긋날 수 있습니다.",
            en="The name is in decomposed Unicode (NFD). What a keyboard types is another text, so logins and paths of files can miss it.",
        ),
        _RENAME,
    ),
    "userid-spaces": Said(
        Message(
            ko="아이디의 앞이나 뒤에 공백이 있습니다. 이 사람은 로그인할 수 없습니다.",
            en="The name begins or ends with white space. The person cannot log in.",
        ),
        _RENAME,
    ),
    "userid-control": Said(
        Message(
            ko="아이디에 제어 문자가 있습니다. 이 사람은 로그인할 수 없습니다.",
            en="The name has control characters. The person cannot log in.",
        ),
        _RENAME,
    ),
    "userid-slash": Said(
        Message(
            ko="아이디에 / 또는 \\가 있어 폴더 이름이 될 수 없습니다. 이 사람은 로그인할 수 없습니다.",
            en="The name has a / or \\ and cannot be a folder's. The person cannot log in.",
        ),
        _RENAME,
    ),
    "userid-dots": Said(
        Message(
            ko="아이디가 점으로만 되어 있어 폴더 이름이 될 수 없습니다. 이 사람은 로그인할 수 없습니다.",
            en="The name is dots alone and cannot be a folder's. The person cannot log in.",
        ),
        _RENAME,
    ),
    "userid-too-long": Said(
        Message(
            ko="아이디가 UTF-8로 {detail}바이트라 너무 깁니다(한글 30자까지). 이 사람은 로그인할 수 없습니다.",
            en="The name is too long: {detail} bytes of UTF-8 (30 Korean syllables are allowed). The person cannot log in.",
        ),
        _RENAME,
    ),
    "userid-escaping": Said(
        Message(
            ko="아이디에 주소나 명령에서 따로 처리해야 하는 글자가 있습니다. 허브는 처리하지만 다른 도구는 틀릴 수 있습니다.",
            en="The name has characters that addresses and commands must escape. The hub does; other tools may not.",
        ),
        Message(
            ko="그대로 두어도 됩니다. 새 아이디에는 문자, 숫자, . _ - @만 쓰게 하세요.",
            en="It may stay. Let new names have letters, digits, . _ - and @ only.",
        ),
    ),
}
