"""What a login ends when the password, or the whole row, is another one than at the login before.

`SessionCheck` refuses a session whose password was changed, but what it compares with is kept for the
person and not for the browser: as soon as they have logged in with the new password, a session and a
token of the time before would do again. So that login ends them for good, whichever way it came.
"""

# JupyterHub's classes have no types.
# mypy: disallow-untyped-calls=False

from collections.abc import Mapping
from typing import Any, Final

from jupyterhub import orm
from jupyterhub.utils import new_token

from hub_ext.metrics.people import count_ended_session
from hub_ext.users.session_check import PASSWORD_MARK

#: JupyterHub's note on the token of a server itself.
_SERVERS_NOTE: Final = "Server at "


async def end_outdated_sessions(handler: Any, model: Mapping[str, Any]) -> None:
    """End every session and token of somebody who logs in, if they are of another password or row.

    Parameters
    ----------
    handler
        JupyterHub's, whose request is a login that succeeds.
    model
        What `Authenticator.authenticate` returned for it.

    Notes
    -----
    A server goes on, for its own token stays: a lesson does not end with a new password. Pages that
    are open in other browsers have to log in again. What is new is stored at once, because the API
    takes a password without storing anything, and the next login would end all sessions again.
    """
    user = handler.find_user(model["name"])
    new = model.get("auth_state") or {}
    if user is None or not _differs(await user.get_auth_state() or {}, new):
        return
    database = handler.db
    for token in list(user.orm_user.api_tokens):
        if not _is_of_a_server(token):
            database.delete(token)
    database.query(orm.OAuthCode).filter_by(user_id=user.id).delete()
    user.orm_user.cookie_id = new_token()
    await user.save_auth_state(new)
    count_ended_session("outdated")
    handler.log.info("Earlier sessions of %s are over: password or row changed", user.name)


def _differs(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return any(key in before and before[key] != now.get(key) for key in ("row_id", PASSWORD_MARK))


def _is_of_a_server(token: Any) -> bool:
    # A note can be anybody's words, but all tokens that people ask for have an end.
    return token.expires_at is None and (token.note or "").startswith(_SERVERS_NOTE)
