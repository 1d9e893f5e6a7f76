"""Where people work: one isolated container a person, started and stopped by the hub."""

from hub_ext.servers.traits import configure

__all__ = ["configure"]
