"""Whether Jupyter can open a notebook."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import nbformat

#: nbformat's own functions, which carry no types.
_reads: Final[Callable[..., Any]] = nbformat.reads
_validate: Final[Callable[..., Any]] = nbformat.validate


def problem_of(file: Path) -> str:
    """Return what is wrong with a notebook, in a few words; ``""`` if it can be opened."""
    try:
        text = file.read_text(encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _validate(_reads(text, as_version=nbformat.NO_CONVERT))
    except UnicodeDecodeError:
        return "not UTF-8"
    except RecursionError:
        return "nested too deeply"
    except nbformat.ValidationError as error:
        return f"not a notebook: {str(error).splitlines()[0][:200]}"
    # nbformat ends in many ways for what is JSON and no notebook.
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return f"not a notebook: {type(error).__name__}"
    return ""
