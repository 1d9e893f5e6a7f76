"""What is copied, what is there already, and what is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub_ext.content.inventory import Inventory
from hub_ext.content.plan import Plan
from hub_ext.content.store import Listed

_A = "a" * 32
_B = "b" * 32


@pytest.fixture
def inventory(tmp_path: Path) -> Iterator[Inventory]:
    inventory = Inventory(tmp_path / "inventory")
    yield inventory
    inventory.close()


@pytest.mark.parametrize(
    ("source", "target", "state"),
    [
        (Listed("k", _A, 1, 10), None, "new"),
        (Listed("k", _A, 1, 10), Listed("k", _A, 1, 5), "same"),
        (Listed("k", _A, 1, 10), Listed("k", _A, 1, 15), "same"),
        (Listed("k", _A, 1, 10), Listed("k", _B, 1, 5), "new"),
        (Listed("k", _A, 1, 10), Listed("k", _B, 1, 15), "left"),
        (Listed("k", _A, 1, 10), Listed("k", _B, 1, 10), "left"),
        (Listed("k", _A, 1, 10), Listed("k", _B, 2, 15), "left"),
        (Listed("k", f"{_A}-2", 1, 10), Listed("k", f"{_B}-3", 1, 15), "same"),
        (Listed("k", f"{_A}-2", 1, 10), Listed("k", f"{_B}-3", 1, 5), "new"),
        (Listed("k", f"{_A}-2", 1, 10), Listed("k", _B, 2, 15), "left"),
        (Listed("k/", _A, 0, 10), None, "odd"),
    ],
)
def test_the_younger_one_is_kept(
    inventory: Inventory, source: Listed, target: Listed | None, state: str
) -> None:
    list(inventory.add_source([source]))
    list(inventory.add_target([target] if target else []))

    plan = Plan(inventory)

    states = ("new", "same", "left", "odd")
    assert {one: plan.count(one) for one in states} == dict.fromkeys(states, 0) | {state: 1}


def test_batches_are_bounded_and_large_objects_are_among_their_like(inventory: Inventory) -> None:
    gigabyte = 1024**3
    sizes = [gigabyte, 1, gigabyte, *[2] * 1500]
    list(
        inventory.add_source(
            Listed(f"{number:04}", _A, size, 0) for number, size in enumerate(sizes)
        )
    )
    plan = Plan(inventory)
    batches = []
    for batch in plan.batches():
        batches.append(batch)
        plan.settle(dict.fromkeys(batch, ("copied", "")))

    assert [len(batch) for batch in batches] == [1000, 501, 1, 1]
    assert {key: size for batch in batches for key, size in batch.items()} == {
        f"{number:04}": size for number, size in enumerate(sizes)
    }
    assert plan.count("copied") == len(sizes)
