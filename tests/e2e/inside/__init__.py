"""Programs of a student with a shell, run inside their container; each prints what it got as JSON.

They use the standard library only, and are sent there by `tests.e2e.shell`.
"""
