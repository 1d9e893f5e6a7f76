"""The page on which people find deleted files and earlier versions, and bring them back."""

from hub_ext.history.configuration import configure

__all__ = ["configure"]
