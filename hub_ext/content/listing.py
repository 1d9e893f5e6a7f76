"""Listing both stores before anything else is done: a list that breaks off ends the command."""

from hub_ext.command.output import Output
from hub_ext.content.inventory import Inventory
from hub_ext.content.keys import Selection
from hub_ext.content.store import Store
from hub_ext.language import Message

_LISTS = Message(ko="{side} 목록", en="listing {side}")


def list_both(
    source: Store, target: Store, selection: Selection, inventory: Inventory, output: Output
) -> None:
    """Put what both stores hold of a selection into an inventory.

    Raises
    ------
    CommandError
        If one of them cannot be had to the end, saying which.
    """
    for store in (source, target):
        # Both before the first long list.
        store.check()
    for store, add in ((source, inventory.add_source), (target, inventory.add_target)):
        listed = (one for one in store.list(selection.lists()) if selection.holds(one.key))
        title = store.side.title.in_language(output.language)
        with output.progress() as progress:
            task = progress.add_task(_LISTS.in_language(output.language, side=title), total=None)
            for count in add(listed):
                progress.advance(task, count)
