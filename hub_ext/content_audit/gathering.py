"""References from everywhere, brought into the workbook."""

from collections.abc import Iterable
from typing import Final

from hub_ext.content_audit.addresses import Address, Addresses, LeftOut
from hub_ext.content_audit.documents.found import UnreadableError
from hub_ext.content_audit.documents.kinds import in_document
from hub_ext.content_audit.models import Place, Reference, Unread, encodable
from hub_ext.content_audit.sources.found import Mention, SourceError
from hub_ext.content_audit.workbook import Workbook

_LONGEST: Final = 4_000


class Gathering:
    """Takes references and counts what is left out.

    Parameters
    ----------
    workbook
        With all objects in it.

    Attributes
    ----------
    left_out
        How many references, by the reason.
    unread
        What could not be searched.
    """

    def __init__(self, addresses: Addresses, workbook: Workbook) -> None:
        self._addresses = addresses
        self._workbook = workbook
        self.left_out = dict.fromkeys(LeftOut, 0)
        self.unread: list[Unread] = []

    def document(self, key: str, content: bytes) -> None:
        """Take the references of a document."""
        try:
            found = in_document(key, content)
        except UnreadableError as error:
            self.could_not_read(key, str(error))
            return
        for one in found:
            place = Place(source=key, cell=one.cell, line=one.line)
            text = encodable(one.text)
            self._add(self._addresses.of_document(text, key, link=one.link), text, place)

    def source(self, name: str, mentions: Iterable[Mention]) -> None:
        """Take the references of a source outside of the bucket, as far as it can be read."""
        try:
            for mention in mentions:
                self._mention(mention)
        except SourceError as error:
            self.could_not_read(name, str(error))

    def could_not_read(self, name: str, reason: str) -> None:
        """Remember what was not searched."""
        self.unread.append(Unread(source=name, reason=reason))

    def _mention(self, mention: Mention) -> None:
        text = encodable(mention.text)
        if mention.in_markup:
            address = self._addresses.of_document(text, "", link=mention.link)
        else:
            address = self._addresses.of_path(text)
        self._add(address, text, mention.place)

    def _add(self, address: Address | LeftOut, text: str, place: Place) -> None:
        if isinstance(address, LeftOut):
            self.left_out[address] += 1
        elif len(text) > _LONGEST:
            self.left_out[LeftOut.NOT_A_FILE] += 1
        else:
            reference = Reference(place=place, text=_without_signature(text))
            self._workbook.add_reference(address, reference)


def _without_signature(text: str) -> str:
    # Whoever has it may read what it is for.
    path, _, query = text.partition("?")
    return f"{path}?…" if "signature" in query.lower() else text
