import asyncio
from contextvars import copy_context
from typing import Any, get_args

import pytest

from hub_ext.language import ASKED_LANGUAGE, Language, LanguageSetting, Message
from tests.unit.users.settings import hub_settings

GREETING = Message(ko="{name}님, 안녕하세요.", en="Hello, {name}.")


def test_fields_are_filled_in_in_either_language() -> None:
    assert GREETING.in_language("ko", name="한별") == "한별님, 안녕하세요."
    assert GREETING.in_language("en", name="한별") == "Hello, 한별."


def test_a_forgotten_field_is_an_error_and_not_a_hole_in_a_sentence() -> None:
    with pytest.raises(KeyError):
        GREETING.in_language("ko")


@pytest.mark.parametrize("asked", get_args(Language))
@pytest.mark.parametrize(
    ("value", "now", "without_request"),
    [("ko", "ko", "ko"), ("en", "en", "en"), ("browser", None, "ko")],
)
def test_a_setting_is_one_language_or_the_one_that_is_asked_for(
    value: str, now: str | None, without_request: str, asked: Language
) -> None:
    setting = hub_settings(hub_language=value).hub_language

    def spoken() -> tuple[str, str]:
        ASKED_LANGUAGE.set(asked)
        return setting.now(), setting.without_request()

    assert copy_context().run(spoken) == (now or asked, without_request)


def test_korean_is_spoken_unless_somebody_asks_for_something_else() -> None:
    assert hub_settings().hub_language is LanguageSetting.KOREAN
    assert LanguageSetting.BROWSER.now() == "ko"


@pytest.mark.parametrize("value", ["fr", "KO", "browser,ko", "", None])
def test_other_settings_are_refused(value: str | None) -> None:
    with pytest.raises(ValueError, match="hub_language"):
        hub_settings(hub_language=value)


@pytest.mark.parametrize("setting", LanguageSetting)
def test_a_setting_that_is_taken_for_a_language_is_an_error_at_once(setting: Any) -> None:
    with pytest.raises(TypeError):
        GREETING.in_language(setting, name="한별")


async def test_what_a_request_starts_speaks_its_language_and_nothing_else_does() -> None:
    heard: dict[str, Language] = {}
    all_started = asyncio.Event()

    async def work(name: str) -> None:
        await all_started.wait()
        heard[name] = LanguageSetting.BROWSER.now()

    async def request(language: Language) -> asyncio.Task[None]:
        ASKED_LANGUAGE.set(language)
        return asyncio.create_task(work(language))

    tasks = [await asyncio.create_task(request(language)) for language in get_args(Language)]
    all_started.set()
    await asyncio.gather(*tasks, work("nobody"))

    assert heard == {"ko": "ko", "en": "en", "nobody": "ko"}
