"""The notebook that a person finds at their first start."""

import json
from pathlib import Path

import nbformat

from hub_ext.storage.first_notebook import first_notebook, write_first_notebook


def test_it_is_a_valid_notebook_as_jupyter_writes_it() -> None:
    text = first_notebook()
    nbformat.validate(json.loads(text))
    assert text.endswith("}\n")
    assert "나의 첫 노트북" in text
    assert "\\u" not in text


def test_its_code_is_python() -> None:
    for cell in json.loads(first_notebook())["cells"]:
        if cell["cell_type"] == "code":
            compile("".join(cell["source"]), "cell", "exec")


def test_it_belongs_to_the_student_and_leaves_nothing_else_behind(tmp_path: Path) -> None:
    path = tmp_path / "한별.ipynb"
    write_first_notebook(path)
    assert path.read_text() == first_notebook()
    assert (path.stat().st_uid, path.stat().st_gid) == (1000, 1000)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_it_is_never_written_over_anything(tmp_path: Path) -> None:
    path = tmp_path / "student1.ipynb"
    path.write_text("mine")
    write_first_notebook(path)
    assert path.read_text() == "mine"
