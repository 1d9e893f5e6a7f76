"""Which of our languages a browser asks for: the header ``Accept-Language`` of RFC 9110, 12.5.4."""

import re
from typing import Final

from hub_ext.language import Language

#: Characters. A browser with a dozen languages sends about a hundred.
LONGEST_HEADER: Final = 1000

_RANGE: Final = re.compile(
    r"(?P<tag>\*|[a-z]{1,8})(?:-[a-z0-9]{1,8})*"
    r"(?:[ \t]*;[ \t]*q=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?",
    re.IGNORECASE,
)


def preferred_language(header: str) -> Language:
    """Return the language that a browser prefers.

    Parameters
    ----------
    header
        The value of the header as it came, ``""`` if there is none; strangers write it.

    Returns
    -------
    Language
        English if it is wanted more than Korean; else Korean. What cannot be read counts as not
        said, and so does all of a header that is too long for a browser's.
    """
    if len(header) > LONGEST_HEADER:
        return "ko"
    weights: dict[str, float] = {}
    for item in header.split(","):
        found = _RANGE.fullmatch(item.strip(" \t"))
        if found:
            tag, weight = found["tag"].lower(), float(found["weight"] or 1)
            weights[tag] = max(weight, weights.get(tag, 0.0))
    # A star stands for every language that is not named.
    others = weights.get("*", 0.0)
    return "en" if weights.get("en", others) > weights.get("ko", others) else "ko"
