"""What each code means, and what to do about it."""

from typing import Final

from hub_ext.users_check.messages import of_dumps, of_passwords, of_people, of_tables, of_user_ids
from hub_ext.users_check.messages.said import Said

BY_CODE: Final[dict[str, Said]] = {
    **of_tables.SAID,
    **of_dumps.SAID,
    **of_user_ids.SAID,
    **of_passwords.SAID,
    **of_people.SAID,
}
