"""Which password hashes the hub can use."""

import re
from typing import Final

#: What the platform writes: the 10 rounds of Node's ``bcrypt``.
USUAL_COST: Final = 10
#: Work doubles with each step: a row of cost 31 would keep a thread for a day.
HIGHEST_COST: Final = 14

_HASH: Final = re.compile(r"\$2[aby]\$(?P<cost>0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")


def cost_of(password_hash: str) -> int | None:
    """Return the cost of a bcrypt hash, 4 to 31; None for anything else.

    A password fits no hash of more than `HIGHEST_COST`.
    """
    found = _HASH.fullmatch(password_hash)
    return int(found["cost"]) if found else None
