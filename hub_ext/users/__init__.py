"""Who you are: the platform's user table, passwords, limits on guessing, and the login itself."""

from hub_ext.users.traits import configure

__all__ = ["configure"]
