"""``python -m eduhub_server``: what ``jupyterhub-singleuser`` is, sooner and smaller."""

import sys

# The folder in which it starts, the home: a person's file of a library's name is not the server's. Not
# by Python's -P, which kernels would inherit, and with it that they import nothing from their folder.
del sys.path[0]

from eduhub_kernels.provisioner import start_fork_server  # noqa: E402

from .lean import do_without_the_hub  # noqa: E402


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
