"""The language of the tool: that of the operator's shell, or else Korean."""

from collections.abc import Mapping

from hub_ext.language import Language


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language that a shell is set to.

    Parameters
    ----------
    environment
        Its variables. As POSIX has it the first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is
        set counts; ``C`` says nothing.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "en" if value.startswith("en") else "ko"
    return "ko"
