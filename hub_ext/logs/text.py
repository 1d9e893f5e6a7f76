"""Text that somebody else chose, made fit for a line of log."""

import json


def visible(text: str) -> str:
    """Return `text` with everything escaped that is no visible character, as JSON would do it.

    So a name with a line break, with codes of a terminal or with a change of direction is neither
    another line nor anything else than it is. Korean stays as it is.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else json.dumps(character)[1:-1] for character in text
    )


def json_line(fields: dict[str, object]) -> str:
    """Return JSON that stays one line in every tool and shows what it holds."""
    return visible(json.dumps(fields, ensure_ascii=False))


def cut(text: str, longest: int) -> str:
    """Return at most `longest` characters of `text`; one that was cut ends with ``…``."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
