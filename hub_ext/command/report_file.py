"""Reports in files: under which names, written whole or not at all, and texts that stay texts."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.language import Language, Message

_ENDING: Final = Message(
    ko="--report {file}: 파일 이름은 {endings} 가운데 하나로 끝나야 합니다.",
    en="--report {file}: its name has to end in {endings}.",
)
_NOT_WRITTEN: Final = Message(
    ko="{file}에 쓸 수 없습니다({reason}). 다른 곳을 지정해 다시 실행하세요.",
    en="{file} cannot be written ({reason}). Name another place, and run it again.",
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_SIGNS: Final = re.compile(r"([\\`*_\[\]<>#&|])")


def require_ending(file: Path, endings: Collection[str], language: Language) -> None:
    """Refuse a report in a form that nobody knows, before hours of work.

    Parameters
    ----------
    file
        Where it is to be written.
    endings
        Those that are known, for example ``.md``; in lower case.

    Raises
    ------
    CommandError
        With status 2.
    """
    if file.suffix.lower() in endings:
        return
    *first, last = endings
    between = {"ko": ", ", "en": " or "}[language]
    text = _ENDING.in_language(language, file=file, endings=f"{', '.join(first)}{between}{last}")
    raise CommandError(text, Exit.WRONG)


@contextmanager
def written(file: Path, language: Language) -> Iterator[TextIO]:
    """Open a report to write, which is there when all of it is; line ends stay as they are.

    Parameters
    ----------
    file
        Where it is to be. One whose name ends in ``.csv`` begins with a mark, without which a
        spreadsheet program on a Korean Windows does not take it for UTF-8.
    language
        Of the error.

    Raises
    ------
    CommandError
        If it cannot be written. What was there before is there still.
    """
    new = file.with_name(f"{file.name}.new")
    encoding = "utf-8-sig" if file.suffix.lower() == ".csv" else "utf-8"
    try:
        with new.open("w", encoding=encoding, newline="") as output:
            yield output
        new.replace(file)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        text = _NOT_WRITTEN.in_language(language, file=file, reason=error.strerror)
        raise CommandError(text) from None


def one_line(text: str) -> str:
    """Return a text without line ends and other signs that control a screen."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def as_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is, in a cell of a table too."""
    return _SIGNS.sub(r"\\\1", one_line(text))
