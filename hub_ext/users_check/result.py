"""The result for a program."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel

from hub_ext.language import Language
from hub_ext.users_check.checks import Checks
from hub_ext.users_check.findings import Finding, Severity


class FoundModel(BaseModel):
    """One finding; ``what`` and ``to_do`` are in the operator's language."""

    source: Literal["dump", "database", "comparison"]
    severity: Severity
    code: str
    row: int | None
    user_id: str | None
    detail: str
    what: str
    to_do: str


class CountModel(BaseModel):
    """The people of one role in one centre; the role ``?`` is any that there is not."""

    role: str
    centre: int | None
    rows: int
    may_log_in: int
    with_password: int


class SourceModel(BaseModel):
    """What one source holds."""

    source: Literal["dump", "database"]
    rows: int
    may_log_in: int
    counts: list[CountModel]


class ResultModel(BaseModel):
    """Whether the hub can use the table."""

    verdict: Literal["fit", "unfit"]
    sources: list[SourceModel]
    findings: list[FoundModel]


def result_of(
    sources: Iterable[Checks], comparison: Iterable[Finding], language: Language
) -> ResultModel:
    """Put together what the checks found; the worst is first."""
    sources = list(sources)
    findings = [
        _found(checks.source, finding, language)
        for checks in sources
        for finding in checks.findings
    ]
    findings += [_found("comparison", finding, language) for finding in comparison]
    findings.sort(key=lambda found: list(Severity).index(found.severity))
    unfit = any(found.severity is Severity.UNFIT for found in findings)
    return ResultModel(
        verdict="unfit" if unfit else "fit",
        sources=[_source(checks) for checks in sources],
        findings=findings,
    )


def _found(
    source: Literal["dump", "database", "comparison"], finding: Finding, language: Language
) -> FoundModel:
    return FoundModel(
        source=source,
        severity=finding.severity,
        code=finding.code.value,
        row=finding.row_id,
        # Half surrogates are no text that can be written.
        user_id=finding.user_id and finding.user_id.encode("utf-8", "replace").decode(),
        detail=finding.detail,
        what=finding.what(language),
        to_do=finding.to_do(language),
    )


def _source(checks: Checks) -> SourceModel:
    groups = sorted(checks.rows, key=lambda group: (group[1] or 0, group[0]))
    return SourceModel(
        source=checks.source,
        rows=checks.rows.total(),
        may_log_in=checks.admitted.total(),
        counts=[
            CountModel(
                role=role,
                centre=centre,
                rows=checks.rows[role, centre],
                may_log_in=checks.admitted[role, centre],
                with_password=checks.with_password[role, centre],
            )
            for role, centre in groups
        ],
    )
