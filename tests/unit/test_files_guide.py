"""The guide names what stays on one host, and nothing else."""

import re
from pathlib import Path

import pytest

from hub_ext.storage import filters

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
