"""What is said about password hashes; the hashes themselves are never shown."""

from typing import Final

from hub_ext.language import Message
from hub_ext.users_check.messages.said import Said

_NEW_PASSWORD: Final = Message(
    ko="플랫폼에서 비밀번호를 새로 설정하게 하세요.",
    en="Have the person set a new password on the platform.",
)

SAID: Final[dict[str, Said]] = {
    "password-not-bcrypt": Said(
        Message(
            ko="비밀번호가 bcrypt 해시가 아닙니다. 이 사람은 비밀번호로 로그인할 수 없습니다.",
            en="The password is no bcrypt hash. The person cannot log in with it.",
        ),
        _NEW_PASSWORD,
    ),
    "password-cut": Said(
        Message(
            ko="비밀번호 해시가 잘렸습니다. 이 사람은 비밀번호로 로그인할 수 없습니다.",
            en="The password's hash is cut. The person cannot log in with it.",
        ),
        Message(
            ko="password 열이 60자보다 짧았는지 확인하고 다시 복원하세요. 한 사람뿐이면 비밀번호를 새로 설정하게 하세요.",
            en="See whether the column password was shorter than 60, and restore again. If it is one person, have them set a new password.",
        ),
    ),
    "password-cost-low": Said(
        Message(
            ko="비밀번호 해시의 비용이 {detail}입니다(보통 10). 로그인은 되지만 알아내기 쉽습니다.",
            en="The cost of the password's hash is {detail} (10 is usual). It works, and is easier to guess.",
        ),
        _NEW_PASSWORD,
    ),
    "password-cost-high": Said(
        Message(
            ko="비밀번호 해시의 비용이 {detail}입니다(14까지). 확인이 너무 오래 걸려 허브가 받지 않습니다.",
            en="The cost of the password's hash is {detail} (14 is the most). The hub refuses it, as a check takes too long.",
        ),
        _NEW_PASSWORD,
    ),
}
