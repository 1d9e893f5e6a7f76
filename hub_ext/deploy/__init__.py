"""Versions of a deployed instance, backups of what is not in the bucket, and new secrets.

`scripts/deploy`, `rollback`, `backup`, `restore` and `rotate-secrets` run parts of it in the hub's
image, so that a host needs no Python packages; see `hub_ext.deploy.__main__`.
"""
