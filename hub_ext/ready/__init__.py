"""Whether the hub can serve people: ``/hub/ready``, which JupyterHub's ``/hub/health`` does not say."""

from hub_ext.ready.configuration import configure

__all__ = ["configure"]
