"""A server whose files are no folder: JupyterLab gets them at the storage agent's door.

Its home is a small folder in memory, for what programs need while it runs. What it is told of its
files are an address and two keys, made for this one opening; they are no keys of the object store.
"""

from ipaddress import IPv4Network
from typing import Any

from hub_ext.servers import hardening
from hub_ext.servers.firewall.rules import DOOR_PORT, Addresses
from hub_ext.storage.models import Gateway


def environment(network: IPv4Network, gateway: Gateway) -> dict[str, str]:
    """Return what a server is told of its files; read by images/notebook/eduhub_contents.

    Parameters
    ----------
    network
        ``HUB_NETWORK``, in which the storage agent has a fixed address.
    gateway
        From the opened home.
    """
    return {
        "EDUHUB_FILES_URL": f"http://{Addresses.of(network).storage}:{DOOR_PORT}",
        "EDUHUB_FILES_ACCESS_KEY": gateway.access_key,
        "EDUHUB_FILES_SECRET_KEY": gateway.secret_key,
    }


def adapt(config: dict[str, Any]) -> dict[str, Any]:
    """Return the description of such a server's container: without a folder for its home.

    Parameters
    ----------
    config
        From `hub_ext.servers.hardening.container_config`; changed.
    """
    hardening.put_home_in_memory(config)
    return config
