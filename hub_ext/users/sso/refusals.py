"""Why a token does not log anybody in: a code for the log and the address bar, words for people."""

from enum import StrEnum
from typing import Final

from hub_ext.language import Message
from hub_ext.users import messages as login_messages
from hub_ext.users.refusals import LoginRefused
from hub_ext.users.sso import messages


class Reason(StrEnum):
    """What was wrong."""

    NO_TOKEN = "no-token"  # noqa: S105 - the name of a reason
    TOO_LONG = "too-long"
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    SIGNATURE = "signature"
    CLAIMS = "claims"
    LIFETIME = "lifetime"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    USED = "used"
    STATE = "state"
    ORIGIN = "origin"
    THROTTLED = "throttled"
    FULL = "full"


#: What each means to the operator who reads the log.
EXPLANATIONS: Final = {
    Reason.NO_TOKEN: "the platform sent none",
    Reason.TOO_LONG: "the token is longer than any of the platform's",
    Reason.MALFORMED: "what was sent is no JSON Web Token",
    Reason.ALGORITHM: "the token is not signed with HS256",
    Reason.SIGNATURE: "JWT_SECRET is not what the token was signed with",
    Reason.CLAIMS: "userID, iat or exp is missing or of a wrong kind",
    Reason.LIFETIME: "JWT_EXPIRES_IN of the platform is more than a day",
    Reason.EXPIRED: "the token is too old, or a clock is wrong",
    Reason.NOT_YET_VALID: "the token is of the future, so a clock is wrong",
    Reason.USED: "the token was used before",
    Reason.STATE: "the login was not begun in that browser, or too long ago",
    Reason.ORIGIN: "the page that sent it is neither at BASE_URL nor in HUB_PLATFORM_ORIGINS, or has "
    "the Referrer-Policy no-referrer",
    Reason.THROTTLED: "too many bad tokens came from there",
    Reason.FULL: "more tokens are in use than can be remembered",
}

#: Status and words, by the code that the address of the page carries: our reasons, those for which
#: the table refuses somebody, and a fault of ours.
PAGES: Final[dict[str, tuple[int, Message]]] = {
    Reason.NO_TOKEN: (401, messages.TOKEN_REFUSED),
    Reason.TOO_LONG: (401, messages.TOKEN_REFUSED),
    Reason.MALFORMED: (401, messages.TOKEN_REFUSED),
    Reason.ALGORITHM: (401, messages.TOKEN_REFUSED),
    Reason.SIGNATURE: (401, messages.TOKEN_REFUSED),
    Reason.CLAIMS: (401, messages.TOKEN_REFUSED),
    Reason.LIFETIME: (401, messages.TOKEN_REFUSED),
    Reason.EXPIRED: (401, messages.TOKEN_EXPIRED),
    Reason.NOT_YET_VALID: (401, messages.TOKEN_REFUSED),
    Reason.USED: (401, messages.TOKEN_USED),
    Reason.STATE: (403, messages.START_LOST),
    Reason.ORIGIN: (403, messages.ORIGIN_REFUSED),
    Reason.THROTTLED: (429, login_messages.ADDRESS_LOCKED),
    Reason.FULL: (503, login_messages.BUSY),
    "not-a-member": (403, login_messages.NOT_A_MEMBER),
    "role": (403, login_messages.ROLE_REFUSED),
    "subscription": (403, login_messages.SUBSCRIPTION_REFUSED),
    "name": (403, login_messages.NAME_REFUSED),
    "unavailable": (503, login_messages.UNAVAILABLE),
    "fault": (500, messages.FAULT),
}

#: For a code that is none: somebody changed the address.
_UNKNOWN: Final = (401, messages.TOKEN_REFUSED)


class SingleSignOnRefused(Exception):  # noqa: N818 - an answer, not a fault
    """No login, for a reason of this package.

    Attributes
    ----------
    reason
        Which one. Nothing of the token is kept.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def page_of(code: str) -> tuple[int, Message]:
    """Return the status and the words of a page; `code` may be anything."""
    return PAGES.get(code, _UNKNOWN)


def code_of(refusal: SingleSignOnRefused | LoginRefused) -> str:
    """Return the code of the page that tells of `refusal`."""
    if isinstance(refusal, SingleSignOnRefused):
        return refusal.reason
    return next(
        (code for code, (_, message) in PAGES.items() if message is refusal.message), "role"
    )
