"""``python -P -m eduhub_server``: what ``jupyterhub-singleuser`` is, sooner and smaller.

Without ``-P`` a person's file of a library's name, in the home in which it starts, would be imported.
"""

import sys

from .lean import do_without_the_hub

if __name__ == "__main__":
    do_without_the_hub()
    from jupyterhub.singleuser import main

    sys.argv = ["jupyterhub-singleuser"]
    main()
