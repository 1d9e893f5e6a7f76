"""The notebook that a person finds at their first start."""

import asyncio
import errno
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from hub_ext.storage.process import STUDENT
from hub_ext.storage.record import Record, RecordFile

#: nbformat's own functions, which carry no types.
_new_notebook: Callable[..., Any] = v4.new_notebook
_new_code_cell: Callable[..., Any] = v4.new_code_cell
_new_markdown_cell: Callable[..., Any] = v4.new_markdown_cell
_writes: Callable[..., str] = nbformat.writes

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

_WELCOME = """# 나의 첫 노트북

반갑습니다! 이 노트북은 글과 파이썬 코드를 함께 적는 공책입니다.

- 아래의 코드 칸을 누르고 **Shift + Enter**를 누르면 코드가 실행됩니다.
- 저장한 내용은 학원 저장소에 자동으로 보관됩니다. 다른 컴퓨터에서 로그인해도 그대로 있습니다.
- 수업 자료는 왼쪽의 `lessons` 폴더에 있습니다. 읽기 전용이니, 고치고 싶으면 복사해서 사용하세요."""

_HELLO = """이름 = "파이썬"
print(f"안녕하세요, {이름}!")"""

_PLOT_TEXT = "## 그래프 그리기\n\n숫자를 바꾸어 다시 실행해 보세요."

_PLOT = """import matplotlib.pyplot as plt

요일 = ["월", "화", "수", "목", "금"]
공부한_시간 = [1, 2, 1.5, 3, 2.5]

plt.plot(요일, 공부한_시간, marker="o")
plt.title("이번 주에 공부한 시간")
plt.xlabel("요일")
plt.ylabel("시간")
plt.show()"""


#: What a file system without hard links answers: a mount of rclone's.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)


def first_notebook() -> str:
    """Return the text of the notebook as Jupyter itself would write it: Korean not escaped."""
    cells = [
        _new_markdown_cell(_WELCOME, id="welcome"),
        _new_code_cell(_HELLO, id="hello"),
        _new_markdown_cell(_PLOT_TEXT, id="plot-text"),
        _new_code_cell(_PLOT, id="plot"),
    ]
    return _text(cells)


def blank_notebook() -> str:
    """Return the text of a notebook with one empty cell, as Jupyter itself would write it."""
    return _text([_new_code_cell("", id="first")])


def _text(cells: list[Any]) -> str:
    notebook = _new_notebook(
        cells=cells, metadata={"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    )
    nbformat.validate(notebook)
    text = _writes(notebook)
    return text if text.endswith("\n") else f"{text}\n"


async def greet(
    path: Path, record: Record, file: RecordFile, holds_notebook: Callable[[], Awaitable[bool]]
) -> bool:
    """Write the first notebook if this is a person's first start and they have none.

    Parameters
    ----------
    path
        Where it belongs.
    record, file
        What is remembered about the home; updated, so that it is not written a second time.
    holds_notebook
        Tells whether there is any notebook of the person's.

    Returns
    -------
    bool
        Whether it was written.
    """
    if record.greeted:
        return False
    missing = not await holds_notebook()
    if missing:
        await asyncio.to_thread(write_first_notebook, path)
    record.greeted = True
    await asyncio.to_thread(file.write, record)
    return missing


def write_first_notebook(path: Path) -> None:
    """Write the notebook to `path` as the student's, whole or not at all; never over anything."""
    new = path.with_name(f".~{path.name}")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(first_notebook())
        os.fchown(file.fileno(), STUDENT, STUDENT)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(new, path, follow_symlinks=False)
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # Nobody else is in a home that is mounted and not yet shown.
        if not path.exists():
            new.rename(path)
    finally:
        new.unlink(missing_ok=True)
