"""Teachers whose browsers ask for different languages, on one class page."""

import asyncio
import html
import json
from typing import Any, get_args

import httpx
import pytest

from hub_ext import pages
from hub_ext.classroom.messages import MESSAGES
from hub_ext.classroom.rendering import MESSAGES as RENDERING
from hub_ext.language import Language
from hub_ext.servers.messages import REFUSALS
from hub_ext.settings import HubSettings
from tests.integration.classroom.conftest import Asks
from tests.integration.pretended import BROKEN, PretendedSpawner
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.conftest import (  # noqa: F401 - fixtures
    agent,
    running_store,
    shared_agent,
    store,
)
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.users import hub as hub_module
from tests.integration.users.hub import hub_config
from tests.unit.users.settings import hub_settings

LANGUAGES: tuple[Language, ...] = get_args(Language)
#: An output that cannot be shown, and so a note in its place.
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {
            "id": "a",
            "cell_type": "code",
            "metadata": {},
            "source": "x",
            "execution_count": 1,
            "outputs": [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"application/javascript": "alert(1)"},
                }
            ],
        }
    ],
}
NOTES = {"ko": "움직이는 내용", "en": "This output is interactive"}


@pytest.fixture
def storage(agent: AgentProcess) -> str:  # noqa: F811
    return agent.url


@pytest.fixture
async def hub(
    start_hub: Any, sqlite_hub_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Any:
    """A hub for all browsers, at which one student's server cannot start."""
    PretendedSpawner.gate = asyncio.Event()
    PretendedSpawner.gate.set()
    settings = hub_settings(**sqlite_hub_settings, hub_language="browser")

    def with_pages_and_servers(settings: HubSettings) -> Any:
        c = hub_config(settings)
        pages.configure(c, settings)
        c.JupyterHub.spawner_class = PretendedSpawner
        c.PretendedSpawner.language = settings.hub_language
        return c

    monkeypatch.setattr(hub_module, "hub_config", with_pages_and_servers)
    return await start_hub(settings)


@pytest.fixture
async def teachers(asks: Asks) -> dict[Language, httpx.AsyncClient]:
    await asks("student1")
    await asks(BROKEN)
    teachers = {language: await asks("teacher11") for language in LANGUAGES}
    for language, teacher in teachers.items():
        teacher.headers["Accept-Language"] = f"{language}, ja;q=0.5"
    return teachers


def check(answer: httpx.Response, status: int, language: Language, text: str) -> None:
    assert answer.status_code == status, answer.text
    assert f'<html lang="{language}"' in answer.text
    assert text in html.unescape(answer.text)
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Vary"] == "Accept-Language, Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "status", "key"),
    [
        ("center-11", 200, "start_class"),
        ("look/student1", 200, "notebooks_note"),
        ("look/student1/read?path=a.ipynb", 200, "back_to_notebooks"),
        ("center-12", 404, "error_missing"),
        ("look/student31", 404, "error_missing"),
    ],
)
async def test_each_teacher_gets_each_page_in_their_language(
    teachers: dict[Language, httpx.AsyncClient], path: str, status: int, key: str
) -> None:
    asked = LANGUAGES * 4
    answers = await asyncio.gather(*[teachers[language].get(path) for language in asked])

    for language, answer in zip(asked, answers, strict=True):
        check(answer, status, language, getattr(MESSAGES[key], language))


async def test_a_notebook_is_rendered_with_notes_in_the_reader_s_language(
    teachers: dict[Language, httpx.AsyncClient],
    store: ObjectStore,  # noqa: F811
) -> None:
    store.put("users/student1/jupyter/note.ipynb", json.dumps(NOTEBOOK))
    store.put("users/student1/jupyter/torn.ipynb", "{")
    asked = LANGUAGES * 3

    async def content(path: str) -> list[httpx.Response]:
        address = f"look/student1/content?path={path}"
        return await asyncio.gather(*[teachers[language].get(address) for language in asked])

    shown, torn = await content("note.ipynb"), await content("torn.ipynb")
    for language, answer, refusal in zip(asked, shown, torn, strict=True):
        check(answer, 200, language, NOTES[language])
        check(refusal, 422, language, getattr(RENDERING["not-a-notebook"], language))


async def test_what_the_hub_says_of_a_server_is_in_the_teacher_s_language(
    teachers: dict[Language, httpx.AsyncClient],
) -> None:
    broken = REFUSALS["internal"]
    for language, teacher in teachers.items():
        refused = await teacher.post(f"api/students/{BROKEN}")
        assert refused.json()["message"] == getattr(broken, language)
    # And both read about the start that only one of them has asked for last.
    for language, teacher in teachers.items():
        rows = (await teacher.get("api/center-11")).json()["students"]
        notices = {row["user"]: row["notice"] for row in rows}
        assert notices == {"student1": "", BROKEN: getattr(broken, language)}
