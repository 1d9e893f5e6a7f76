"""What is found in Markdown, HTML, CSS and notebooks, and on which line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.content_audit.documents.found import Found, UnreadableError
from hub_ext.content_audit.documents.html import in_html, in_srcset
from hub_ext.content_audit.documents.kinds import ENDINGS, in_document
from hub_ext.content_audit.documents.markdown import in_markdown
from hub_ext.content_audit.documents.notebook import in_notebook


def _texts(found: list[Found]) -> list[str]:
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="a.png" data-src=b.png>', ["a.png", "b.png"]),
        ("<IMG SRC='a.png'>", ["a.png"]),
        ('<img srcset="a.png 1x, b.png 2x">', ["a.png", "b.png"]),
        ('<source src="a.mp4"><video poster="p.png">', ["a.mp4", "p.png"]),
        ('<a href="a.md?x=1&amp;y=2">', ["a.md?x=1&y=2"]),
        ('<link rel="stylesheet" href="a.css">', ["a.css"]),
        ('<link rel="canonical" href="a.html">', []),
        ('<link rel="alternate stylesheet" href="a.css">', ["a.css"]),
        ('<script src="a.js"></script>', ["a.js"]),
        ("<script>'<img src=\"a.png\">'</script>", []),
        ('<base href="/x/">', []),
        ("<style>b{background:url(a.png)} @import 'b.css';</style>", ["a.png", "b.css"]),
        ("<style>/* url(a.png) */</style>", []),
        ("<style>/* url(a.png)</style>", []),
        ('<p style="background:url(&quot;a b.png&quot;)">', ["a b.png"]),
        ('<object data="a.pdf"></object><p data="b.pdf">', ["a.pdf"]),
        ('<svg><image xlink:href="a.png"/></svg>', ["a.png"]),
        ("<!-- <img src=a.png> -->", []),
        ("<img src>", []),
        ('<img src="a.png"', []),
    ],
)
def test_html(html: str, expected: list[str]) -> None:
    assert _texts(in_html(html)) == expected


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a.png", ["a.png"]),
        ("a.png, b.png", ["a.png", "b.png"]),
        ("a,b.png 1x,c.png 2x", ["a,b.png", "c.png"]),
        (" a.png 480w ,\n b.png  800w", ["a.png", "b.png"]),
        (",", []),
        ("a.png 1x", ["a.png"]),
        ("a.png, , b.png,", ["a.png", "b.png"]),
        ("", []),
    ],
)
def test_srcset(srcset: str, expected: list[str]) -> None:
    assert in_srcset(srcset) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![](a.png)", [Found("a.png", 1)]),
        ("x\n![](a.png)\n[b](b.md)", [Found("a.png", 2), Found("b.md", 3, link=True)]),
        ("![](<a b.png> 't')", [Found("a b.png", 1)]),
        ("![](가%20나.png)", [Found("가%20나.png", 1)]),
        ("![r][1]\n\n[1]: a.png", [Found("a.png", 1)]),
        ("[1]: a.png", []),
        ("`![](a.png)`", []),
        ("```\n![](a.png)\n```", []),
        ("    ![](a.png)", []),
        ("| a |\n|---|\n| ![](a.png) |", [Found("a.png", 3)]),
        ("> - ![](a.png)", [Found("a.png", 1)]),
        ("[![](a.png)](b.md)", [Found("b.md", 1, link=True), Found("a.png", 1)]),
        ("x <img\nsrc=a.png> ![](b.png)", [Found("a.png", 1), Found("b.png", 2)]),
        ("\n<div>\n<img src=a.png>\n</div>", [Found("a.png", 3)]),
        ("<https://example.org/a.png>", [Found("https://example.org/a.png", 1, link=True)]),
        ("\\![](a.png)", [Found("a.png", 1, link=True)]),
    ],
)
def test_markdown(markdown: str, expected: list[Found]) -> None:
    assert in_markdown(markdown) == expected


@pytest.mark.parametrize(
    ("notebook", "expected"),
    [
        (
            {"cells": [{"cell_type": "markdown", "source": ["x\n", "![](a.png)"]}]},
            [Found("a.png", 2, cell=1)],
        ),
        (
            {"worksheets": [{"cells": [{"cell_type": "markdown", "source": "![](a.png)"}]}]},
            [Found("a.png", 1, cell=1)],
        ),
        ({"cells": [{"cell_type": "code", "source": "![](a.png)"}]}, []),
        ({"cells": [None, {"cell_type": "markdown", "source": 3}]}, []),
        ({"cells": "x", "worksheets": 3}, []),
    ],
)
def test_notebooks(notebook: object, expected: list[Found]) -> None:
    assert in_notebook(json.dumps(notebook)) == expected


@pytest.mark.parametrize("text", ["", "{", "[1]", "[" * 100_000])
def test_what_is_no_notebook_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableError):
        in_notebook(text)


@pytest.mark.parametrize(
    "content",
    [
        "![](가.png)".encode(),
        "\ufeff![](가.png)".encode(),
        "![](가.png)".encode("cp949"),
        "![](가.png)".encode("utf-16"),
    ],
)
def test_a_document_may_be_in_any_encoding_that_korean_programs_write(content: bytes) -> None:
    assert _texts(in_document("A.MD", content)) == ["가.png"]


def test_a_document_in_no_known_encoding_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="neither"):
        in_document("a.md", b"\xff\xff![](a.png)")


@pytest.mark.parametrize(
    "part",
    [
        "url(",
        "url(a)\n",
        "@import ",
        "url( ",
        "/*",
        "<a",
        "<img srcset='a, ",
        "![](",
        "<!--",
        "&",
        "`",
        "[a][",
        ",",
    ],
)
@pytest.mark.timeout(20)
def test_a_long_text_takes_no_longer_than_its_length(part: str) -> None:
    text = (part * 50_000).encode()
    for ending in (".html", ".css"):
        in_document(f"a{ending}", text)


@given(st.sampled_from([ending for ending in ENDINGS if ending != ".ipynb"]), st.text())
def test_no_text_breaks_it(ending: str, text: str) -> None:
    in_document(f"a{ending}", text.encode("utf-8", "replace"))
