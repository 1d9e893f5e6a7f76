"""What the addresses of single sign-on have in common: taking tokens, and saying why not."""

# JupyterHub's handlers and authenticators have no types.
# mypy: disallow-untyped-calls=False

from collections.abc import Mapping
from typing import Any, Final

from jupyterhub.utils import url_path_join

from hub_ext.users import messages
from hub_ext.users.login_handler import PlatformLoginHandler
from hub_ext.users.next_address import can_be_sent
from hub_ext.users.refusals import LoginRefused
from hub_ext.users.sso.gate import Gate
from hub_ext.users.sso.refusals import EXPLANATIONS, SingleSignOnRefused, code_of, page_of
from hub_ext.users.sso.request import take_arguments
from hub_ext.users.sso.state import LONGEST_NEXT
from hub_ext.users.ways import VerifiedPerson

#: When to come back to a hub or a database that has too much to do.
_SOON_SECONDS: Final = 10


class SingleSignOnHandler(PlatformLoginHandler):
    """A request of single sign-on; it has no query any more, see `take_arguments`.

    Parameters
    ----------
    gate
        What tokens have to get past.
    """

    def initialize(self, gate: Gate) -> None:
        """Take the arguments, and with them the token, out of the request."""
        self.gate = gate
        self.given: Mapping[str, str] = take_arguments(self.request)

    @property
    def wanted(self) -> str:
        """Where the person says they want to go: its host is not checked, but it can be logged and sent."""
        wanted = self.given.get("next", "")
        fits = len(wanted) <= LONGEST_NEXT and can_be_sent(wanted.encode("utf-8", "replace"))
        return wanted if fits else ""

    def set_default_headers(self) -> None:
        """Let nobody keep an answer, nor tell other sites where one came from."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")

    async def authenticate(self, data: Any) -> Any:
        """Refuse in words whom a site's own configuration does not allow or blocks."""
        model = await super().authenticate(data)
        if model is None:
            language = self.authenticator.settings.hub_language.now()
            raise LoginRefused(403, messages.ROLE_REFUSED, language)
        return model

    async def log_in(self, token: str) -> None:
        """Log in the person for whom `token` vouches.

        Raises
        ------
        SingleSignOnRefused
            If the token does not do.
        LoginRefused
            If the person does not, or cannot be looked up; that is in the log already.
        """
        admitted = self.gate.admit(token, self.request.remote_ip or "")
        authenticator = self.authenticator
        try:
            person = await authenticator.login.vouched_for(
                authenticator.directory.find_exact(admitted.user_id), admitted.user_id
            )
            user = await self.login_user(VerifiedPerson(person, "jwt"))
        except LoginRefused as refusal:
            if refusal.status_code == 503:
                self.gate.give_back(admitted)
            raise
        # Later parts of this request act for them; JupyterHub's own handler does the same.
        self._jupyterhub_user = user
        # Only now: the audit log takes a request that has it for a login.
        self.audit_way = "sso"

    def go_on(self, next_url: str) -> None:
        """Go where the person wanted to, if that is a place of this hub."""
        self._want(next_url)
        self.redirect(self.get_next_url(self.current_user), status=303)

    def note(self, refusal: SingleSignOnRefused | LoginRefused) -> str:
        """Write the one line for the operator, and return the code of the page."""
        if isinstance(refusal, SingleSignOnRefused):
            self.log.warning(
                "Single sign-on from %s refused (%s): %s",
                self.request.remote_ip,
                refusal.reason,
                EXPLANATIONS[refusal.reason],
            )
        return code_of(refusal)

    async def show(self, code: str) -> None:
        """Show the login page with the reason, also to somebody who is logged in still."""
        status, message = page_of(code)
        self.set_status(status)
        wait = self.gate.seconds_to_wait(self.request.remote_ip or "") if status == 429 else 0
        if status in {429, 503}:
            self.set_header("Retry-After", str(wait or _SOON_SECONDS))
        language = self.authenticator.settings.hub_language.now()
        text = message.in_language(language, minutes=max(1, -(-wait // 60)))
        self._want(self.wanted)
        self.finish(await self._render(login_error=text))

    def address_of(self, path: str) -> str:
        """Return a place below ``/hub/`` as an address without a host."""
        address: str = url_path_join(self.hub.base_url, path)
        return address

    def _want(self, next_url: str) -> None:
        # Where JupyterHub looks for it, and checks it.
        self.request.arguments = {"next": [next_url.encode("utf-8", "replace")]} if next_url else {}
