"""Who of the people in the table may use notebooks."""

from datetime import datetime

from hub_ext.language import Message
from hub_ext.settings import AdmissionSettings
from hub_ext.storage.layout import acceptable_user_id
from hub_ext.users import messages
from hub_ext.users.person import KOREA, Person


def objection(
    person: Person, settings: AdmissionSettings, now: datetime
) -> tuple[Message, str] | None:
    """Return why this person may not use notebooks, for them and for the operator; None if they may.

    Parameters
    ----------
    person
        A row of the table.
    settings
        Which roles may use notebooks, and whether a subscription is needed.
    now
        The time, with its zone.
    """
    if person.role not in settings.jupyter_roles:
        return messages.ROLE_REFUSED, f"JUPYTER_ROLES does not name the role {person.role!r}"
    if settings.hub_require_subscription and not person.subscribes(now.astimezone(KOREA).date()):
        return (
            messages.SUBSCRIPTION_REFUSED,
            f"their subscription is {person.subscription_status}, {person.subscription_expiry}",
        )
    if not acceptable_user_id(person.user_id):
        return (
            messages.NAME_REFUSED,
            f"the userID of row {person.row_id} cannot be part of a file name; change it",
        )
    return None
