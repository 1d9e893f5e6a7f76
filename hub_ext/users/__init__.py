"""Who you are: the platform's user table, passwords, limits on guessing, and the login itself."""

from traitlets.config import Config

from hub_ext.settings import HubSettings


def configure(c: Config, settings: HubSettings) -> None:
    """Set the traits of logging in; see `hub_ext.users.traits.configure`."""
    # The tools read the table where there is no JupyterHub.
    from hub_ext.users import traits

    traits.configure(c, settings)
