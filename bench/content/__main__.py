"""``scripts/bench content``: copies in both ways, and writes the results beside this file."""

import argparse
import os
from pathlib import Path
from typing import Final

from bench.content.results import write_results
from bench.content.trial import Material, Sample, Trial
from tests.integration.storage.objectstore import running_object_store

_HERE: Final = Path(__file__).parent


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench content", description=__doc__)
    parser.add_argument("--objects", type=int, default=5000, help="small ones, of 10 kB")
    parser.add_argument("--large", type=int, default=20, help="large ones, of 20 MB")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--results", type=Path, default=_HERE, help="folder to write to")
    return parser.parse_args()


def main() -> None:
    """Measure and write."""
    arguments = _arguments()
    load_before = os.getloadavg()[0]
    materials = (
        Material("small", arguments.objects, 10_000),
        Material("large", arguments.large, 20_000_000),
    )
    samples: list[Sample] = []
    with running_object_store() as source, running_object_store() as target:
        trial = Trial(source, target)
        for number in range(arguments.repeat):
            for material in materials:
                print(f"try {number + 1}, {material.name}", flush=True)
                samples += trial.run(material, number)
                # Each time, so that a run that is interrupted was not for nothing.
                write_results(samples, load_before, arguments.results)


if __name__ == "__main__":
    main()
