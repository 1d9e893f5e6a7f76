"""Messages to people: Korean first, English by setting or by what a browser asks for."""

from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

Language = Literal["ko", "en"]

#: What whoever sent the present request wants to read; `hub_ext.language_gate` sets it for each.
#: Tasks that a request starts keep it.
ASKED_LANGUAGE: Final[ContextVar[Language]] = ContextVar("asked_language", default="ko")


class LanguageSetting(Enum):
    """``HUB_LANGUAGE``: one language for everybody, or for each the one that their browser asks for.

    Notes
    -----
    This is not a `Language`, nor a string that could be taken for one: every message has to ask for
    the language of its moment.
    """

    KOREAN = "ko"
    ENGLISH = "en"
    BROWSER = "browser"

    def now(self) -> Language:
        """Return the language to speak to whoever sent the present request."""
        return ASKED_LANGUAGE.get() if self is LanguageSetting.BROWSER else self.without_request()

    def without_request(self) -> Language:
        """Return the language to speak to somebody whose browser has not been heard."""
        return "en" if self is LanguageSetting.ENGLISH else "ko"


@dataclass(frozen=True, slots=True)
class Message:
    """One message in both languages; ``{name}`` fields are filled in by `in_language`.

    A message says what happened, what it means for the person's files, and what to do next.
    """

    ko: str
    en: str

    def in_language(self, language: Language, **fields: object) -> str:
        """Return the text in `language` with its fields filled in.

        Raises
        ------
        KeyError
            If the text names a field that was not given.
        """
        text: str = getattr(self, language)
        return text.format(**fields)
