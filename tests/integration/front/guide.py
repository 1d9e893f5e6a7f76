"""The commands of docs/tls.md, as an operator copies them."""

import re
from pathlib import Path
from typing import Final

_DOCS: Final = Path(__file__).resolve().parents[3] / "docs"
_BLOCK: Final = re.compile(r"^```(?:sh|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(heading: str) -> list[str]:
    """Return the commands of a section."""
    return blocks("tls.md")[heading]


def blocks(page: str) -> dict[str, list[str]]:
    """Return the last block of commands of every section that has one, by its heading."""
    _, *sections = re.split(r"^## ", (_DOCS / page).read_text(), flags=re.MULTILINE)
    found = {section.partition("\n")[0]: _BLOCK.findall(section) for section in sections}
    return {heading: texts[-1].splitlines() for heading, texts in found.items() if texts}
