"""What is said about the table and its columns."""

from typing import Final

from hub_ext.language import Message
from hub_ext.users_check.messages.said import Said

_RESTORE: Final = Message(
    ko="플랫폼의 표 정의 그대로 다시 복원하세요.",
    en="Restore again with the platform's own definition of the table.",
)

SAID: Final[dict[str, Said]] = {
    "table-missing": Said(
        Message(
            ko="Users 표가 없습니다. 허브에 아무도 로그인할 수 없습니다. (비슷한 이름: {detail})",
            en="There is no table Users: nobody can log in to the hub. (A similar name: {detail})",
        ),
        Message(
            ko="표 이름은 대문자와 소문자를 구분합니다. 플랫폼의 데이터베이스 전체를 덤프했는지 확인하고 다시 복원하세요.",
            en="Names of tables are case-sensitive. See whether the dump is of the platform's whole database, and restore again.",
        ),
    ),
    "table-twice": Said(
        Message(
            ko="덤프에 Users 표가 두 번 있습니다. 처음 것만 확인했습니다.",
            en="The dump has the table Users twice. Only the first was checked.",
        ),
        Message(
            ko="플랫폼의 데이터베이스 하나만 덤프해서 다시 확인하세요.",
            en="Dump the platform's database alone, and check again.",
        ),
    ),
    "table-empty": Said(
        Message(
            ko="Users 표에 행이 없습니다. 허브에 아무도 로그인할 수 없습니다.",
            en="The table Users has no rows: nobody can log in to the hub.",
        ),
        Message(
            ko="구조만 덤프했는지(--no-data) 확인하고 데이터까지 다시 복원하세요.",
            en="See whether only the structure was dumped (--no-data), and restore the data too.",
        ),
    ),
    "column-missing": Said(
        Message(
            ko="{detail} 열이 없습니다. 허브는 이 열이 있어야 로그인을 처리합니다.",
            en="There is no column {detail}, which the hub needs for every login.",
        ),
        _RESTORE,
    ),
    "column-not-seen": Said(
        Message(
            ko="DB_USER 계정에는 {detail} 열이 보이지 않습니다. 없거나 권한이 없는 것인데, 허브에는 이 열이 필요합니다.",
            en="The account DB_USER cannot see the column {detail}: it is missing or not granted. The hub needs it.",
        ),
        Message(
            ko="열이 있으면 DB_USER에 SELECT 권한을 주고, 없으면 표를 다시 복원하세요.",
            en="If it is there, grant DB_USER SELECT on it; if not, restore the table again.",
        ),
    ),
    "platform-column-missing": Said(
        Message(
            ko="{detail} 열이 없습니다. 허브의 로그인에는 필요 없지만 플랫폼의 표에는 있는 열입니다.",
            en="There is no column {detail}. Logging in to the hub does not need it, but the platform's table has it.",
        ),
        _RESTORE,
    ),
    "column-extra": Said(
        Message(
            ko="플랫폼의 표에 없던 {detail} 열이 있습니다. 허브는 이 열을 읽지 않습니다.",
            en="There is a column {detail} that the platform's table did not have. The hub does not read it.",
        ),
        Message(
            ko="플랫폼이 새로 만든 열이면 그대로 두어도 됩니다.",
            en="If it is a new one of the platform, leave it.",
        ),
    ),
    "column-type": Said(
        Message(
            ko="열의 형식이 다릅니다: {detail}. 허브가 값을 잘못 읽을 수 있습니다.",
            en="A column is of another type: {detail}. The hub may misread its values.",
        ),
        _RESTORE,
    ),
    "enum-value-missing": Said(
        Message(
            ko="열에 넣을 수 없는 값이 있습니다: {detail}. 그 값을 가진 사람은 복원할 때 값을 잃습니다.",
            en="A column does not take a value that it should: {detail}. Whoever has it loses it in the restore.",
        ),
        _RESTORE,
    ),
    "enum-value-extra": Said(
        Message(
            ko="열에 허브가 모르는 값이 있습니다: {detail}. 그 값을 가진 사람은 허브를 쓸 수 없습니다.",
            en="A column takes a value that the hub does not know: {detail}. Whoever has it cannot use the hub.",
        ),
        Message(
            ko="새 역할이면 그 사람들이 허브를 써야 하는지 정하고, 써야 하면 아는 역할로 바꾸세요.",
            en="If it is a new one, decide whether those people need the hub, and give them a known one.",
        ),
    ),
    "id-not-unique": Said(
        Message(
            ko="id 열이 기본 키가 아닙니다. 두 사람이 같은 번호를 가질 수 있습니다.",
            en="The column id is not the primary key. Two people can have one number.",
        ),
        _RESTORE,
    ),
    "userid-not-unique": Said(
        Message(
            ko="userID 열에 고유 키가 없습니다. 두 사람이 같은 아이디를 만들 수 있습니다.",
            en="The column userID has no unique key. Two people can take the same name.",
        ),
        Message(
            ko="겹치는 아이디를 먼저 고친 뒤 userID에 고유 키(UNIQUE)를 다시 만드세요.",
            en="Mend names that are there twice, then make the unique key of userID again.",
        ),
    ),
}
