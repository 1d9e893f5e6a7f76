"""The class page: a teacher's students, their servers and, read-only, their notebooks.

A service of its own in front of the hub. It acts with the teacher's own token, so the hub decides
about every student; it has no rights itself but to ask the storage agent for notebooks, and does so
only after the hub has agreed and written it down.
"""
