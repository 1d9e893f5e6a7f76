"""The pictures that are pasted into a notebook's text."""

from typing import Any, NoReturn
from urllib.parse import unquote

from nbformat import NotebookNode


class Attachments(NotebookNode):
    """A cell's pictures by the names that its text gives them.

    nbconvert looks for a name as it stands in a link, where ``그림.png`` is percent-encoded, and
    refuses the whole notebook for one that is missing, as after copying a cell from another one.
    """

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> Any:
        # What is no picture is taken out of the page, and its alternative text stays.
        return self.get(name) or self.get(unquote(name)) or {"text/plain": ""}

    def __getattr__(self, name: str) -> NoReturn:
        # Or copying would find a method of any name among the pictures.
        raise AttributeError(name)
