from contextvars import copy_context
from pathlib import Path

import pytest
from traitlets.config import Config

from hub_ext.language import ASKED_LANGUAGE, Language
from hub_ext.pages import configure
from tests.unit.pages.rendering import template_variables
from tests.unit.users.settings import hub_settings


def test_a_bare_config_gets_templates_static_files_and_a_logo_that_exist() -> None:
    c = Config()
    configure(c, hub_settings())

    assert [(Path(path) / "page.html").is_file() for path in c.JupyterHub.template_paths] == [True]
    ((_, _, arguments),) = c.JupyterHub.extra_handlers
    assert (Path(arguments["path"]) / "pages.css").is_file()
    assert Path(c.JupyterHub.logo_file).is_file()


def test_what_others_configured_is_kept() -> None:
    c = Config()
    c.JupyterHub.template_vars = {"announcement": "hello"}
    c.JupyterHub.extra_handlers = [("/theirs", object)]
    c.JupyterHub.template_paths = ["/theirs"]
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0, "transforms": [object]}
    configure(c, hub_settings())

    assert c.JupyterHub.template_vars["announcement"] == "hello"
    assert c.JupyterHub.extra_handlers[0] == ("/theirs", object)
    assert c.JupyterHub.template_paths[0] == "/theirs"
    assert c.JupyterHub.tornado_settings["slow_spawn_timeout"] == 0
    assert c.JupyterHub.tornado_settings["transforms"][0] is object


@pytest.mark.parametrize(("mode", "marked"), [("dev", True), ("production", False)])
def test_only_development_is_marked(mode: str, marked: bool) -> None:
    c = Config()
    configure(c, hub_settings(hub_mode=mode))

    assert c.JupyterHub.template_vars["dev_mode"] is marked


@pytest.mark.parametrize(("language", "title"), [("ko", "로그인"), ("en", "Log in")])
def test_templates_speak_the_hub_s_language(language: Language, title: str) -> None:
    c = Config()
    configure(c, hub_settings(hub_language=language))

    seen = template_variables(c)
    assert seen["language"] == language
    assert seen["text"].login_title == title


def test_templates_speak_to_each_browser_in_its_language() -> None:
    c = Config()
    configure(c, hub_settings(hub_language="browser"))

    def seen(language: Language) -> tuple[str, str]:
        ASKED_LANGUAGE.set(language)
        variables = template_variables(c)
        return variables["language"], variables["text"].login_title

    assert copy_context().run(seen, "en") == ("en", "Log in")
    assert copy_context().run(seen, "ko") == ("ko", "로그인")
