"""A notebook that somebody else has made appears in a home, whichever way it is stored."""

from collections.abc import Callable
from typing import Any

import httpx
import nbformat
import pytest

from hub_ext.setting_types import HomeStorage
from tests.integration.storage.agent import TOKEN
from tests.integration.storage.contract.homes import SEEN_WITHIN, ContractHome
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import wait_until

NAME = "3주차 과제 (연습).ipynb"
_AGENTS = {
    HomeStorage.WORKING_COPY: "agent",
    HomeStorage.MOUNT: "shared_mount_agent",
    HomeStorage.CONTENTS: "shared_contents_agent",
}
_reads: Callable[..., Any] = nbformat.reads
Create = Callable[[str | None], httpx.Response]


@pytest.fixture
def create(request: pytest.FixtureRequest, home: ContractHome, person: str) -> Create:
    """Asks the agent of the home for a notebook."""
    url = request.getfixturevalue(_AGENTS[home.student.way]).url

    def ask(name: str | None) -> httpx.Response:
        return httpx.post(
            f"{url}/notebooks/create",
            json={"user_id": person, "name": name},
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=70,
        )

    return ask


def test_a_notebook_is_made_once_and_the_open_home_has_it(
    home: ContractHome, create: Create, store: ObjectStore, person: str
) -> None:
    assert create(NAME).json() == {"path": NAME, "created": True}
    assert create(NAME).json() == {"path": NAME, "created": False}
    text = store.get(f"users/{person}/jupyter/{NAME}")
    assert text is not None
    nbformat.validate(_reads(text, as_version=4))
    wait_until(lambda: home.student.digest(NAME), SEEN_WITHIN, "the person sees it")
    home.is_everywhere(NAME, text.encode())


def test_what_the_person_has_just_saved_stays(home: ContractHome, create: Create) -> None:
    home.student.write(NAME, b"the person's")
    assert create(NAME).json() == {"path": NAME, "created": False}
    home.is_everywhere(NAME, b"the person's")


def test_the_first_notebook_is_there_already(
    home: ContractHome, create: Create, person: str
) -> None:
    home.student.settle()
    assert create(None).json() == {"path": f"{person}.ipynb", "created": False}


def test_a_folder_of_that_name_is_told(home: ContractHome, create: Create) -> None:
    home.platform.write(f"{NAME}/a.txt", b"in a folder")
    answer = create(NAME)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid-path")
