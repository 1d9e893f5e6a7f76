"""Ways of logging in beside name and password: what the login page offers, and what they yield."""

from dataclasses import dataclass
from typing import Literal

from hub_ext.users.person import Person


@dataclass(frozen=True, slots=True)
class OtherWay:
    """A button of the login page.

    Attributes
    ----------
    id
        What ``AUTH`` calls it; the page's words for it are ``login_ID_button`` and ``login_ID_help``.
    path
        Where it leads, below ``/hub/``.
    post
        Whether the button itself logs somebody in: then a link must not.
    """

    id: str
    path: str
    post: bool


@dataclass(frozen=True, slots=True)
class VerifiedPerson:
    """Somebody for whom another way than a password vouches.

    Attributes
    ----------
    person
        As the table has them now.
    way
        Which one.
    """

    person: Person
    way: Literal["jwt", "oauth"]
