"""Who a guest is: the name, what the hub knows about one, and how others tell one."""

import re
import secrets
import string
from dataclasses import dataclass
from typing import Any, Final

from hub_ext.language import Language
from hub_ext.users.guests import messages
from hub_ext.users.identity import Identity

#: The group of the hub that all guests are in and nobody else: what may be done to guests is
#: allowed for this group.
GUESTS_GROUP: Final = "guests"
#: Also a role of the platform's table; people of that row are no guests of the hub.
GUEST_ROLE: Final = "guest"

_PREFIX: Final = "guest_"
_ALPHABET: Final = string.ascii_lowercase + string.digits
_LENGTH: Final = 8
_NAME: Final = re.compile(rf"{_PREFIX}[{_ALPHABET}]{{{_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor for whom there is a place; only code can make one.

    Attributes
    ----------
    name
        The hub's name for them, which nobody else has.
    """

    name: str


def random_guest_name() -> str:
    """Return ``guest_`` and 8 characters that nobody can foretell."""
    return _PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def is_guest_name(name: str) -> bool:
    """Tell whether a guest could have this name."""
    return _NAME.fullmatch(name) is not None


def guest_names_in(text: str) -> set[str]:
    """Return the names of guests that occur in an address."""
    return set(_NAME.findall(text))


def is_guest(user: Any) -> bool:
    """Tell whether a user of the hub is a guest.

    Parameters
    ----------
    user
        JupyterHub's `User`, or its row.

    Notes
    -----
    The group is what counts, for the hub's database has it whatever becomes of the keys for
    ``auth_state``. The name is asked for as well, because files are not saved for whom this is
    true.
    """
    return is_guest_name(user.name) and GUESTS_GROUP in {group.name for group in user.groups}


def guest_model(guest: Guest, language: Language) -> dict[str, Any]:
    """Return what JupyterHub is to know of a new guest; see `session_check.auth_model`.

    Parameters
    ----------
    guest
        Whom there is a place for.
    language
        Of the name that is shown in the place of a person's.
    """
    return {
        "name": guest.name,
        "admin": False,
        "groups": [GUESTS_GROUP],
        "user_info": {
            "name": guest.name,
            "display_name": messages.DISPLAY_NAME.in_language(language),
        },
        "auth_state": Identity(guest.name, role=GUEST_ROLE).to_auth_state(),
    }
