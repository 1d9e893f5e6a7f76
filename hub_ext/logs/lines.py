"""The two formats of a line: for people's eyes, and for programs that collect logs."""

import json
import logging
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

from hub_ext.logs.context import LogContext, present_context
from hub_ext.logs.text import cut, json_line, visible

#: What is longer was made long by somebody; Docker cuts a line of its log at 16 KiB.
LONGEST_LINE_BYTES: Final = 16_000
_LONGEST: Final = 2_000
#: Twelve bytes for each character at worst, when everything is escaped.
_SHORT: Final = 500
_LONGEST_ESCAPED: Final = 8_000
_LONGEST_NAME: Final = 64
#: What needs no quotes to be told from what follows.
_PLAIN: Final = re.compile(r"[\w.@+-]+")


class _Lines(logging.Formatter):
    """What both have in common.

    Parameters
    ----------
    fmt, datefmt, style, validate
        Of `logging.Formatter`, and ignored: JupyterHub gives them to every formatter.
    defaults
        With ``part``, the part of this system that writes.
    """

    def __init__(
        self,
        fmt: str | None = None,  # noqa: ARG002
        datefmt: str | None = None,  # noqa: ARG002
        style: Literal["%", "{", "$"] = "%",  # noqa: ARG002
        validate: bool = True,  # noqa: ARG002
        *,
        defaults: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self._part = str((defaults or {}).get("part", "hub"))

    def _known(self) -> dict[str, str]:
        known: LogContext = present_context()
        named = {"request": known.request, "user": known.user, "container": known.container}
        return {name: cut(text, _LONGEST_NAME) for name, text in named.items() if text}

    def _traceback(self, record: logging.LogRecord) -> str:
        parts = []
        if record.exc_info:
            parts.append(self.formatException(record.exc_info))
        if record.stack_info:
            parts.append(self.formatStack(record.stack_info))
        return "\n".join(parts)


class TextLines(_Lines):
    """``[W 2026-11-30 14:03:05.123 hub users.throttle:61] what happened {request=… user=…}``.

    The lines of a traceback follow, each after four blanks: so none of them, whatever is in it, can
    be taken for a line of its own.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created).isoformat(" ", "milliseconds")
        where = f"{record.module}:{record.lineno}"
        head = f"[{record.levelname[0]} {moment} {self._part} {where}]"
        known = " ".join(f"{name}={_quoted(text)}" for name, text in self._known().items())
        message = visible(cut(record.getMessage(), _LONGEST))
        line = f"{head} {cut(message, _LONGEST_ESCAPED)}"
        lines = [f"{line} {{{known}}}" if known else line]
        lines += [f"    {visible(row)}" for row in self._traceback(record).split("\n") if row]
        return "\n".join(lines)


class JsonLines(_Lines):
    """One JSON object a line.

    Its keys are ``time``, ``level``, ``part``, ``logger``, ``message``; ``request``, ``user`` and
    ``container`` where they are known; ``error``, the end of a traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, shorter than Docker's limit whatever is in it."""
        line = self._line(record, _LONGEST)
        return line if len(line.encode()) <= LONGEST_LINE_BYTES else self._line(record, _SHORT)

    def _line(self, record: logging.LogRecord, longest: int) -> str:
        moment = datetime.fromtimestamp(record.created).astimezone()
        fields: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": self._part,
            "logger": cut(record.name, _LONGEST_NAME),
            "message": cut(record.getMessage(), longest),
            **self._known(),
        }
        error = self._traceback(record)
        if error:
            fields["error"] = error[-longest:]
        return json_line(fields)


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else visible(json.dumps(text, ensure_ascii=False))
