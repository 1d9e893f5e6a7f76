"""``eduhub notebooks import``: what lies on the old host's disk goes to its owners in the bucket."""
