"""``python -P -m eduhub_warm``: import, wait, and become the server of whoever claims it."""

import gc
import os
import sys
from pathlib import Path

from eduhub_kernels.provisioner import start_fork_server
from eduhub_server.lean import do_without_the_hub

from .claim import DIGEST_VARIABLE, Claim
from .imports import import_everything
from .waiting import wait_for_claim

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
