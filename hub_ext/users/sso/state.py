"""The memory of a login between the way to the platform and the way back: a signed cookie.

The random ``state`` goes to the platform and comes back in the address; its hash stays in the
browser that began. So nobody can send somebody a link that logs them in as somebody else, and work
that they then do there.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

#: How long a login at the platform may take, typing and all.
STATE_SECONDS: Final = 10 * 60
#: Bytes of the address to go to afterwards; browsers keep cookies of 4 KiB.
LONGEST_NEXT: Final = 1024
#: Logins that one browser may have begun at once, as tabs and frames of a page do.
MOST_STARTS: Final = 5

_COOKIE: Final = "sso-state-"
_LONGEST_STATE: Final = 128


def new_state() -> str:
    """Return 256 random bits, in characters that need no escaping."""
    return secrets.token_urlsafe(32)


def cookie_name(state: str) -> str:
    """Return the cookie of `state`: one for each, or two frames of a page would undo each other."""
    return _COOKIE + _hash(state)[:16]


def surplus(cookies: Iterable[str]) -> list[str]:
    """Return the names of cookies to remove before another login begins.

    Whoever begins and never ends must not collect cookies until requests are too long.
    """
    ours = sorted(name for name in cookies if name.startswith(_COOKIE))
    return ours[MOST_STARTS - 1 :]


@dataclass(frozen=True, slots=True)
class Start:
    """What the browser remembers of the login that it began.

    Attributes
    ----------
    state_hash
        SHA-256 of the state, hexadecimal.
    next_url
        Where the person wants to go; checked already, and again afterwards.
    """

    state_hash: str
    next_url: str

    @classmethod
    def of(cls, state: str, next_url: str) -> Self:
        """Make what to remember of `state`; an address that is too long is left out."""
        fits = len(next_url.encode("utf-8", "replace")) <= LONGEST_NEXT
        return cls(_hash(state), next_url if fits else "")

    def is_of(self, state: str) -> bool:
        """Tell whether `state` is the one that this browser sent away; in constant time."""
        return len(state) <= _LONGEST_STATE and hmac.compare_digest(self.state_hash, _hash(state))

    def to_cookie(self) -> str:
        """Return the value of the cookie, to be signed."""
        return json.dumps([self.state_hash, self.next_url], ensure_ascii=False)

    @classmethod
    def from_cookie(cls, value: bytes | None) -> Self | None:
        """Read what `to_cookie` wrote; None for None, which is what a wrong signature yields."""
        if value is None:
            return None
        state_hash, next_url = json.loads(value)
        return cls(state_hash, next_url)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
