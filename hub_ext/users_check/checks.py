"""All checks of one source, and who of its people may log in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, Literal

from hub_ext.settings import AdmissionSettings
from hub_ext.users.admission import objection
from hub_ext.users.centres import CENTRE_STAFF, LEARNERS, is_centre
from hub_ext.users.person import KOREA
from hub_ext.users.throttle import fold
from hub_ext.users_check.findings import NOT_ALL_SEEN, Code, Finding
from hub_ext.users_check.row import Row
from hub_ext.users_check.row_checks import password_code, row_findings
from hub_ext.users_check.table import Table
from hub_ext.users_check.table_checks import ROLES, table_findings

Source = Literal["dump", "database"]

#: A role and a centre, None for none.
Group = tuple[str, int | None]
#: With these a password fits no hash.
_NO_PASSWORD: Final = {Code.PASSWORD_CUT, Code.PASSWORD_NOT_BCRYPT, Code.PASSWORD_COST_HIGH}


class Checks:
    """The checks of one source; they take what it holds piece by piece and keep little of it.

    Parameters
    ----------
    source
        What is checked.
    settings
        Who may use notebooks.
    now
        The time, with its zone.

    Attributes
    ----------
    findings
        What was found.
    rows, admitted, with_password
        How many people there are, may log in, and may and can do it with a password.
    marks
        For each row a number that is another if the row is.
    """

    def __init__(self, source: Source, settings: AdmissionSettings, now: datetime) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.rows: Counter[Group] = Counter()
        self.admitted: Counter[Group] = Counter()
        self.with_password: Counter[Group] = Counter()
        self.marks: dict[int, int] = {}
        self._settings = settings
        self._now = now
        self._today = now.astimezone(KOREA).date()
        self._roles = frozenset[str](settings.jupyter_roles)
        self._table: Table | None = None
        self._first_spelt: dict[str, int | None] = {}
        self._first_folded: dict[str, int | None] = {}

    def take_all(self, parts: Iterable[Table | Row | Finding]) -> None:
        """Check what a source holds, to its end."""
        for part in parts:
            match part:
                case Row():
                    self._take(part)
                case Table():
                    self._table = part
                case _:
                    self.findings.append(part)
        if self._table:
            self.findings += table_findings(self._table)
        if self._table and self.all_seen:
            self.findings += self._of_all_people()

    @property
    def all_seen(self) -> bool:
        """Whether everybody that the source holds was looked at."""
        return not any(finding.code in NOT_ALL_SEEN for finding in self.findings)

    def _take(self, row: Row) -> None:
        self.findings += row_findings(row, self._today, self._has, self._roles)
        self.findings += self._beside_others(row)
        group = ((row.role or "") if row.role in ROLES else "?", row.center_id)
        self.rows[group] += 1
        if row.user_id is not None and not objection(row.person, self._settings, self._now):
            self.admitted[group] += 1
            wrong = password_code(row.password or "")
            self.with_password[group] += not (wrong and wrong[0] in _NO_PASSWORD)

    def _has(self, column: str) -> bool:
        return self._table is None or self._table.named(column) is not None

    def _beside_others(self, row: Row) -> Iterator[Finding]:
        if row.row_id is not None:
            if row.row_id in self.marks:
                yield Finding(Code.ID_DUPLICATE, row.row_id, row.user_id)
            self.marks[row.row_id] = hash((row.user_id, row.password, row.role, row.center_id))
        if not row.user_id:
            return
        folded = fold(row.user_id)
        # One text where they are equal, which they nearly always are.
        folded = row.user_id if folded == row.user_id else folded
        if row.user_id in self._first_spelt:
            other = self._first_spelt[row.user_id]
            yield Finding(Code.USERID_DUPLICATE, row.row_id, row.user_id, str(other))
        elif folded in self._first_folded:
            other = self._first_folded[folded]
            yield Finding(Code.USERID_FOLDS, row.row_id, row.user_id, str(other))
        self._first_spelt.setdefault(row.user_id, row.row_id)
        self._first_folded.setdefault(folded, row.row_id)

    def _of_all_people(self) -> Iterator[Finding]:
        if not self.rows:
            yield Finding(Code.TABLE_EMPTY)
            return
        if self._has("centerID"):
            yield from self._centres()
        if self._has("role") and not any(role == "admin" for role, _ in self.rows):
            yield Finding(Code.NOBODY_ADMIN)
        if not self.admitted:
            yield Finding(Code.NOBODY_ADMITTED)

    def _centres(self) -> Iterator[Finding]:
        staffed = {centre for role, centre in self.rows if role in CENTRE_STAFF}
        learners = {centre for role, centre in self.rows if role in LEARNERS & self._roles}
        for centre in sorted(centre for centre in learners - staffed if centre is not None):
            if is_centre(centre):
                yield Finding(Code.CENTRE_WITHOUT_STAFF, detail=str(centre))
