"""Messages to people: Korean first, English by setting (``HUB_LANGUAGE=en``)."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ko", "en"]


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
