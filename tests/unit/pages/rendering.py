"""The pages rendered as JupyterHub does it, without a hub."""

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, Template
from jupyterhub._data import DATA_FILES_PATH
from traitlets.config import Config

import hub_ext.pages
from hub_ext.language import Language
from hub_ext.pages.configuration import TEMPLATES
from tests.unit.users.settings import hub_settings

UPSTREAM = Path(DATA_FILES_PATH) / "templates"
PAGES = sorted(path.name for path in TEMPLATES.glob("*.html"))


@cache
def environment(*, asynchronous: bool = False) -> Environment:
    """As `JupyterHub.init_tornado_settings` builds it."""
    loader = ChoiceLoader(
        [
            PrefixLoader({"templates": FileSystemLoader([UPSTREAM])}, "/"),
            FileSystemLoader([TEMPLATES, UPSTREAM]),
        ]
    )
    return Environment(loader=loader, autoescape=True, enable_async=asynchronous)


def render(page: str, language: Language = "ko", mode: str = "production", **values: Any) -> str:
    """Render `page` with what JupyterHub gives every template, and `values`."""
    template: Template = environment().get_template(page)
    c = Config()
    hub_ext.pages.configure(c, hub_settings(hub_language=language, hub_mode=mode))
    common = {
        "base_url": "/hub/",
        "prefix": "/",
        "login_url": "/hub/login",
        "logout_url": "/hub/logout",
        "static_url": lambda path, **_: f"/hub/static/{path}",
        "parsed_scopes": {},
        "services": [],
        "xsrf": "xsrf-token",
        "xsrf_token": "xsrf-token",
        "user": None,
    }
    return template.render(common | template_variables(c) | values)


def template_variables(c: Config) -> dict[str, Any]:
    """What JupyterHub gives the templates of `c.JupyterHub.template_vars` for one page."""
    return {
        name: value(None) if callable(value) else value
        for name, value in c.JupyterHub.template_vars.items()
    }


def person(name: str, **server: Any) -> Any:
    """A logged-in person, as far as templates look at one."""
    spawner = SimpleNamespace(
        **{"active": False, "pending": None, "notice_text": "", "options_form": None, **server}
    )
    return SimpleNamespace(name=name, escaped_name="escaped-name", spawner=spawner)


@dataclass
class Page(HTMLParser):
    """What a browser sees of a page."""

    source: str
    tags: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    scripts: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._in_script = False
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - its caller names it
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts += data
        else:
            self.text += data
