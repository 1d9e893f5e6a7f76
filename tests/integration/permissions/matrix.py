"""The table of ``docs/permissions.md``, read as the design that it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.integration.permissions.cast import (
    ACTORS,
    MEANS,
    NOBODY,
    PROGRAMS,
    person_behind,
    targets_of,
)

DOCUMENT: Final = Path(__file__).resolve().parents[3] / "docs/permissions.md"

#: What each column of a table says, by the action's name.
Table = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Design:
    """Who may do what: as it is on one origin, what differs with subdomains, and programs."""

    people: Table
    subdomains: Table
    programs: Table

    def actions(self) -> list[str]:
        """All actions, in the document's order."""
        return list(self.people)

    def words(self, actor: str, action: str, *, subdomains: bool) -> str:
        """Return the cell about an actor and an action."""
        if actor in PROGRAMS:
            return self.programs.get(action, {}).get(PROGRAMS[actor], NOBODY)
        if subdomains and action in self.subdomains:
            return self.subdomains[action][ACTORS[actor]]
        return self.people[action][ACTORS[actor]]

    def people_meant(self, actor: str, words: str) -> set[str]:
        """Return whom of the cast a cell means, when `actor` acts."""
        means = [MEANS[word] for word in words.split(", ")]
        who = person_behind(actor)
        return {whom.name for whom in targets_of(actor) if any(meant(who, whom) for meant in means)}


def read_design() -> Design:
    """Read the document."""
    people, subdomains, programs = (
        _table(text)
        for text in DOCUMENT.read_text(encoding="utf-8").split("\n## ")
        if "| action |" in text
    )
    return Design(people, subdomains, programs)


def _table(text: str) -> Table:
    rows = [_cells(line) for line in text.splitlines() if line.startswith("|")]
    (_, *columns), _rule, *actions = rows
    return {action: dict(zip(columns, cells, strict=True)) for action, *cells in actions}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
