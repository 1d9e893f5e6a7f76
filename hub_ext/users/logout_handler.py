"""The page after a logout."""

# JupyterHub's handlers have no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False

from jupyterhub.handlers.login import LogoutHandler
from tornado.web import HTTPError


class PlatformLogoutHandler(LogoutHandler):
    """``/hub/logout``: says that it is done, where JupyterHub shows the login page again."""

    async def get(self) -> None:
        """Log out; where that stops the server, not because another site's page links here.

        The platform is of this site, and its own logout may go on to here.
        """
        if self.shutdown_on_logout and self.request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise HTTPError(403)
        await super().get()

    async def render_logout_page(self) -> None:
        """Show it to everybody."""
        platform = "jwt" in self.authenticator.settings.auth
        self.finish(await self.render_template("logout.html", platform_login=platform))
