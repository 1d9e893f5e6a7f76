"""A student's notebook as one page to read: nothing in it runs, and nothing is loaded."""

import re
from html import escape
from typing import Final

import nbformat
import nh3
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters.html import HtmlFormatter

from hub_ext.classroom.attachments import Attachments
from hub_ext.language import Language, Message

#: Bytes of a notebook that is still rendered.
LARGEST_NOTEBOOK: Final = 20 * 1024 * 1024

#: Headers of the page, for a frame in which nothing may run even if the sanitiser missed it.
RESPONSE_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_NOT_SHOWN: Final = Message(
    ko="[이 출력은 움직이는 내용이라 여기에서는 보이지 않습니다.]",
    en="[This output is interactive and is not shown here.]",
)
#: nbconvert's words for a picture without any, which would be English on every page.
_NBCONVERT_ALT: Final = "No description has been provided for this image"
_PICTURE: Final = Message(ko="그림", en="picture")
_PICTURES: Final = ("text/html", "image/png", "image/jpeg", "image/gif")
#: Formulas would need a script; their source can be read.
_TEXTS: Final = ("text/latex", "text/plain")
_TEXT_TAGS: Final = "a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span"
_TABLE_TAGS: Final = "strong sub sup table tbody td tfoot th thead tr ul img caption"
_TAGS: Final = set(f"{_TEXT_TAGS} {_TABLE_TAGS}".split())
_ATTRIBUTES: Final = {
    "*": {"class"},
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
#: nbconvert takes a lexer of IPython otherwise, which is not on the hub.
_LANGUAGE_OF_LESSONS: Final = {"language_info": {"name": "python", "pygments_lexer": "python3"}}
_IMAGE: Final = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
_LINK: Final = re.compile(r"(https?://|mailto:)[^\s]+", re.IGNORECASE)
_CLASSES: Final = re.compile(r"[A-Za-z0-9_ -]{0,200}")
_RULES: Final = {"src": _IMAGE, "href": _LINK, "class": _CLASSES}

_STYLE: Final = (
    "body{font-family:'Noto Sans KR','Nanum Gothic','Malgun Gothic',sans-serif;margin:1rem;"
    "line-height:1.6;color:#1f2933}pre{white-space:pre-wrap;overflow-wrap:anywhere}"
    ".highlight{background:#f5f7fa;padding:.5rem;border-radius:4px}img{max-width:100%}.anchor-link{display:none}"
    "table{border-collapse:collapse}td,th{border:1px solid #cbd2d9;padding:.2rem .5rem}"
)


class RenderError(Exception):
    """A notebook cannot be shown.

    Attributes
    ----------
    code
        ``not-a-notebook``, ``too-large``, ``too-slow`` or ``busy``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def in_language(self, language: Language) -> str:
        """Return what the person who looks is told."""
        return MESSAGES[self.code].in_language(language)


MESSAGES: Final = {
    "not-a-notebook": Message(
        ko="노트북 파일이 아니거나 내용이 깨져 있어 보여 줄 수 없습니다. 파일은 그대로 있습니다. "
        "학생에게 노트북을 열어 다시 저장해 달라고 해 주세요.",
        en="This is not a notebook, or it is damaged, and cannot be shown. The file is as it was. "
        "Ask the student to open and save it again.",
    ),
    "too-large": Message(
        ko="노트북이 너무 커서 보여 줄 수 없습니다. 파일은 그대로 있습니다. "
        "학생에게 큰 출력을 지우고 다시 저장해 달라고 해 주세요.",
        en="The notebook is too large to be shown. The file is as it was. "
        "Ask the student to clear large outputs and save it again.",
    ),
    "too-slow": Message(
        ko="노트북을 보여 줄 페이지로 만드는 데 시간이 너무 오래 걸려 그만두었습니다. 파일은 그대로 "
        "있습니다. 다시 시도해도 같으면 학생에게 큰 출력을 지우고 다시 저장해 달라고 해 주세요.",
        en="Turning the notebook into a page took too long and was stopped. The file is as it was. "
        "Try again, and if it goes on ask the student to clear large outputs and save it again.",
    ),
    "busy": Message(
        ko="지금 많은 노트북을 보여 주고 있어 이 노트북은 아직 보여 줄 수 없습니다. 파일은 그대로 "
        "있습니다. 잠시 후 다시 시도해 주세요.",
        en="So many notebooks are being shown that this one has to wait. The file is as it was. "
        "Please try again in a moment.",
    ),
}


def render_notebook(content: bytes, title: str, language: Language) -> str:
    """Return a notebook as one self-contained page without scripts.

    Parameters
    ----------
    content
        The notebook's file, of format 3 or 4.
    title
        The page's title; any text.
    language
        Of the notes in place of what is not shown.

    Raises
    ------
    RenderError
        If it is too large or not a notebook.
    MemoryError
        If this process may not have what it takes.
    """
    if len(content) > LARGEST_NOTEBOOK:
        raise RenderError("too-large")
    try:
        notebook = _quiet(nbformat.reads(content.decode("utf-8"), as_version=4), language)
        exported, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    except MemoryError:
        raise
    # What damaged files made nbformat, nbconvert, mistune and jsonschema raise, of which half are
    # slips of theirs: AssertionError, KeyError, RecursionError, RuntimeError, TypeError,
    # UnboundLocalError, ValueError, and four classes of their own. A list would miss the next one.
    except Exception:  # noqa: BLE001, RUF100
        raise RenderError("not-a-notebook") from None
    # JSON can hold half surrogates, which a page cannot.
    readable = exported.encode("utf-8", "replace").decode("utf-8")
    named = readable.replace(f'alt="{_NBCONVERT_ALT}"', f'alt="{_PICTURE.in_language(language)}"')
    return _page(sanitise(named), title, language)


def sanitise(html: str) -> str:
    """Return what of some HTML only shows something, and loads nothing."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "noscript", "template"},
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _allowed(_tag: str, attribute: str, value: str) -> str | None:
    rule = _RULES.get(attribute)
    return value if rule is None or rule.fullmatch(value) else None


def _quiet(notebook: NotebookNode, language: Language) -> NotebookNode:
    """Leave of every output only types that show something; metadata chooses nothing."""
    notebook.metadata = NotebookNode(_LANGUAGE_OF_LESSONS)
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
        pictures = cell.get("attachments") or {}
        cell["attachments"] = Attachments(pictures)  # type: ignore[no-untyped-call]
        for output in cell.get("outputs", []):
            if "data" in output:
                output.metadata = NotebookNode()
                output.data = _shown(output.data, language)
    return notebook


def _shown(data: NotebookNode, language: Language) -> NotebookNode:
    moving = any("javascript" in kind or "widget" in kind for kind in data)
    kept = {kind: data[kind] for kind in _PICTURES if kind in data}
    texts = [data[kind] for kind in _TEXTS if kind in data]
    if texts:
        kept["text/plain"] = texts[0]
    if moving or not kept:
        kept = {"text/plain": _NOT_SHOWN.in_language(language)}
    return NotebookNode(kept)


def _page(body: str, title: str, language: Language) -> str:
    # Every colour of this style can be read on the background of a cell.
    colours = HtmlFormatter(style="xcode").get_style_defs(".highlight")
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{colours}{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
