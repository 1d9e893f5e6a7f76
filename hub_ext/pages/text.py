"""The message catalogue as the templates see it: ``{{ text.login_title }}``."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup, escape

from hub_ext.language import Language, Message
from hub_ext.pages.messages import MESSAGES

_NAME: Final = Markup("<bdi>{}</bdi>")


class Text:
    """Every message of the pages in one language, one attribute each.

    Parameters
    ----------
    language
        In which the page is shown.
    messages
        The catalogue; the one of all pages if it is not another page's own.
    """

    def __init__(self, language: Language, messages: Mapping[str, Message] = MESSAGES) -> None:
        self._language = language
        self._messages = messages

    def __getattr__(self, key: str) -> str:
        """Return the message `key`, which has no fields.

        Raises
        ------
        AttributeError
            If the catalogue has no such message.
        """
        try:
            message = self._messages[key]
        except KeyError:
            raise AttributeError(key) from None
        return message.in_language(self._language)

    def fill(self, key: str, **fields: object) -> Markup:
        """Return the message `key` with its fields filled in, as HTML.

        What a person chose is escaped and stands in a ``<bdi>``, so that neither markup nor the
        direction of its script reaches the rest of the page.
        """
        safe = {name: _NAME.format(value) for name, value in fields.items()}
        message = self._messages[key]
        template = message.ko if self._language == "ko" else message.en
        return escape(template).format(**safe)
