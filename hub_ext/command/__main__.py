"""``python -m hub_ext.command``, which ``scripts/eduhub`` runs."""

import os
import sys

from hub_ext.command.application import run
from hub_ext.command.language import language_of

if __name__ == "__main__":
    sys.exit(run(language_of(os.environ), sys.argv[1:]))
