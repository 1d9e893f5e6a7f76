"""How many guests there may be."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from jupyterhub import orm

from hub_ext.language import Message
from hub_ext.settings import HubSettings
from hub_ext.users.guests import messages
from hub_ext.users.guests.guest import GUESTS_GROUP, Guest, random_guest_name
from hub_ext.users.refusals import LoginRefused
from hub_ext.users.throttle import address_key

#: When another try is worth it: guests who left are removed about so often.
RETRY_SECONDS: Final = 300


class GuestPlaces:
    """The places for guests, at most ``HUB_GUESTS``, and where those who have one came from.

    Parameters
    ----------
    settings
        How many there are.
    log
        One line for the operator whenever somebody finds no place.

    Notes
    -----
    A guest has a place from the moment it is asked for until the hub's database no longer has
    them. Addresses are remembered for guests who have one, so never more than there are places;
    a restart of the hub forgets them, and the number of all guests still holds.
    """

    def __init__(
        self, settings: HubSettings, log: logging.Logger | logging.LoggerAdapter[Any]
    ) -> None:
        self._settings = settings
        self._log = log
        #: Who is logging in, and not in the database yet.
        self._arriving: set[str] = set()
        #: From the name of a guest to an address.
        self._addresses: dict[str, str] = {}

    @contextmanager
    def place(self, database: Any, address: str) -> Iterator[Guest]:
        """Keep a place for a new guest while they are logged in.

        Between the count and the place nothing else runs, so requests at the same moment do not
        share one.

        Parameters
        ----------
        database
            The hub's session.
        address
            Where the request comes from.

        Raises
        ------
        LoginRefused
            429 if there is no place.
        """
        present = guests_in(database) | self._arriving
        self._addresses = {name: key for name, key in self._addresses.items() if name in present}
        key = address_key(address)
        if len(present) >= self._settings.hub_guests:
            raise self._refused(messages.FULL, "HUB_GUESTS are here already")
        if list(self._addresses.values()).count(key) >= self._settings.hub_guests_per_address:
            raise self._refused(
                messages.ADDRESS_FULL, "HUB_GUESTS_PER_ADDRESS are here from one address already"
            )
        guest = Guest(self._free_name(database))
        self._arriving.add(guest.name)
        self._addresses[guest.name] = key
        try:
            yield guest
        finally:
            self._arriving.discard(guest.name)

    def _free_name(self, database: Any) -> str:
        while True:
            name = random_guest_name()
            if name not in self._arriving and orm.User.find(database, name) is None:
                return name

    def _refused(self, message: Message, reason: str) -> LoginRefused:
        self._log.warning("A guest was refused: %s", reason)
        return LoginRefused(
            429,
            message,
            self._settings.hub_language.now(),
            retry_after=RETRY_SECONDS,
            minutes=RETRY_SECONDS // 60,
        )


def guests_in(database: Any) -> set[str]:
    """Return the names of all guests that the hub's database has."""
    names = database.query(orm.User.name).filter(
        orm.User.groups.any(orm.Group.name == GUESTS_GROUP)
    )
    return {name for (name,) in names}
