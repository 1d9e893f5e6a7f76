"""What the storage agent says of a class: homes in every state, which real ones never are at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final, Literal

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tornado.web import Application, RequestHandler

from hub_ext.storage.models import (
    HomeSummaries,
    HomeSummary,
    Notebook,
    NotebookList,
    SummariesRequest,
)
from tests.integration.serving import served

NOTEBOOKS: Final = ("student3.ipynb", "3단원 그래프 그리기/우리 반 친구들이 좋아하는 간식.ipynb")
_STATES: Final[dict[str, Literal["saved", "saving", "waiting", "unknown"]]] = {
    "student3": "saved",
    "student4": "saving",
    "student5": "waiting",
}
#: Of the one who waits; long ago, so that the day is shown too.
SINCE: Final = datetime(2026, 3, 2, 5, 3, tzinfo=UTC)
_MEBIBYTE: Final = 1024 * 1024


def _notebook() -> bytes:
    plot = new_output("stream", text="떡볶이 ████████\n김밥 ████\n" + "1234567890 " * 30)
    cells = [
        new_markdown_cell("# 간식 조사\n\n우리 반 친구들에게 **물어보았다**."),
        new_code_cell(
            "# 그래프\nfor snack in ['떡볶이', '김밥']:\n    print(snack)", outputs=[plot]
        ),
    ]
    text: str = nbformat.writes(new_notebook(cells=cells))
    return text.encode()


class _Summaries(RequestHandler):
    def post(self) -> None:
        asked = SummariesRequest.model_validate_json(self.request.body).user_ids
        homes = [
            HomeSummary(
                user_id=name,
                open=name in _STATES,
                state=_STATES.get(name, "unknown"),
                since=SINCE if name in _STATES else None,
                used_bytes=len(name) * 7 * _MEBIBYTE,
                quota_bytes=64 * _MEBIBYTE if name in _STATES else None,
                level="warn" if name in _STATES else None,
            )
            for name in asked
        ]
        self.finish(HomeSummaries(homes=homes).model_dump_json())


class _List(RequestHandler):
    def post(self) -> None:
        has_some = b'"student3"' in self.request.body
        saved = datetime(2026, 11, 3, 5, 30, tzinfo=UTC)
        found = [Notebook(path=path, bytes=48_000, modified=saved) for path in NOTEBOOKS]
        answer = NotebookList(
            notebooks=found if has_some else [], count=len(found) * has_some, more=False
        )
        self.finish(answer.model_dump_json())


class _Read(RequestHandler):
    def post(self) -> None:
        self.finish(_notebook())


@asynccontextmanager
async def shelf() -> AsyncIterator[str]:
    """Serve it; the address."""
    routes = [
        ("/homes/summaries", _Summaries),
        ("/notebooks/list", _List),
        ("/notebooks/read", _Read),
    ]
    async with served(Application(routes)) as address:
        yield address
