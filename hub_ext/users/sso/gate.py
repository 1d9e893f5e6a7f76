"""What a token has to get past: the limit of its address, verification, and being used once."""

import logging
import math
import time
from collections.abc import Callable
from typing import Any, Final

from hub_ext.settings import HubSettings
from hub_ext.users.expiring_table import ExpiringCounts
from hub_ext.users.sso.refusals import Reason, SingleSignOnRefused
from hub_ext.users.sso.tokens import GOOD_SECRET_LENGTH, TokenVerifier, VerifiedToken
from hub_ext.users.sso.used_tokens import UsedTokens
from hub_ext.users.throttle import (
    ADDRESS_FAILURES,
    ADDRESS_WINDOW_SECONDS,
    TABLE_SIZE,
    address_key,
)


class Gate:
    """Lets every good token through once. One for a hub; it lives as long as the hub does.

    Parameters
    ----------
    verifier, used
        What knows good tokens, and used ones.
    clock
        Seconds that only grow.
    """

    #: Bad tokens of one address within `WINDOW_SECONDS`; a whole school sits behind one address.
    BAD_TOKENS: Final = ADDRESS_FAILURES
    WINDOW_SECONDS: Final = ADDRESS_WINDOW_SECONDS

    def __init__(
        self,
        verifier: TokenVerifier,
        used: UsedTokens,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._verifier = verifier
        self._used = used
        self._clock = clock
        self._bad: ExpiringCounts[str] = ExpiringCounts(TABLE_SIZE, clock)

    def admit(self, token: str, address: str) -> VerifiedToken:
        """Let `token` through, which is used from now on.

        Parameters
        ----------
        token
            What a browser sent.
        address
            Where the request comes from.

        Raises
        ------
        SingleSignOnRefused
            If it is bad, or was used, or if too many bad ones came from `address`.
        """
        if self.seconds_to_wait(address):
            raise SingleSignOnRefused(Reason.THROTTLED)
        try:
            verified = self._verifier.verify(token)
            self._used.use(verified)
        except SingleSignOnRefused as refusal:
            if refusal.reason is not Reason.FULL:
                self._bad.add(address_key(address), self.WINDOW_SECONDS)
            raise
        return verified

    def give_back(self, token: VerifiedToken) -> None:
        """Let `token` be used again: whom it vouches for could not be looked up now."""
        self._used.give_back(token)

    def seconds_to_wait(self, address: str) -> int:
        """Return until when tokens from `address` are not looked at; 0 if they are."""
        count = self._bad.get(address_key(address))
        if count is None or count.value < self.BAD_TOKENS:
            return 0
        return max(1, math.ceil(count.ends - self._clock()))


def gate_of(settings: HubSettings, log: logging.Logger | logging.LoggerAdapter[Any]) -> Gate:
    """Make the gate of a hub.

    Raises
    ------
    ValueError
        If ``JWT_SECRET`` is a key that others have too.
    """
    if len(settings.jwt_secret.get_secret_value().encode()) < GOOD_SECRET_LENGTH:
        log.warning(
            "JWT_SECRET has fewer than %d bytes, so whoever has one token can try to find it; "
            "give the platform a longer one when you can",
            GOOD_SECRET_LENGTH,
        )
    return Gate(TokenVerifier(settings.jwt_secret), UsedTokens())
