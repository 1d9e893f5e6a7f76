"""The hub knows the people of the table before they log in, and soon learns what changed.

A process of its own reads the table and tells the hub what is new, with a token for that one page.
The hub decides what it believes: a sync never gives anybody rights over others, it only puts
learners into their centres and takes away.
"""

from hub_ext.users.sync.configuration import configure

__all__ = ["configure"]
