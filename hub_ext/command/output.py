"""Where the tool writes: results to standard output, everything about the work to standard error."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from hub_ext.language import Language, Message


class Output:
    """What one command says.

    Parameters
    ----------
    language
        Of the operator.
    as_json
        Results are for a program: one JSON document, and no progress bars.
    """

    def __init__(self, language: Language, *, as_json: bool = False) -> None:
        self.language = language
        self.as_json = as_json
        self._results = Console(file=sys.stdout, highlight=False)
        self._work = Console(file=sys.stderr, highlight=False)

    def say(self, message: Message, **fields: object) -> None:
        """Say something about the work."""
        self._work.print(message.in_language(self.language, **fields), markup=False)

    def show(self, renderable: Any) -> None:
        """Show a result to a person: text or a table of rich; nothing if a program reads."""
        if not self.as_json:
            self._results.print(renderable, markup=False)

    def result(self, value: BaseModel) -> None:
        """Give the result to a program, if one reads."""
        if self.as_json:
            text = json.dumps(value.model_dump(mode="json"), ensure_ascii=False, indent=2)
            sys.stdout.write(f"{text}\n")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show bars while something long is done."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        hidden = self.as_json or not self._work.is_terminal
        with Progress(*columns, console=self._work, transient=True, disable=hidden) as progress:
            yield progress
