"""The guide names what stays on one host and what each way cannot do, and nothing else."""

import re
from pathlib import Path

import pytest

from hub_ext.storage import filters
from tests.integration.storage.contract.limits import CANNOT

_DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("guide", ["files.md", "files.ko.md"])
def test_the_guide_has_the_same_list_as_the_filter(guide: str) -> None:
    lines = (_DOCS / guide).read_text().splitlines()
    listed = [re.findall(r"`([^`]+)`", line) for line in lines if line.startswith("- ")]
    assert [tuple(names) for names in listed[:4]] == [
        filters.TOP_FOLDERS,
        filters.FOLDERS,
        filters.FILES,
        (filters.ENVIRONMENT_MARKER,),
    ]


def test_the_guide_has_the_same_limits_as_the_contract() -> None:
    limits = [
        (way.value, ability.value, reason)
        for way, abilities in CANNOT.items()
        for ability, reason in abilities.items()
    ]
    english, korean = (_limits(guide) for guide in ("files.md", "files.ko.md"))
    assert english == limits
    assert [way for way, _, _ in korean] == [way for way, _, _ in limits]
    # One Korean sentence for each English one.
    for column in (1, 2):
        pairs = {(row[column], other[column]) for row, other in zip(english, korean, strict=True)}
        assert len(pairs) == len({first for first, _ in pairs}) == len({last for _, last in pairs})


def _limits(guide: str) -> list[tuple[str, ...]]:
    """Return the rows of the table of limits, which begin with the name of a way."""
    lines = (_DOCS / guide).read_text().splitlines()
    ways = tuple(f"| `{way.value}` |" for way in CANNOT)
    rows = (line.strip("| ").split(" | ") for line in lines if line.startswith(ways))
    return [(way.strip("`"), *rest) for way, *rest in rows]
