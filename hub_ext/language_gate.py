"""Where every request passes: it says in which language its sender reads, and the page says its own."""

from collections.abc import Callable
from functools import partial

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

from hub_ext.accept_language import preferred_language
from hub_ext.language import ASKED_LANGUAGE, LanguageSetting


class LanguageGate(OutputTransform):
    """What one request and its answer say of languages.

    Parameters
    ----------
    request
        Its ``Accept-Language`` is heard, whether or not the setting cares.
    setting
        Of the language of the pages.

    Notes
    -----
    Tornado makes the transforms of a request before the task of its handler, which takes over the
    context as it is then. The next request on the same connection does the same again, so no request
    finds the language of the one before. Constructors of handlers run earlier: they must not speak.
    """

    def __init__(self, request: HTTPServerRequest, *, setting: LanguageSetting) -> None:
        ASKED_LANGUAGE.set(preferred_language(request.headers.get("Accept-Language", "")))
        self._setting = setting
        self._language = setting.now()

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Tell browsers and caches in which language a page is, and what that depends on."""
        if headers.get("Content-Type", "").startswith("text/html"):
            headers["Content-Language"] = self._language
            if self._setting is LanguageSetting.BROWSER:
                others = headers.get("Vary", "")
                headers["Vary"] = f"{others}, Accept-Language" if others else "Accept-Language"
        return super().transform_first_chunk(status_code, headers, chunk, finishing)


def language_gate(setting: LanguageSetting) -> Callable[[HTTPServerRequest], LanguageGate]:
    """Return what goes among the ``transforms`` of an application of tornado."""
    return partial(LanguageGate, setting=setting)
