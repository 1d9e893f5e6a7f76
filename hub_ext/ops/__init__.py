"""For whoever answers for the hub: the record of who did what to whom."""

from hub_ext.ops.traits import configure

__all__ = ["configure"]
