"""What is said about a dump's file, and about a dump and a database beside each other."""

from typing import Final

from hub_ext.language import Message
from hub_ext.users_check.messages.said import Said

_DUMP_AGAIN: Final = Message(
    ko="덤프를 다시 받으세요. 디스크 공간과 전송이 끝까지 되었는지도 확인하세요.",
    en="Make the dump again. See whether there was room on the disk and whether the transfer ended.",
)
_RESTORE_AGAIN: Final = Message(
    ko="이 덤프가 최신이면 다시 복원하세요.",
    en="If this dump is the latest, restore it again.",
)

SAID: Final[dict[str, Said]] = {
    "dump-cut": Said(
        Message(
            ko="덤프가 중간에서 끊겼습니다. 이 행 뒤에 있던 사람들이 빠져 있을 수 있습니다.",
            en="The dump ends in the middle. People after this row may be missing from it.",
        ),
        _DUMP_AGAIN,
    ),
    "dump-end-unknown": Said(
        Message(
            ko="덤프 끝에 '-- Dump completed'가 없습니다. 끝까지 있는 파일인지 알 수 없습니다.",
            en="The dump does not end with '-- Dump completed', so nobody can tell whether it is whole.",
        ),
        Message(
            ko="사람 수를 원래 데이터베이스와 비교하거나 mysqldump로 다시 받으세요.",
            en="Compare the number of people with the original, or dump again with mysqldump.",
        ),
    ),
    "dump-damaged": Said(
        Message(
            ko="압축 파일이 깨져서 이 행 뒤를 읽을 수 없습니다.",
            en="The packed file is damaged and cannot be read behind this row.",
        ),
        _DUMP_AGAIN,
    ),
    "dump-unreadable": Said(
        Message(
            ko="이 행 뒤에 mysqldump가 쓰지 않는 내용이 있어 그 명령의 나머지를 읽지 못했습니다.",
            en="Behind this row there is something that mysqldump does not write; the rest of that statement was not read.",
        ),
        Message(
            ko="편집기로 고친 파일인지 확인하고, mysqldump의 기본 옵션으로 다시 받으세요.",
            en="See whether somebody edited the file, and dump again with mysqldump's own options.",
        ),
    ),
    "dump-utf16": Said(
        Message(
            ko="덤프가 UTF-16이라 MySQL도 읽을 수 없습니다. PowerShell의 '>'가 이렇게 저장합니다.",
            en="The dump is UTF-16, which MySQL cannot read either. PowerShell's '>' writes such files.",
        ),
        Message(
            ko="mysqldump --result-file=FILE로 다시 받으세요.",
            en="Dump again with mysqldump --result-file=FILE.",
        ),
    ),
    "dump-not-utf8": Said(
        Message(
            ko="UTF-8이 아닌 행이 있습니다 (형식과 행 수: {detail}). 이대로 복원하면 한글이 깨집니다.",
            en="There are rows that are not UTF-8 (what, and how many: {detail}). Restored like this their Korean is broken.",
        ),
        Message(
            ko="--default-character-set=utf8mb4로 다시 덤프하세요. 덤프를 편집기에서 다시 저장하지 마세요.",
            en="Dump again with --default-character-set=utf8mb4, and do not save the dump in an editor.",
        ),
    ),
    "dump-euckr": Said(
        Message(
            ko="덤프가 EUC-KR이고 그렇게 적혀 있습니다 ({detail}행). MySQL이 복원할 때 바꿉니다.",
            en="The dump is EUC-KR and says so ({detail} rows). MySQL converts it in the restore.",
        ),
        Message(
            ko="복원한 뒤 데이터베이스를 한 번 더 확인하세요.",
            en="Check the database as well after the restore.",
        ),
    ),
    "row-malformed": Said(
        Message(
            ko="이 행의 다음 행은 값의 수가 열의 수와 다릅니다. 그 사람은 확인하지 못했습니다.",
            en="The row after this one has more or fewer values than there are columns. It was not checked.",
        ),
        _DUMP_AGAIN,
    ),
    "only-in-dump": Said(
        Message(
            ko="덤프에는 있고 데이터베이스에는 없는 사람입니다. 복원에서 빠졌습니다.",
            en="This person is in the dump and not in the database: the restore left them out.",
        ),
        _RESTORE_AGAIN,
    ),
    "only-in-database": Said(
        Message(
            ko="데이터베이스에만 있는 사람입니다. 덤프를 받은 뒤에 가입했을 수 있습니다.",
            en="This person is in the database only. They may have come after the dump.",
        ),
        Message(
            ko="그럴 수 없는 때라면 누가 이 행을 만들었는지 확인하세요.",
            en="If that cannot be, find out who made this row.",
        ),
    ),
    "row-differs": Said(
        Message(
            ko="덤프와 데이터베이스에서 아이디, 비밀번호, 역할 또는 센터가 다릅니다.",
            en="Name, password, role or centre differ between the dump and the database.",
        ),
        Message(
            ko="덤프를 받은 뒤에 바뀐 것이 아니라면 다시 복원하세요.",
            en="Unless it was changed after the dump, restore again.",
        ),
    ),
    "count-differs": Said(
        Message(
            ko="사람 수가 다릅니다 (역할 센터: 덤프 / 데이터베이스): {detail}.",
            en="The numbers of people differ (role and centre: dump / database): {detail}.",
        ),
        _RESTORE_AGAIN,
    ),
}
