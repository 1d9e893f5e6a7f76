"""Names and messages that want to be markup stay text, wherever a page shows them."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.pages.rendering import Page, person, render

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "{{ 7 * 7 }}",
    "\u202eadmin\u2066",
]


def _spoken(text: str) -> Any:
    return SimpleNamespace(jupyterhub_message=text, message=text, message_html="")


def _places(text: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every place where a page shows what somebody typed or another part reported."""
    visitor, me = {"user": None}, {"user": person(text)}
    off = {**me, "default_server": me["user"].spawner, "url": "/hub/spawn"}
    noticed = {"user": person("student1", notice_text=text), "url": "/hub/spawn"}
    return {
        "typed name": ("login.html", visitor | {"username": text}),
        "login error": ("login.html", visitor | {"login_error": text}),
        "oauth name": (
            "login.html",
            visitor
            | {"oauth_name": text, "other_ways": [{"id": "oauth", "url": "/x", "post": False}]},
        ),
        "own name": ("home.html", off),
        "display name": ("home.html", off | {"auth_state": {"name": text}}),
        "notice": ("home.html", noticed | {"default_server": noticed["user"].spawner}),
        "notice when off": ("not_running.html", noticed),
        "reason": ("not_running.html", me | {"failed": True, "failed_message": text}),
        "other's server": ("spawn.html", {"user": person("me"), "for_user": person(text)}),
        "option error": ("spawn.html", {"user": person("me"), "error_message": text}),
        "pending": ("spawn_pending.html", me | {"progress_url": text}),
        "stopping": ("stop_pending.html", me),
        "error": ("error.html", me | {"status_code": 503, "exception": _spoken(text)}),
        "upstream's error": ("error.html", me | {"status_code": 404, "message": text}),
    }


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", _places(""))
def test_hostile_text_adds_nothing_to_a_page(place: str, text: str) -> None:
    page, values = _arguments(place, "harmless")
    plain = Page(render(page, **values))
    page, values = _arguments(place, text)
    hostile = Page(render(page, **values))

    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes
    assert "49" not in hostile.text
    assert "</script>" not in hostile.scripts


@pytest.mark.parametrize("place", ["own name", "display name", "other's server"])
def test_a_name_is_set_apart_from_the_direction_of_the_page(place: str) -> None:
    page, values = _arguments(place, "\u202eadmin")

    assert "<bdi>\u202eadmin</bdi>" in render(page, **values)


def _arguments(place: str, text: str) -> tuple[str, dict[str, Any]]:
    return _places(text)[place]
