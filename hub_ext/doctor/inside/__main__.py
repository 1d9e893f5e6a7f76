"""``python -m hub_ext.doctor.inside LOOK [ARGUMENTS]``: takes one look and writes one line of JSON."""

import importlib
import sys
from typing import Final

#: Each a module beside this one; no more is imported than the image has packages for.
LOOKS: Final = ("settings", "database", "bucket", "spawn")


def main(look: str, *arguments: str) -> None:
    """Take a look and print its answer."""
    module = importlib.import_module(f"hub_ext.doctor.inside.{LOOKS[LOOKS.index(look)]}")
    print(module.answer(arguments).text())


if __name__ == "__main__":
    main(*sys.argv[1:])
