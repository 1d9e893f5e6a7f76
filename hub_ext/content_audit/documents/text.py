"""Bytes as text: UTF-8, or what Korean Windows programs write."""

import codecs
from collections.abc import Iterable
from typing import Final

from hub_ext.content_audit.documents.found import UnreadableError

#: UTF-8 first, for hardly any other text is valid in it.
_ENCODINGS: Final = ("utf-8-sig", "cp949")
_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(chunks: Iterable[bytes]) -> str:
    """Return the encoding of a text that is read piece by piece.

    Raises
    ------
    UnreadableError
        If it is none of those that are known.
    """
    decoders = {name: codecs.getincrementaldecoder(name)() for name in _ENCODINGS}
    for number, chunk in enumerate(chunks):
        if number == 0 and chunk.startswith(_MARKS):
            return "utf-16"
        _drop_wrong(decoders, chunk)
    _drop_wrong(decoders, b"", final=True)
    if not decoders:
        raise UnreadableError("it is neither UTF-8 nor EUC-KR (CP949)")
    return next(iter(decoders))


def decode(content: bytes) -> str:
    """Return a text; errors are those of `encoding_of`."""
    encoding = encoding_of([content])
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(f"it is not {encoding}") from None


def _drop_wrong(
    decoders: dict[str, codecs.IncrementalDecoder], chunk: bytes, *, final: bool = False
) -> None:
    for name, decoder in list(decoders.items()):
        try:
            decoder.decode(chunk, final)
        except UnicodeDecodeError:
            del decoders[name]
