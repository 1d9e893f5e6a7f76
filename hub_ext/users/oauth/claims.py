"""From what a provider says of an account to a question to the user directory.

Only what the provider guarantees counts: ``sub``, and an address that it has verified. Names can be
changed by the person themself at most providers.
"""

import re
from collections.abc import Awaitable, Mapping
from typing import Any, Final, Literal

from hub_ext.users.directory import UserDirectory
from hub_ext.users.oauth.errors import AddressUnverified, NobodyMeant, ProviderUnfit
from hub_ext.users.person import Person
from hub_ext.users.platform_login import LONGEST_USER_ID

#: ``Users.id`` written in the one way there is: 07 and 7 may be two accounts of a provider.
_ROW: Final = re.compile(r"[1-9][0-9]{0,9}")
#: The table's collation takes accents and spaces at the end for nothing; in such an address
#: somebody else's could hide.
_ADDRESS: Final = re.compile(r"[!-?A-~]+@[!-?A-~]+")


def search(
    claims: Mapping[str, Any], match: Literal["userID", "id", "email"], directory: UserDirectory
) -> tuple[Awaitable[Person | None], str]:
    """Return the question to `directory` for the person of an account.

    Parameters
    ----------
    claims
        The answer of the provider's userinfo endpoint.
    match
        ``HUB_OAUTH_MATCH``.
    directory
        Where people are; nothing is asked yet.

    Returns
    -------
    tuple
        The question, and whom it asks for in words for the log.

    Raises
    ------
    ProviderUnfit
        If there is no ``sub``.
    AddressUnverified
        If the address that people are matched by is missing or not verified.
    NobodyMeant
        If nobody in the table can be meant.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise ProviderUnfit("the provider's userinfo names no sub")
    if match == "email":
        return directory.find_email(_verified_address(claims)), "an account with a verified address"
    if match == "id":
        if not _ROW.fullmatch(subject):
            raise NobodyMeant("the sub is no row number, and HUB_OAUTH_MATCH is id")
        return directory.find_row(int(subject)), f"row {subject}"
    if len(subject) > LONGEST_USER_ID or not subject.isprintable():
        raise NobodyMeant("the sub cannot be a userID, and HUB_OAUTH_MATCH is userID")
    # Some providers are set up to give an address as the sub.
    described = "an account whose sub is an address" if "@" in subject else subject
    return directory.find_exact(subject), described


def _verified_address(claims: Mapping[str, Any]) -> str:
    address = claims.get("email")
    if not isinstance(address, str) or not address:
        raise AddressUnverified("the provider gives no address, and HUB_OAUTH_MATCH is email")
    # Exactly true: some providers send a text, which would be true whatever it says.
    if claims.get("email_verified") is not True:
        raise AddressUnverified("the provider has not verified the account's address")
    if len(address) > LONGEST_USER_ID or not _ADDRESS.fullmatch(address):
        raise NobodyMeant("the account's address is not plain ASCII")
    return address
