"""A mounted home, from the first start to the last, seen from a student's own container."""

import json
import unicodedata
from datetime import UTC, datetime
from typing import Literal

import nbformat
import pytest

from hub_ext.storage.layout import HomeLayout
from hub_ext.storage.record import Record
from hub_ext.storage.store import MOMENT
from tests.integration.storage.mount.agent import MountAgent
from tests.integration.storage.mount.conftest import Enter
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import eventually, wait_until

pytestmark = pytest.mark.docker

#: Seconds in which a saved file must be in the store.
SAVED_WITHIN = 5.0


async def test_the_first_start_finds_a_notebook_and_the_store_gets_it(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    async with mounts.client() as client:
        opened = await client.open(person)
        assert (opened.way, opened.path, opened.state) == (
            "mount",
            f"homes/{person}/mount",
            "current",
        )
        student = enter(mounts, opened)
        text = student.runs(f"cat {person}.ipynb")
        assert "나의 첫 노트북" in text
        nbformat.validate(json.loads(text))
        assert student.runs(f"stat -c %u:%g . {person}.ipynb") == "1000:1000\n" * 2
        key = f"users/{person}/jupyter/{person}.ipynb"
        wait_until(lambda: store.get(key) == text, SAVED_WITHIN, "the notebook is in the store")
        student.runs(f"rm {person}.ipynb")
        student.remove()
        assert (await client.close(person)).state == "saved"
        await client.open(person)
        await client.close(person)
    assert store.keys(f"users/{person}/") == [], "a deleted first notebook is not made again"


async def test_what_a_student_does_is_in_the_store_when_the_home_is_closed(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    store.put(f"users/{person}/jupyter/과제/숙제.md", "# 숙제")
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        assert student.runs("cat 과제/숙제.md") == "# 숙제"
        student.runs(
            """
            printf first > '한글 이름 (1).txt'
            printf second >> '한글 이름 (1).txt'
            mv '한글 이름 (1).txt' '과제/새 이름.txt'
            printf '100%%' > "odd 100% + & # 'x' \\"y\\".txt"
            printf longer-than-before > a.txt; printf short > a.txt
            mkdir -p tree/leaf; printf x > tree/leaf/b.txt; mv tree wood
            printf gone > gone.txt; rm gone.txt
            printf old > saved.ipynb; printf new > .~saved.ipynb; mv .~saved.ipynb saved.ipynb
            ln -s a.txt link; test "$(cat link)" = short
            printf '#!/bin/sh\\necho runs\\n' > script; chmod +x script; test "$(./script)" = runs
            """
        )
        student.remove()
        assert (await client.close(person)).state == "saved"
        status = await client.status(person)
        assert (status.open, status.state) == (False, "saved")
        assert status.since is not None
    stored = {
        key.removeprefix(f"users/{person}/jupyter/"): store.get(key)
        for key in store.keys(f"users/{person}/")
    }
    first = stored.pop(f"{person}.ipynb")
    assert first is not None
    assert stored == {
        "과제/숙제.md": "# 숙제",
        "과제/새 이름.txt": "firstsecond",
        "odd 100% + & # 'x' \"y\".txt": "100%",
        "a.txt": "short",
        "wood/leaf/b.txt": "x",
        "saved.ipynb": "new",
        "link.rclonelink": "a.txt",
        "script": "#!/bin/sh\necho runs\n",
    }
    assert mounts.cached(person) == "", "nothing of a closed home is left on the host"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_a_korean_name_keeps_its_form(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter, form: Literal["NFC", "NFD"]
) -> None:
    name = unicodedata.normalize(form, "학생 노트북.ipynb")
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        student.runs(f"printf '{{}}' > '{name}'")
        student.remove()
        assert (await client.close(person)).state == "saved"
    assert f"users/{person}/jupyter/{name}" in store.keys(f"users/{person}/")


async def test_what_the_platform_changes_appears_while_the_person_works(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        assert not student.can("cat handout.md")
        store.put(f"users/{person}/jupyter/handout.md", "# 나눠 준 것")
        wait_until(lambda: student.can("cat handout.md"), 40, "the platform's file is here")
        assert student.runs("cat handout.md") == "# 나눠 준 것"


async def test_a_version_that_is_brought_back_is_seen_at_once(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    moment = datetime.now(UTC).strftime(MOMENT)
    store.put(f"{HomeLayout(person).history_prefix(moment)}과제/숙제.md", "처음")
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        assert not student.can("cat 과제/숙제.md")
        assert (await client.restore(person, "과제/숙제.md", moment)).arrived
        assert student.runs("cat 과제/숙제.md") == "처음"


async def test_the_status_follows_a_save(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    async with mounts.client() as client:

        async def state() -> str:
            return (await client.status(person)).state

        async def saving() -> bool:
            return await state() == "saving"

        async def saved() -> bool:
            return await state() == "saved"

        student = enter(mounts, await client.open(person))
        await eventually(saved, SAVED_WITHIN + 3, "the first notebook is saved")
        store.faults(delay=4, methods=["PUT"])
        student.runs("printf x > slow.txt")
        await eventually(saving, SAVED_WITHIN, "it says that it is saving")
        store.faults()
        await eventually(saved, 20, "it says that it is saved")
        assert store.get(f"users/{person}/jupyter/slow.txt") == "x"


async def test_lessons_are_in_the_home_read_only_and_come_back(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    lesson = "lessons/DataAnalysis/chapter01_1_p01.md"
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        wait_until(lambda: student.can(f"test -s {lesson}"), 20, "a lesson can be read")
        assert student.runs(f"cat {lesson}") == store.get("DataAnalysis/chapter01_1_p01.md")
        for attempt in (
            f"printf x > {lesson}",
            "printf x > lessons/x",
            "rmdir lessons",
            "rm -rf lessons",
        ):
            assert not student.can(attempt), attempt
        mounts.run("sh", "-c", _KILL_LESSONS)
        wait_until(lambda: not student.can(f"cat {lesson}"), 10, "the lessons are gone")
        wait_until(lambda: student.can(f"cat {lesson}"), 20, "the lessons are back")
        student.remove()
        assert (await client.close(person)).state == "saved"
        assert (await client.health()).lessons == "mounted", "they stay for everybody else"
    mine = store.keys(f"users/{person}/")
    assert mine == [f"users/{person}/jupyter/{person}.ipynb"], "lessons are not copied"


async def test_what_a_centre_shares_is_in_the_home_as_its_folder_allows(
    own_mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    agent = own_mounts
    shared = agent.data / "centers/11/students"
    shared.mkdir(parents=True)
    (shared / "안내.md").write_text("모두에게")
    async with agent.client() as client:
        student = enter(agent, await client.open(person))
        assert not student.can("ls center")
        agent.remember(Record(user_id=person, open=True, center="centers/11/students"))
        wait_until(lambda: student.can("ls center"), 20, "the shared folder is there")
        assert student.runs("cat center/안내.md") == "모두에게"
        assert not student.can("touch center/x"), "the folder is not the student's"
        student.remove()
        assert (await client.close(person)).state == "saved"
    assert (shared / "안내.md").exists()
    assert not [key for key in store.keys(f"users/{person}/") if "center" in key]


async def test_a_home_with_a_file_where_lessons_belong_opens_without_them(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    store.put(f"users/{person}/jupyter/lessons", "mine")
    async with mounts.client() as client:
        student = enter(mounts, await client.open(person))
        assert student.runs("cat lessons") == "mine"


async def test_a_link_where_lessons_belong_leads_the_agent_nowhere(
    mounts: MountAgent, store: ObjectStore, person: str, enter: Enter
) -> None:
    victim = f"{person}v"
    store.put(
        f"users/{person}/jupyter/lessons.rclonelink", f"{mounts.data}/homes/{victim}/mount/student"
    )
    async with mounts.client() as client:
        neighbour = enter(mounts, await client.open(victim))
        student = enter(mounts, await client.open(person))
        assert student.runs("readlink lessons").startswith("/")
        assert neighbour.can(f"test -s {victim}.ipynb"), "nothing lies over the other home"


_KILL_LESSONS = """for process in /proc/[0-9]*; do
  if tr '\\0' ' ' < $process/cmdline 2>/dev/null | grep -q "^rclone mount .*/DataAnalysis/ "; then
    kill -9 ${process#/proc/}
  fi
done"""
