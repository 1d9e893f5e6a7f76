"""Broken parts: each ends in one sentence that names the side, and the same command goes on."""

import subprocess

import pytest
from _pytest.mark import ParameterSet

from hub_ext.command.exits import Exit
from tests.integration.content.objects import put_many
from tests.integration.content.tool import Tool
from tests.integration.storage.objectstore import BUCKET
from tests.waiting import wait_until

_SIDES = {"source": "the source (AWS)", "target": "the target (NCP)"}


def _long(*values: object) -> ParameterSet:
    """Tried in the long form only: it differs in little from another that is tried always."""
    return pytest.param(*values, marks=pytest.mark.long)


_KEY_SETTINGS = {"source": "HUB_SOURCE_SECRET_ACCESS_KEY", "target": "AWS_SECRET_ACCESS_KEY"}


@pytest.mark.parametrize("command", ["copy", _long("verify")])
@pytest.mark.parametrize("side", _SIDES)
def test_wrong_keys_are_said_to_be_those_of_their_side(tool: Tool, side: str, command: str) -> None:
    done = tool.run(command, "nothing/", **{_KEY_SETTINGS[side]: "another-secret"})

    assert done.status == Exit.STOPPED
    assert done.err.startswith(f"eduhub: {_SIDES[side]} ")
    assert "refuses the keys" in done.err
    assert _KEY_SETTINGS[side] in done.err
    assert "another-secret" not in done.err
    assert "equal" not in done.out


@pytest.mark.parametrize("side", ["source", _long("target")])
@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ({"off": True}, "does not answer"),
        ({"clock": 3600}, "Set the clock"),
        ({"status": 503}, "cannot answer"),
    ],
)
def test_a_broken_store_is_named(
    tool: Tool, side: str, faults: dict[str, object], words: str
) -> None:
    getattr(tool, side).faults(**faults)

    done = tool.run("verify", "nothing/")

    assert done.status == Exit.STOPPED
    assert done.err.startswith(f"eduhub: {_SIDES[side]} ")
    assert words in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


@pytest.mark.parametrize("side", ["source", _long("target")])
def test_a_store_that_goes_down_in_the_middle_is_named_and_the_rest_follows(
    tool: Tool, side: str
) -> None:
    prefix = f"down-in-the-middle-{side}/"
    put_many(tool.source, prefix, 300)
    process = tool.start("copy", prefix, "--requests-per-second", "100")
    try:
        wait_until(lambda: tool.target.keys(prefix), 60, "something is copied")
        getattr(tool, side).faults(off=True)
        _, err = process.communicate(timeout=110)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == Exit.STOPPED
    assert err.splitlines()[-1].startswith(f"eduhub: {_SIDES[side]} ")
    tool.source.faults()
    tool.target.faults()

    again = tool.run_json("copy", prefix)

    assert again.status == Exit.WELL, again.err
    assert 0 < again.result["copied"] < 300
    assert tool.run("verify", prefix).status == Exit.WELL


def test_a_target_that_lets_nothing_be_written_is_said_to(tool: Tool, prefix: str) -> None:
    tool.source.put(f"{prefix}a.txt", "a")
    tool.target.faults(status=403, methods=["PUT"])

    done = tool.run("copy", prefix)

    assert done.status == Exit.STOPPED
    assert "the target (NCP)" in done.err
    assert "AWS_ACCESS_KEY_ID" in done.err


@pytest.mark.parametrize(
    ("side", "method", "status"),
    [_long("source", "GET", 403), ("target", "PUT", 500)],
)
def test_one_object_that_cannot_be_had_is_named_and_the_rest_is_copied(
    tool: Tool, side: str, method: str, status: int
) -> None:
    prefix = f"one-of-many-{side}-{status}/"
    put_many(tool.source, prefix, 60)
    broken = f"{prefix}0000/000042.md"
    getattr(tool, side).faults(status=status, methods=[method], key="000042.md")

    done = tool.run_json("copy", prefix)

    assert done.status == Exit.STOPPED
    assert (done.result["copied"], [one["key"] for one in done.result["failed"]]) == (59, [broken])
    verified = tool.run_json("verify", prefix)
    assert verified.status == Exit.FOUND
    getattr(tool, side).faults()

    again = tool.run_json("copy", prefix)

    assert (again.status, again.result["copied"]) == (Exit.WELL, 1)
    assert tool.run("verify", prefix).status == Exit.WELL


@pytest.mark.long
def test_headers_are_kept_where_the_source_answers_only_downloads(tool: Tool, prefix: str) -> None:
    headers = {"ContentType": "text/x-own", "CacheControl": "max-age=7", "Metadata": {"own": "1"}}
    key = f"{prefix}b.txt"
    tool.source.platform.put_object(Bucket=BUCKET, Key=key, Body=b"b", **headers)
    tool.source.faults(status=403, methods=["HEAD"])

    done = tool.run_json("copy", prefix)

    assert done.status == Exit.WELL, done.out
    copied = tool.target.platform.head_object(Bucket=BUCKET, Key=key)
    assert (copied["ContentType"], copied["CacheControl"]) == ("text/x-own", "max-age=7")
    assert copied["Metadata"]["own"] == "1"


def test_every_missing_setting_of_the_source_is_named_at_once(tool: Tool) -> None:
    names = {
        "HUB_SOURCE_BUCKET": "",
        "HUB_SOURCE_ACCESS_KEY_ID": "",
        "HUB_SOURCE_SECRET_ACCESS_KEY": "",
    }

    done = tool.run("copy", **names)

    assert done.status == Exit.WRONG
    assert done.err.startswith("eduhub: 3 settings are wrong:")
    assert all(f"{name}: is not set" in done.err for name in names)


@pytest.mark.parametrize(
    "arguments",
    [
        ("copy", "--acl", "public-read"),
        ("copy", "users/kim/", "--acl", "public-read"),
        ("copy", "cent", "--acl", "public-read"),
        ("copy", "--acl", "open"),
        ("copy", "--bandwidth", "fast"),
        ("copy", "--requests-per-second", "-1"),
        ("verify", "--report", "report.xlsx"),
    ],
)
def test_a_wrong_command_line_does_nothing(tool: Tool, arguments: tuple[str, ...]) -> None:
    done = tool.run(*arguments)

    assert done.status == Exit.WRONG
    assert done.err
    assert "Traceback" not in done.err


def test_no_key_is_in_the_process_list(tool: Tool, prefix: str) -> None:
    put_many(tool.source, prefix, 50)
    process = tool.start("copy", prefix, "--requests-per-second", "20")
    try:
        wait_until(lambda: tool.target.keys(prefix), 60, "something is copied")
        listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    finally:
        process.kill()
        process.communicate()
    assert "rclone copy source:" in listed.stdout
    assert "dev-secret-key" not in listed.stdout
