"""``python -P -m eduhub_server``: what ``jupyterhub-singleuser`` is, sooner and smaller.

Without ``-P`` a person's file of a library's name, in the home in which it starts, would be imported.
"""

import sys

from eduhub_kernels.provisioner import start_fork_server

from .lean import do_without_the_hub


def main() -> None:
    """Be the server of the person whom the environment names."""
    if not start_fork_server():
        return
    do_without_the_hub()
    from jupyterhub.singleuser import main as serve

    sys.argv = ["jupyterhub-singleuser"]
    serve()


if __name__ == "__main__":
    main()
