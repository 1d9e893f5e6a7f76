"""What all requests to the class page have in common: who asks, and how they are refused."""

# JupyterHub's classes have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

from typing import TYPE_CHECKING, Final

from jupyterhub.services.auth import HubOAuthenticated, UserNotAllowed
from tornado.web import HTTPError, RequestHandler

from hub_ext.classroom.hub import Hub, HubRefused
from hub_ext.classroom.hub_handlers import ADDRESS_HEADER, PROOF_HEADER
from hub_ext.language import Language
from hub_ext.logs.context import note_for_log

if TYPE_CHECKING:
    from hub_ext.classroom.application import Parts

#: Nothing is loaded but from the page's own address and, with subdomains, the hub's.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' {hub}; "
    "img-src 'self' {hub}; font-src 'self' {hub}; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {ancestors}"
)


class Request(HubOAuthenticated, RequestHandler):
    """Somebody who is logged in at the hub and may use this page."""

    #: Whether it is shown in a frame of another page of ours. What has buttons is not: without
    #: subdomains a person's server is of the same origin, and its page could press them.
    inside = False

    @property
    def parts(self) -> "Parts":
        """What the application is made of."""
        parts: Parts = self.settings["parts"]
        return parts

    def initialize(self) -> None:
        """Let JupyterHub find out who asks."""
        self.hub_auth = self.parts.auth

    async def prepare(self) -> None:
        """Find out who asks, without holding up anybody else's request.

        What `current_user` would ask the hub for is known afterwards; and only then whether it is a
        cookie that speaks for them, which needs the protection of forms.
        """
        model = await self.hub_auth.get_user(self, sync=False)
        self._hub_auth_user_cache = None
        try:
            self._hub_auth_user_cache = self.check_hub_user(model) if model else None
        except UserNotAllowed:
            raise HTTPError(403) from None
        note_for_log(user=model["name"] if model else "")
        if self.request.method not in {"GET", "HEAD"}:
            self.check_xsrf_cookie()

    @property
    def hub(self) -> Hub:
        """The hub, asked with this person's token."""
        return Hub(self.parts.http, self.hub_auth.get_token(self), self.language)

    @property
    def language(self) -> Language:
        """The language of this answer."""
        return self.parts.settings.hub_language.now()

    def set_default_headers(self) -> None:
        """Let nothing be kept, guessed or loaded from elsewhere."""
        policy = _POLICY.format(
            hub=self.parts.settings.hub_subdomain_host,
            ancestors="'self'" if self.inside else "'none'",
        )
        self.set_header("Content-Security-Policy", policy)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    def on_behalf(self) -> dict[str, str]:
        """Return the headers that tell the hub from where this person looks."""
        token = self.parts.settings.hub_classroom_token.get_secret_value()
        return {PROOF_HEADER: token, ADDRESS_HEADER: self.request.remote_ip or ""}


def status_of(error: BaseException | None) -> int:
    """Return the HTTP status for a refusal of the hub: what it said, else 503."""
    if not isinstance(error, HubRefused):
        return 500
    return error.status if error.status in {401, 403, 404, 429} else 503
