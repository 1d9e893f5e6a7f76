"""Why a login through the provider comes to nothing, for the operator and for the person."""

import logging
from typing import ClassVar

from hub_ext.language import Message
from hub_ext.users.messages import NOT_A_MEMBER
from hub_ext.users.oauth import messages


class ProviderError(Exception):
    """No login. The text is one line for the operator, with no secret and no address in it.

    Attributes
    ----------
    status, message, retry_after
        As `LoginRefused` takes them.
    level
        Of the line in the log.
    """

    status: ClassVar[int] = 403
    message: ClassVar[Message] = messages.START_AGAIN
    retry_after: ClassVar[int | None] = None
    level: ClassVar[int] = logging.WARNING


class ProviderUnavailable(ProviderError):  # noqa: N818 - a state that passes, not a fault
    """The provider cannot be asked now: down, too slow, or too busy."""

    status = 503
    message = messages.PROVIDER_UNAVAILABLE
    retry_after = 10
    level = logging.ERROR


class ProviderUnfit(ProviderError):  # noqa: N818 - as above
    """The provider answers, and not as the settings and the standard say; waiting does not help."""

    status = 502
    message = messages.PROVIDER_UNFIT
    level = logging.ERROR


class LoginCancelled(ProviderError):  # noqa: N818 - as above
    """The person, or the provider for them, said no."""

    message = messages.CANCELLED


class LoginOutdated(ProviderError):  # noqa: N818 - as above
    """What came back belongs to no login that this browser has begun, or to one that is over."""

    message = messages.START_AGAIN


class AddressUnverified(ProviderError):  # noqa: N818 - as above
    """The account is matched by an address that the provider has not verified."""

    message = messages.EMAIL_UNVERIFIED


class NobodyMeant(ProviderError):  # noqa: N818 - as above
    """The account cannot be anybody in the table."""

    message = NOT_A_MEMBER
