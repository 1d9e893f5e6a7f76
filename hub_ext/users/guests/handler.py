"""``/hub/guest``: the button for guests."""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False

from typing import Any

from jupyterhub.utils import url_path_join
from tornado.web import HTTPError

from hub_ext.users.guests.guest import guest_names_in, is_guest
from hub_ext.users.login_handler import PlatformLoginHandler
from hub_ext.users.refusals import LoginRefused


class GuestLoginHandler(PlatformLoginHandler):
    """The form behind the button, protected like the one for name and password."""

    #: How people who come this way are recorded to have logged in.
    audit_way = "guest"

    async def get(self) -> None:
        """Refuse: a link must not make anybody a guest."""
        raise HTTPError(405)

    async def post(self) -> None:
        """Log in a new guest; whoever is one already goes on as they are."""
        user = self.current_user
        if user is None or not is_guest(user):
            try:
                user = await self._new_guest()
            except LoginRefused as refusal:
                await self._show_again(refusal, "")
                return
        # Later parts of this request act for them; JupyterHub's own handler does the same.
        self._jupyterhub_user = user
        self.redirect(self._destination(user))

    async def _new_guest(self) -> Any:
        address = self.request.remote_ip or ""
        with self.authenticator.guests.place(self.db, address) as guest:
            return await self.login_user(guest)

    def _destination(self, user: Any) -> str:
        url: str = self.get_next_url(user)
        # A page that was open for too long leads to a guest's server that is gone.
        if guest_names_in(url) - {user.name}:
            return str(url_path_join(self.hub.base_url, "spawn"))
        return url
