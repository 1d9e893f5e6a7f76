"""From settings to the traits that shape the pages."""

from functools import partial
from pathlib import Path
from typing import Any, Final

from jupyterhub.handlers.static import CacheControlStaticFilesHandler
from traitlets.config import Config

from hub_ext.language import Language, LanguageSetting
from hub_ext.language_gate import language_gate
from hub_ext.pages.admin_messages import ADMIN_WORDS
from hub_ext.pages.text import Text
from hub_ext.settings import HubSettings
from hub_ext.version import version

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"


def configure(c: Config, settings: HubSettings) -> None:
    """Set the templates, their variables and language, the logo and where static files are served.

    Parameters
    ----------
    c
        The configuration that JupyterHub reads; changed in place. What others put into its
        lists and dictionaries before is kept.
    settings
        Of these only the language and the mode matter here.

    Notes
    -----
    JupyterHub serves its own files under ``/hub/static`` from one folder and has no list of
    them, so ours are at ``/hub/assets``, with its own handler and caching.

    A template variable that is callable JupyterHub calls for every page, with whoever is logged in,
    and gives the template what it returns.
    """
    setting = settings.hub_language
    c.JupyterHub.template_paths = [*c.JupyterHub.get("template_paths", []), str(TEMPLATES)]
    c.JupyterHub.template_vars = {
        **c.JupyterHub.get("template_vars", {}),
        "text": partial(_text, setting),
        "language": partial(_language, setting),
        "admin_words": ADMIN_WORDS,
        "dev_mode": settings.hub_mode == "dev",
        "version": version(),
    }
    c.JupyterHub.extra_handlers = [
        *c.JupyterHub.get("extra_handlers", []),
        (r"/assets/(.*)", CacheControlStaticFilesHandler, {"path": str(STATIC)}),
    ]
    c.JupyterHub.logo_file = str(STATIC / "logo.svg")
    tornado = c.JupyterHub.get("tornado_settings", {})
    c.JupyterHub.tornado_settings = {
        **tornado,
        "transforms": [*tornado.get("transforms", []), language_gate(setting)],
    }


def _text(setting: LanguageSetting, _user: Any) -> Text:
    return Text(setting.now())


def _language(setting: LanguageSetting, _user: Any) -> Language:
    return setting.now()
