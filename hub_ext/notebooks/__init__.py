"""People's notebooks over HTTP, listed and made while their servers are off: for the platform."""

from hub_ext.notebooks.configuration import configure

__all__ = ["configure"]
