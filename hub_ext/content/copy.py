"""``eduhub content copy``: what the target lacks, and what the source has in a younger form."""

from itertools import islice
from typing import Final

from pydantic import BaseModel, ByteSize

from hub_ext.command.exits import Exit
from hub_ext.command.output import Output
from hub_ext.content.inventory import new_inventory
from hub_ext.content.keys import REASONS, Selection, obstacle
from hub_ext.content.listing import list_both
from hub_ext.content.plan import Plan
from hub_ext.content.rclone import Limits
from hub_ext.content.store import Store
from hub_ext.content.transfer import Transfer
from hub_ext.language import Language, Message

_SHOWN: Final = 20
_BEFORE: Final = Message(
    ko="복사할 객체 {count:,}개({size}), 이미 있는 객체 {same:,}개. 읽기 권한(ACL): {acl}",
    en="{count:,} objects to copy ({size}), {same:,} are there already. ACL: {acl}",
)
_COPIES: Final = Message(ko="복사", en="copying")
_DONE: Final = Message(ko="{copied:,}개를 복사했습니다.", en="{copied:,} objects were copied.")
_DRY: Final = Message(
    ko="--dry-run이므로 아무것도 쓰지 않았습니다.", en="--dry-run: nothing was written."
)
_LEFT: Final = Message(
    ko="대상의 것이 더 새롭고 내용이 달라 그대로 둔 객체 {count:,}개:",
    en="{count:,} objects differ and are younger in the target; they were left alone:",
)
_ODD: Final = Message(
    ko="이 키로는 복사할 수 없는 객체 {count:,}개. 원본에서 이름을 바꾼 뒤 다시 실행하세요:",
    en="{count:,} objects have keys that a copy cannot carry. Rename them in the source, and run "
    "this again:",
)
_FAILED: Final = Message(
    ko="복사하지 못한 객체 {count:,}개. 같은 명령을 다시 실행하면 이것들만 다시 시도합니다:",
    en="{count:,} objects could not be copied. The same command tries these again:",
)
_MORE: Final = Message(ko="  … 외 {count:,}개 (--json)", en="  … and {count:,} more (--json)")


class KeyAndReason(BaseModel):
    """A key, and why it was not copied."""

    key: str
    reason: str


class CopyResult(BaseModel):
    """What a copy did, or would do.

    Attributes
    ----------
    to_copy, to_copy_bytes
        What the target lacked, or had in an older form.
    already_there
        Equal in the target.
    left_alone
        Keys of objects that differ and are younger in the target.
    not_carried, failed
        Keys that no copy can carry, and objects that could not be copied this time.
    """

    dry_run: bool
    to_copy: int
    to_copy_bytes: int
    already_there: int
    copied: int
    left_alone: list[str]
    not_carried: list[KeyAndReason]
    failed: list[KeyAndReason]

    def status(self) -> Exit:
        """Return what the command ends with."""
        if self.failed:
            return Exit.STOPPED
        return Exit.FOUND if self.not_carried else Exit.WELL


def copy(
    source: Store,
    target: Store,
    selection: Selection,
    limits: Limits,
    output: Output,
    *,
    dry_run: bool,
) -> CopyResult:
    """Copy what is missing in the target or older there; delete nothing.

    Raises
    ------
    CommandError
        If one of the stores cannot be had; what was copied until then stays.
    """
    with new_inventory() as inventory:
        list_both(source, target, selection, inventory, output)
        plan = Plan(inventory)
        to_copy, size = plan.count("new"), plan.size("new")
        output.say(
            _BEFORE,
            count=to_copy,
            size=_readable(size),
            same=plan.count("same"),
            acl=limits.acl,
        )
        if not dry_run:
            _transfer(plan, Transfer(source, target, limits, output.language), output, to_copy)
        return _result(plan, output.language, (to_copy, size), dry_run=dry_run)


def show(result: CopyResult, output: Output) -> None:
    """Tell a person what was done."""
    language = output.language
    output.show((_DRY if result.dry_run else _DONE).in_language(language, copied=result.copied))
    for title, entries in (
        (_LEFT, result.left_alone),
        (_ODD, [f"{one.key!r}: {one.reason}" for one in result.not_carried]),
        (_FAILED, [f"{one.key!r}: {one.reason}" for one in result.failed]),
    ):
        if entries:
            output.show(title.in_language(language, count=len(entries)))
            for entry in islice(entries, _SHOWN):
                output.show(f"  {entry}")
        if len(entries) > _SHOWN:
            output.show(_MORE.in_language(language, count=len(entries) - _SHOWN))


def _transfer(plan: Plan, transfer: Transfer, output: Output, total: int) -> None:
    with output.progress() as progress:
        task = progress.add_task(_COPIES.in_language(output.language), total=total)
        # Once more for what failed: most of that is a connection that broke.
        for again in (False, True):
            if again:
                plan.try_failed_again()
            for batch in plan.batches():
                plan.settle(transfer.run(batch, lambda _: progress.advance(task)))


def _result(
    plan: Plan, language: Language, to_copy: tuple[int, int], *, dry_run: bool
) -> CopyResult:
    left = [key for state in ("left", "changed") for key, _ in plan.keys(state)]
    return CopyResult(
        dry_run=dry_run,
        to_copy=to_copy[0],
        to_copy_bytes=to_copy[1],
        already_there=plan.count("same"),
        copied=plan.count("copied"),
        left_alone=sorted(left),
        not_carried=[
            KeyAndReason(key=key, reason=REASONS[obstacle(key) or ""].in_language(language))
            for key, _ in plan.keys("odd")
        ],
        failed=[KeyAndReason(key=key, reason=why) for key, why in plan.keys("failed")],
    )


def _readable(size: int) -> str:
    return str(ByteSize(size).human_readable())
