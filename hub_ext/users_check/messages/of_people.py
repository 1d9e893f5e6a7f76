"""What is said about roles, centres and subscriptions."""

from typing import Final

from hub_ext.language import Message
from hub_ext.users_check.messages.said import Said

SAID: Final[dict[str, Said]] = {
    "id-duplicate": Said(
        Message(
            ko="다른 행과 id가 같습니다. 누구인지 알 수 없습니다.",
            en="Another row has the same id. Nobody can tell who it is.",
        ),
        Message(
            ko="두 번 복원했는지 확인하고, 빈 데이터베이스에 다시 복원하세요.",
            en="See whether it was restored twice, and restore again into an empty database.",
        ),
    ),
    "role-unknown": Said(
        Message(
            ko="역할이 플랫폼의 역할이 아닙니다. 이 사람은 허브를 쓸 수 없습니다.",
            en="The role is none of the platform's. The person cannot use the hub.",
        ),
        Message(
            ko="원래 데이터베이스에서 이 사람의 역할을 확인해 고치세요.",
            en="Look up the person's role in the original database and mend it.",
        ),
    ),
    "centre-none": Said(
        Message(
            ko="센터(centerID)가 없습니다. 학생이면 어느 강사에게도 보이지 않고, 강사나 센터장이면 아무도 볼 수 없습니다.",
            en="There is no centre (centerID). A student so is seen by no teacher, a teacher or manager sees nobody.",
        ),
        Message(ko="centerID를 채워 주세요.", en="Fill in centerID."),
    ),
    "centre-without-staff": Said(
        Message(
            ko="{detail}번 센터에 학생은 있지만 강사나 센터장이 없습니다. 아무도 이 학생들을 볼 수 없습니다.",
            en="Centre {detail} has students and neither a teacher nor a manager. Nobody sees these students.",
        ),
        Message(
            ko="강사를 정하거나, 문을 닫은 센터면 그대로 두세요.",
            en="Give it a teacher; if the centre was closed, leave it.",
        ),
    ),
    "subscription-ended": Said(
        Message(
            ko="구독이 끝났습니다. HUB_REQUIRE_SUBSCRIPTION=yes이면 이 사람은 로그인할 수 없습니다.",
            en="The subscription has ended. With HUB_REQUIRE_SUBSCRIPTION=yes the person cannot log in.",
        ),
        Message(
            ko="끝난 것이 맞으면 그대로 두세요.",
            en="If that is right, leave it.",
        ),
    ),
    "date-invalid": Said(
        Message(
            ko="subscription_expiry가 날짜가 아닙니다(0000-00-00 등). 허브는 끝나는 날이 없는 것으로 봅니다.",
            en="subscription_expiry is no date (as 0000-00-00). The hub takes it for no end.",
        ),
        Message(ko="날짜를 넣거나 NULL로 바꾸세요.", en="Set the date, or make it NULL."),
    ),
    "nobody-admin": Said(
        Message(
            ko="역할이 admin인 사람이 없습니다. 아무도 허브를 관리할 수 없습니다.",
            en="Nobody has the role admin. Nobody can administer the hub.",
        ),
        Message(
            ko="덤프가 전체인지 확인하고, 맞으면 플랫폼에서 관리자를 정하세요.",
            en="See whether the dump is whole; if it is, make somebody an admin on the platform.",
        ),
    ),
    "nobody-admitted": Said(
        Message(
            ko="지금 설정으로는 아무도 로그인할 수 없습니다.",
            en="With the present settings nobody may log in.",
        ),
        Message(
            ko="JUPYTER_ROLES와 HUB_REQUIRE_SUBSCRIPTION을 확인하세요.",
            en="Look at JUPYTER_ROLES and HUB_REQUIRE_SUBSCRIPTION.",
        ),
    ),
}
