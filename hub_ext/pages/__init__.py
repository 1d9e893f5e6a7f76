"""What a person sees of the hub itself: its pages, in Korean or English."""

from hub_ext.pages.configuration import configure

__all__ = ["configure"]
