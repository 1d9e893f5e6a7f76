"""``eduhub content verify``: whether every object of the source is in the target, and equal."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from hub_ext.command.exits import Exit
from hub_ext.command.output import Output
from hub_ext.content.comparing import Comparison, Kind
from hub_ext.content.inventory import Inventory, new_inventory
from hub_ext.content.keys import Selection
from hub_ext.content.listing import list_both
from hub_ext.content.report import TITLES, write_report
from hub_ext.content.store import Store
from hub_ext.language import Message

_SHOWN: Final = 20
#: In the answer to a program; the report has all of them.
_LONGEST: Final = 1000
_COMPARES: Final = Message(ko="비교", en="comparing")
_EQUAL: Final = Message(
    ko="원본의 객체 {source:,}개가 모두 대상에 같은 내용으로 있습니다.",
    en="All {source:,} objects of the source are in the target, and equal.",
)
_NOT_EQUAL: Final = Message(
    ko="원본의 객체 {source:,}개 가운데 {count:,}개가 대상에 같은 모습으로 있지 않습니다.",
    en="Of the source's {source:,} objects, {count:,} are not in the target as they are in the source.",
)
_UNKNOWN: Final = Message(
    ko="객체 {count:,}개는 확인하지 못했으므로 같다고 할 수 없습니다. 다시 실행하세요.",
    en="{count:,} objects could not be asked about, so this does not say equal. Run it again.",
)
_MORE: Final = Message(ko="  … 외 {count:,}개 (--report)", en="  … and {count:,} more (--report)")


class Finding(BaseModel):
    """What was found of one key."""

    kind: Kind
    key: str
    detail: str


class VerifyResult(BaseModel):
    """What a comparison found.

    Attributes
    ----------
    source, target
        How many objects were compared.
    counts
        How many findings of each kind.
    findings
        The first 1,000.
    """

    equal: bool
    source: int
    target: int
    counts: dict[Kind, int]
    findings: list[Finding]

    def status(self) -> Exit:
        """Return what the command ends with."""
        if self.counts[Kind.UNKNOWN]:
            return Exit.STOPPED
        return Exit.WELL if self.equal else Exit.FOUND


def verify(
    source: Store,
    target: Store,
    selection: Selection,
    output: Output,
    *,
    report: Path | None,
    headers: bool,
) -> VerifyResult:
    """Compare both stores, and write a report if one is asked for.

    Raises
    ------
    CommandError
        If one of the stores cannot be had; no report is written then.
    """
    with new_inventory() as inventory:
        list_both(source, target, selection, inventory, output)
        comparison = Comparison(source, target, inventory, output.language, headers=headers)
        with output.progress() as progress:
            title = _COMPARES.in_language(output.language)
            task = progress.add_task(title, total=comparison.pairs())
            for count in comparison.run():
                progress.advance(task, count)
        result = _result(inventory)
        if report is not None:
            lines = (headline(result, output), *_numbers(result, output))
            write_report(report, lines, _findings(inventory), output.language)
        return result


def show(result: VerifyResult, output: Output) -> None:
    """Tell a person what was found."""
    output.show(headline(result, output))
    for line in _numbers(result, output):
        output.show(line)
    for finding in islice(result.findings, _SHOWN):
        title = TITLES[finding.kind].in_language(output.language)
        output.show(f"  {title}: {finding.key!r} {finding.detail}")
    rest = sum(result.counts.values()) - _SHOWN
    if rest > 0:
        output.show(_MORE.in_language(output.language, count=rest))


def headline(result: VerifyResult, output: Output) -> str:
    """Say in one sentence whether the source's objects are in the target."""
    unknown = result.counts[Kind.UNKNOWN]
    if unknown:
        return _UNKNOWN.in_language(output.language, count=unknown)
    message = _EQUAL if result.equal else _NOT_EQUAL
    count = sum(number for kind, number in result.counts.items() if kind is not Kind.EXTRA)
    return message.in_language(output.language, source=result.source, count=count)


def _numbers(result: VerifyResult, output: Output) -> list[str]:
    return [
        f"{TITLES[kind].in_language(output.language)}: {count:,}"
        for kind, count in result.counts.items()
        if count
    ]


def _result(inventory: Inventory) -> VerifyResult:
    database = inventory.database
    counts = dict.fromkeys(Kind, 0)
    for kind, count in database.execute("SELECT kind, count(*) FROM findings GROUP BY kind"):
        counts[Kind(kind)] = count
    return VerifyResult(
        equal=not any(count for kind, count in counts.items() if kind is not Kind.EXTRA),
        source=database.execute("SELECT count(*) FROM source").fetchone()[0],
        target=database.execute("SELECT count(*) FROM target").fetchone()[0],
        counts=counts,
        findings=list(islice(_findings(inventory), _LONGEST)),
    )


def _findings(inventory: Inventory) -> Iterator[Finding]:
    order = " ".join(f"WHEN '{kind}' THEN {number}" for number, kind in enumerate(Kind))
    sql = f"SELECT kind, key, detail FROM findings ORDER BY CASE kind {order} END, key"  # noqa: S608 - our own words
    for kind, key, detail in inventory.database.execute(sql):
        yield Finding(kind=kind, key=key, detail=detail)
