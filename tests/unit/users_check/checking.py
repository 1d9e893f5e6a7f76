"""Running the command in this process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub_ext.command import application


@dataclass(frozen=True)
class Answer:
    """What one run of the command said."""

    status: int
    result: dict[str, Any]
    error: str

    @property
    def found(self) -> list[tuple[str, Any]]:
        pairs = ((finding["code"], finding["row"]) for finding in self.result["findings"])
        return sorted(pairs, key=str)

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.found]


def check(capsys: pytest.CaptureFixture[str], *arguments: object) -> Answer:
    status = application.run("en", ["users", "check", "--json", *map(str, arguments)])
    said = capsys.readouterr()
    return Answer(status, json.loads(said.out) if said.out else {}, said.err)


def file_of(folder: Path, dump: str | bytes, name: str = "dump.sql") -> Path:
    file = folder / name
    file.write_bytes(dump.encode("utf-8", "surrogatepass") if isinstance(dump, str) else dump)
    return file
