import re

import pytest
from jinja2 import nodes

from hub_ext.pages.configuration import STATIC, TEMPLATES
from tests.unit.pages.rendering import PAGES, UPSTREAM, Page, environment, render

_JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
_SHOWN_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|alt|placeholder|content)="([^"]*)"')
_WORD = re.compile(r"[^\W\d_]{2,}")
#: What a browser reads and nobody else.
_TECHNICAL = {"width=device-width, initial-scale=1"}


@pytest.mark.parametrize("asynchronous", [False, True], ids=["error pages", "other pages"])
@pytest.mark.parametrize("name", PAGES)
def test_a_template_compiles(name: str, asynchronous: bool) -> None:
    environment(asynchronous=asynchronous).get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_template_stands_in_for_one_of_upstream_s(name: str) -> None:
    assert (UPSTREAM / name).is_file()


@pytest.mark.parametrize("name", PAGES)
def test_no_words_are_written_into_a_template(name: str) -> None:
    source = _JINJA.sub("", (TEMPLATES / name).read_text())

    assert not _WORD.findall(Page(source).text)
    shown = set(_SHOWN_ATTRIBUTE.findall(source)) - _TECHNICAL
    assert not [text for text in shown if _WORD.search(text)]


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_take_their_words_from_the_page(script: object) -> None:
    assert not re.search("[가-힣]", str(script.read_text()))  # type: ignore[attr-defined]


def test_the_frame_has_every_block_that_upstream_s_pages_may_fill() -> None:
    def blocks(name: str) -> set[str]:
        source, *_ = environment().loader.get_source(environment(), name)  # type: ignore[union-attr]
        return {block.name for block in environment().parse(source).find_all(nodes.Block)}

    assert blocks("templates/page.html") <= blocks("page.html")


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.iterdir()))
def test_a_static_file_asks_for_nothing_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text().replace("http://www.w3.org/2000/svg", "")

    assert "//" not in re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)


def test_a_visitor_s_page_shows_nothing_of_other_hosts() -> None:
    assert not re.search(r'(?:src|href)="(?:https?:)?//', render("login.html"))
