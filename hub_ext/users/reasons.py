"""Why somebody is not logged in, as a word for numbers; each belongs to what the person reads."""

from typing import Final

from hub_ext.language import Message
from hub_ext.users import messages
from hub_ext.users.guests import messages as guests
from hub_ext.users.oauth import messages as oauth

_BY_MESSAGE: Final[dict[Message, str]] = {
    messages.WRONG: "wrong",
    messages.LOCKED: "locked",
    messages.ADDRESS_LOCKED: "address-locked",
    messages.BUSY: "busy",
    messages.UNAVAILABLE: "unavailable",
    messages.ROLE_REFUSED: "role",
    messages.SUBSCRIPTION_REFUSED: "subscription",
    messages.NAME_REFUSED: "name",
    messages.FORM_EXPIRED: "form-expired",
    messages.NOT_A_MEMBER: "not-a-member",
    guests.FULL: "guests-full",
    guests.ADDRESS_FULL: "guests-address-full",
    oauth.PROVIDER_UNAVAILABLE: "provider-unavailable",
    oauth.PROVIDER_UNFIT: "provider-unfit",
    oauth.CANCELLED: "cancelled",
    oauth.START_AGAIN: "login-outdated",
    oauth.EMAIL_UNVERIFIED: "email-unverified",
}
OTHER: Final = "other"
REASONS: Final = frozenset(_BY_MESSAGE.values())


def reason_of(message: Message) -> str:
    """Return the word for what a person reads; `OTHER` if there is none."""
    return _BY_MESSAGE.get(message, OTHER)
