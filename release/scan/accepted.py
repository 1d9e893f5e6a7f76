"""What docs/advisories.md accepts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from release.scan.answers import Finding

_COLUMNS = ["advisory", "package", "until", "why"]


class AcceptanceError(Exception):
    """A row of the page that cannot be read; an advisory must not be accepted by mistake."""


@dataclass(frozen=True)
class Acceptance:
    """An advisory that does not matter here.

    Attributes
    ----------
    until
        The last day on which it is accepted.
    why
        For whoever reads the page.
    """

    advisory: str
    package: str
    until: date
    why: str

    def covers(self, finding: Finding, today: date) -> bool:
        """Whether it speaks of `finding`, and still does."""
        return (
            self.advisory in finding.names
            and self.package == finding.package
            and today <= self.until
        )


def read(page: Path) -> tuple[Acceptance, ...]:
    """Return the rows of the page's table.

    Raises
    ------
    AcceptanceError
        If there is no such table, or a row lacks a day or a reason.
    """
    lines = page.read_text().splitlines()
    heads = [number for number, line in enumerate(lines) if _cells(line) == _COLUMNS]
    if len(heads) != 1:
        raise AcceptanceError(f"{page} has no table with the columns {', '.join(_COLUMNS)}")
    return tuple(_rows(lines[heads[0] + 2 :]))


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def _rows(lines: list[str]) -> Iterator[Acceptance]:
    for line in lines:
        if not line.startswith("|"):
            return
        cells = _cells(line)
        if len(cells) != len(_COLUMNS) or not all(cells):
            raise AcceptanceError(f"a row needs {', '.join(_COLUMNS)}: {line}")
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cells[2]):
            raise AcceptanceError(f"the day is written as 2027-01-31: {line}")
        yield Acceptance(cells[0], cells[1], date.fromisoformat(cells[2]), cells[3])
