"""Whatever a notebook holds, its page runs nothing and loads nothing."""

import json
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.classroom.rendering import (
    LARGEST_NOTEBOOK,
    MESSAGES,
    RenderError,
    render_notebook,
    sanitise,
)

FORBIDDEN = {"script", "iframe", "object", "embed", "form", "base", "link", "svg", "math", "input"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='http://evil.example/a.png'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<img src='data:image/svg+xml;base64,AAAA'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<div style='background:url(http://evil.example)'>x</div>",
    "<style>*{background:url(http://evil.example)}</style>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<base href='http://evil.example/'>",
    "<form action='http://evil.example'><input name=a></form>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "</main></body></html><script>alert(1)</script>",
]


class Page(HTMLParser):
    """Collects what could run or be loaded."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.wrong.append(tag)
        for name, value in attrs:
            text = (value or "").lower()
            if name.startswith("on") or name in {"style", "srcdoc", "action", "http-equiv"}:
                self.wrong.append(name)
            if (name == "src" and not text.startswith("data:image/")) or "svg" in text:
                self.wrong.append(text)
            if name == "href" and not text.startswith(("http://", "https://", "mailto:")):
                self.wrong.append(text)


def notebook(*cells: dict[str, Any], **metadata: Any) -> bytes:
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(content).encode()


def code(source: str = "", **data: Any) -> dict[str, Any]:
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    outputs = [output] if data else []
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1}
    return {**cell, "source": source, "outputs": outputs}


def markdown(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_does_nothing_wherever_it_is(attack: str) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": attack}
    page = render_notebook(
        notebook(
            code(attack, **{"text/html": attack}),
            markdown(attack),
            {**code(), "outputs": [stream]},
            title=attack,
            language_info={"name": attack, "pygments_lexer": attack},
        ),
        attack,
        "ko",
    )
    assert Page(page).wrong == []


@given(st.one_of(st.text(), st.lists(st.sampled_from([*ATTACKS, "<", ">", "'", '"'])).map("".join)))
def test_no_html_leaves_anything_that_runs_or_loads(html: str) -> None:
    assert Page(sanitise(html)).wrong == []


@pytest.mark.parametrize(
    "kind", ["application/javascript", "application/vnd.jupyter.widget-view+json"]
)
def test_what_would_have_to_run_is_a_note(kind: str) -> None:
    page = render_notebook(notebook(code(**{kind: "alert(1)", "text/html": "x"})), "t", "ko")
    assert "움직이는 내용" in page
    assert "alert(1)" not in page


def test_work_is_shown() -> None:
    table = "<table><tr><td colspan='2'>점수</td></tr></table>"
    page = render_notebook(
        notebook(
            code("print('안녕')", **{"text/html": table}),
            code(**{"image/png": "iVBORw0KGgo="}),
            markdown("# 제목\n[링크](https://example.org/)"),
        ),
        "한별 <b>",
        "ko",
    )
    assert '<td colspan="2">점수</td>' in page
    assert "안녕" in page and "제목" in page
    assert 'src="data:image/png;base64,iVBORw0KGgo=' in page
    assert 'rel="noopener noreferrer"' in page and 'target="_blank"' in page
    assert "<title>한별 &lt;b&gt;</title>" in page


def test_a_formula_is_its_source_unless_there_is_a_picture() -> None:
    formula = {"text/latex": "$x^{2} < 1$", "text/plain": "x**2 < 1"}
    page = render_notebook(notebook(code(**formula)), "t", "ko")
    assert "$x^{2} &lt; 1$" in page and "x**2" not in page
    page = render_notebook(notebook(code(**formula, **{"image/png": "iVBORw0KGgo="})), "t", "ko")
    assert "iVBORw0KGgo=" in page and "x^{2}" not in page
    attack = {"text/latex": "<script>alert(1)</script>"}
    assert Page(render_notebook(notebook(code(**attack)), "t", "ko")).wrong == []


@pytest.mark.parametrize("name", ["image.png", "그림.png", "a b (1).png", "100%.png"])
@pytest.mark.parametrize("link", ["![alt](attachment:{})", "![alt](<attachment:{}>)"])
def test_a_picture_in_the_text_is_shown(name: str, link: str) -> None:
    text = link.format(quote(name, safe="()") if "<" not in link else name)
    attachments = {name: {"image/png": "iVBORw0KGgo="}}
    page = render_notebook(notebook(markdown(text, attachments=attachments)), "t", "ko")
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in page


@pytest.mark.parametrize("more", [{}, {"attachments": {}}, {"attachments": {"b.png": {}}}])
def test_a_picture_that_is_missing_is_its_name(more: dict[str, Any]) -> None:
    cells = [markdown(f"![그림]({kind}:a.png) 안녕", **more) for kind in ("attachment", "file")]
    page = render_notebook(notebook(*cells), "t", "ko")
    assert page.count('alt="그림"') == page.count("안녕") == 2
    assert Page(page).wrong == []


@pytest.mark.parametrize(("language", "alternative"), [("ko", "그림"), ("en", "picture")])
def test_a_picture_without_words_of_its_own_is_called_one(language: Any, alternative: str) -> None:
    page = render_notebook(notebook(code(**{"image/png": "iVBORw0KGgo="})), "t", language)
    assert f'alt="{alternative}"' in page
    assert "No description" not in page


def test_a_picture_that_is_a_program_is_not_shown() -> None:
    page = render_notebook(notebook(code(**{"image/svg+xml": "<svg/>"})), "t", "ko")
    assert "<svg" not in page and "움직이는 내용" in page


def test_half_surrogates_are_shown_as_something_else() -> None:
    page = render_notebook(notebook(code("print('\ud800 안녕')")), "t", "ko")
    assert "안녕" in page
    assert page.encode()


def test_an_empty_notebook_is_an_empty_page() -> None:
    assert "<main>" in render_notebook(notebook(), "t", "en")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not-a-notebook"),
        (b"{", "not-a-notebook"),
        (b"[]", "not-a-notebook"),
        (b"\xff\xfe", "not-a-notebook"),
        (b"[" * 100_000, "not-a-notebook"),
        (b" " * (LARGEST_NOTEBOOK + 1), "too-large"),
    ],
    ids=["nothing", "cut off", "a list", "not UTF-8", "deep", "large"],
)
def test_what_cannot_be_shown_is_said(content: bytes, reason: str) -> None:
    with pytest.raises(RenderError) as failure:
        render_notebook(content, "t", "ko")
    assert failure.value.code == reason
    assert failure.value.in_language("ko") == MESSAGES[reason].ko
