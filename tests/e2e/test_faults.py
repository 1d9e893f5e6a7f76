"""Parts that are broken when a person needs them: what the person is told, and what is not lost."""

import re
import shutil
import socket
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest

from hub_ext.names import safe_name
from tests.e2e.breaking import object_store_that, stopped
from tests.e2e.person import Person
from tests.e2e.stack import CommandError, Stack, run
from tests.waiting import wait_until

Arrives = Callable[[str], Awaitable[Person]]


async def test_a_column_that_is_missing_is_named_to_the_operator_only(
    stack: Stack, person: Arrives
) -> None:
    database = stack.service("dev-database")

    def alter(change: str) -> None:
        stack.inside(database, "mariadb", "codingnplay", "-e", f"ALTER TABLE Users {change}")

    alter("RENAME COLUMN role TO platform_role")
    try:
        status, page = await (await person("student14")).post_login()
        assert status == 503
        assert "잠시 후 다시" in page
        assert "role" in stack.logs("hub", since="30s")
    finally:
        alter("RENAME COLUMN platform_role TO role")


# Of a centre whose class nobody starts in these tests: this host has nothing of them yet.
async def test_a_new_student_is_refused_with_the_reason_while_the_cloud_is_down(
    stack: Stack, person: Arrives
) -> None:
    student = await (await person("student35")).log_in()
    with stopped(stack, "dev-objectstore"):
        told = await student.refused_start()
    assert re.search("저장소|클라우드", told), told
    assert not stack.server("student35")
    await student.start_server()
    assert "student35.ipynb" in await student.names()


async def test_a_student_with_files_on_this_host_works_on_while_the_cloud_is_down(
    stack: Stack, person: Arrives
) -> None:
    student = await (await person("student16")).log_in()
    await student.start_server()
    await student.save("어제.txt", "어제 쓴 글")
    wait_until(lambda: stack.read_object("users/student16/jupyter/어제.txt"), 10, "the object")
    await student.stop_server()
    with stopped(stack, "dev-objectstore"):
        told = " ".join(await student.start_server())
        assert re.search("저장소|클라우드", told), told
        assert await student.read("어제.txt") == "어제 쓴 글"
        await student.save("오늘.txt", "오늘 쓴 글")
    wait_until(
        lambda: stack.read_object("users/student16/jupyter/오늘.txt") == "오늘 쓴 글".encode(),
        60,
        "the cloud catches up",
    )


async def test_wrong_keys_are_told_apart_from_a_store_that_is_down(
    stack: Stack, person: Arrives
) -> None:
    student = await (await person("student36")).log_in()
    with object_store_that(stack, status=403):
        told = await student.refused_start()
    assert "선생님" in told or "관리자" in told
    assert "object-store-refused" in stack.logs("hub", since="60s")


async def test_an_agent_that_is_down_is_named(stack: Stack, person: Arrives) -> None:
    student = await (await person("student18")).log_in()
    with stopped(stack, "storage"):
        told = await student.refused_start()
    assert "파일" in told
    assert "agent-unreachable" in stack.logs("hub", since="60s")
    await student.start_server()


@pytest.mark.long
async def test_an_image_that_is_missing_is_named(stack: Stack, person: Arrives) -> None:
    student = await (await person("student19")).log_in()
    run("docker", "tag", "eduhub/notebook:latest", "eduhub/notebook:kept-by-a-test")
    try:
        stack.up(HUB_NOTEBOOK_IMAGE="eduhub/no-such-image:latest")
        told = await student.refused_start()
        assert "eduhub/no-such-image:latest" in stack.logs("hub", since="60s")
        assert "eduhub" not in told
    finally:
        stack.up()
        run("docker", "rmi", "eduhub/notebook:kept-by-a-test")


def test_a_port_that_is_taken_is_named_with_a_way_out(stack: Stack) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(CommandError, match=f"port {port}.*is taken"):
            stack.up(
                HUB_INSTANCE="eduport",
                HUB_PORT=port,
                HUB_NETWORK="10.213.48.0/20",
                HUB_DATA_DIR=str(stack.data),
            )
    shutil.rmtree(".run/eduport")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        pytest.param({}, ["DB_HOST", "DB_PASSWORD", "AWS_ACCESS_KEY_ID"], id="nothing is set"),
        pytest.param({"AUTH": "dummy"}, ["AUTH"], id="dummy authentication"),
        pytest.param(
            {"DB_PASSWORD": "dev-password", "AWS_SECRET_ACCESS_KEY": "dev-secret-key"},
            ["DB_PASSWORD: is the public value", "AWS_SECRET_ACCESS_KEY: is the public value"],
            id="demo secrets",
        ),
        pytest.param(
            {"DB_PORT": "x", "HUB_LANGUAGE": "fr", "HUB_INTERNT": "yes"},
            ["DB_PORT", "HUB_LANGUAGE", "did you mean HUB_INTERNET"],
            id="three settings wrong",
        ),
    ],
)
def test_production_refuses_naming_everything(
    stack: Stack, settings: dict[str, str], named: list[str]
) -> None:
    with pytest.raises(CommandError) as refused:
        stack.up(HUB_INSTANCE="edunone", HUB_MODE="production", **settings)
    for what in named:
        assert what in str(refused.value)


def test_a_home_folder_is_named_for_its_owner(stack: Stack) -> None:
    assert (stack.data / "homes" / safe_name("student16") / "files").is_dir()
