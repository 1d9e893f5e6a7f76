"""Names for containers, folders and networks, made from login names of any shape.

The contract of `safe_name`: every string goes in; what comes out is 1 to 56 characters of
``a-z``, ``0-9`` and ``-``, begins and ends with a letter or digit, and differs for different
input (to the strength of a 64-bit hash). It never depends on which other names exist.
"""

import hashlib
import re
import unicodedata

_PLAIN = re.compile(r"[a-z0-9]{1,32}")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_READABLE_LENGTH = 32
_HASH_LENGTH = 16


def safe_name(text: str) -> str:
    """Turn any login name into one that Docker, DNS and every file system accept.

    Parameters
    ----------
    text
        A name of any length and script, case significant.

    Returns
    -------
    str
        `text` itself if it is 1 to 32 characters of ``a-z0-9``; otherwise what is readable of
        it, a hyphen and 16 hexadecimal digits. No name of the first kind has a hyphen, so the
        two kinds never meet.
    """
    if _PLAIN.fullmatch(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LENGTH]
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    readable = _NOT_PLAIN.sub("-", ascii_text.lower())[:_READABLE_LENGTH].strip("-")
    return f"{readable or 'user'}-{digest}"
