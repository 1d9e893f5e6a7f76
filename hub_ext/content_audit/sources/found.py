"""What a source of references gives, and why it cannot."""

from dataclasses import dataclass

from hub_ext.content_audit.models import Place


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that is, or might be, a path or a URL.

    Attributes
    ----------
    in_markup
        It stood in Markdown or HTML, where it is encoded, and a link may lead to a page.
    """

    text: str
    place: Place
    in_markup: bool = False
    link: bool = False


class SourceError(Exception):
    """A source gave nothing, or not all that it holds. Its argument says why, for the operator."""
