"""``python -m tests.failures``: prints what failed in artefacts/areas once more, the messages only.

A whole run prints some thousand lines, and of a run elsewhere often nothing but the end is kept.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

_AREAS: Final = Path("artefacts/areas")
#: Of one message: its last lines say what was wrong.
_LONGEST: Final = 4000


def failures(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each test that failed, and why.

    Parameters
    ----------
    folder
        With pytest's reports, one XML file for each area.
    """
    for report in sorted(folder.glob("*.xml")):
        # Written by pytest in the same run.
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
            for outcome in ("failure", "error"):
                for found in case.iter(outcome):
                    name = f"{case.get('classname')}::{case.get('name')}"
                    yield name, (found.text or found.get("message") or "")[-_LONGEST:]


def main() -> None:
    """Print them."""
    for name, text in failures(_AREAS):
        print(f"== failed: {name}\n{text.strip()}\n", flush=True)


if __name__ == "__main__":
    main()
