"""A dump and the database that was restored from it, beside each other."""

from collections.abc import Iterator

from hub_ext.users_check.checks import Checks
from hub_ext.users_check.findings import Code, Finding


def differences(dump: Checks, database: Checks) -> Iterator[Finding]:
    """Yield who is in one of them only or is not the same, and which numbers differ.

    Nobody is taken for missing from a dump that was not read to its end.
    """
    for row_id in sorted(dump.marks.keys() - database.marks.keys()):
        yield Finding(Code.ONLY_IN_DUMP, row_id)
    for row_id in sorted(dump.marks.keys() & database.marks.keys()):
        if dump.marks[row_id] != database.marks[row_id]:
            yield Finding(Code.ROW_DIFFERS, row_id)
    if not dump.all_seen:
        return
    for row_id in sorted(database.marks.keys() - dump.marks.keys()):
        yield Finding(Code.ONLY_IN_DATABASE, row_id)
    groups = dump.rows.keys() | database.rows.keys()
    for role, centre in sorted(groups, key=lambda group: (group[0], group[1] or 0)):
        counts = dump.rows[role, centre], database.rows[role, centre]
        if counts[0] != counts[1]:
            place = "-" if centre is None else centre
            yield Finding(Code.COUNT_DIFFERS, detail=f"{role} {place}: {counts[0]} / {counts[1]}")
