"""``python -m eduhub_warm``: import, wait, and become the server of whoever claims it."""

import sys

# As in eduhub_server, though here nobody's home is the folder yet.
del sys.path[0]

import gc  # noqa: E402
import os  # noqa: E402
from pathlib import Path  # noqa: E402

from eduhub_kernels.provisioner import start_fork_server  # noqa: E402
from eduhub_server.lean import do_without_the_hub  # noqa: E402

from .claim import DIGEST_VARIABLE, Claim  # noqa: E402
from .imports import import_everything  # noqa: E402
from .waiting import wait_for_claim  # noqa: E402

_PORT = 8888


def become(claim: Claim) -> None:
    """Be the single-user server of that person; returns when it ends."""
    from jupyterhub.singleuser import main

    os.environ.update(claim.environment)
    # The home has been attached meanwhile, over the folder of the same name that was here before.
    os.chdir(Path.home())
    sys.argv = ["jupyterhub-singleuser"]
    main()


def main() -> None:
    """Wait, and serve."""
    digest = os.environ.pop(DIGEST_VARIABLE)
    if not start_fork_server():
        return
    do_without_the_hub()
    import_everything()
    # They stay for good: no collection needs to look at them again, or to write beside them.
    gc.collect()
    gc.freeze()
    become(wait_for_claim(_PORT, digest))


if __name__ == "__main__":
    main()
