"""Comparing: what is equal, what is not, and what the report says of it."""

import csv
from pathlib import Path
from typing import Any

import pytest

from hub_ext.command.exits import Exit
from tests.integration.content.objects import put_many
from tests.integration.content.tool import Tool
from tests.integration.storage.objectstore import BUCKET, ObjectStore


def _put(store: ObjectStore, key: str, body: str, **more: Any) -> None:
    store.platform.put_object(Bucket=BUCKET, Key=key, Body=body.encode(), **more)


def _put_in_two_parts(store: ObjectStore, key: str, end: str) -> None:
    upload = store.platform.create_multipart_upload(Bucket=BUCKET, Key=key)
    at = {"Bucket": BUCKET, "Key": key, "UploadId": upload["UploadId"]}
    tags = [
        store.platform.upload_part(**at, PartNumber=number, Body=body)["ETag"]
        for number, body in ((1, b"a" * 5 * 1024 * 1024), (2, end.encode()))
    ]
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
    store.platform.complete_multipart_upload(**at, MultipartUpload={"Parts": parts})


@pytest.fixture(scope="module")
def planted(stores: Tool) -> str:
    """A part of both buckets with one finding of each kind, and what looks like one and is none."""
    prefix = "planted/"
    _put(stores.source, f"{prefix}equal.md", "equal")
    _put(stores.target, f"{prefix}equal.md", "equal")
    _put(stores.source, f"{prefix}missing|_.md", "missing")
    _put(stores.target, f"{prefix}extra<b>.md", "extra")
    _put(stores.source, f"{prefix}size.md", "long")
    _put(stores.target, f"{prefix}size.md", "longer")
    _put(stores.source, f"{prefix}content.md", "one")
    _put(stores.target, f"{prefix}content.md", "two")
    _put(stores.source, f"{prefix}type.md", "type", ContentType="text/markdown")
    _put(stores.target, f"{prefix}type.md", "type", ContentType="binary/octet-stream")
    _put_in_two_parts(stores.source, f"{prefix}parts-equal.mp4", "end")
    _put(stores.target, f"{prefix}parts-equal.mp4", "a" * 5 * 1024 * 1024 + "end")
    _put_in_two_parts(stores.source, f"{prefix}parts-differ.mp4", "end")
    _put_in_two_parts(stores.target, f"{prefix}parts-differ.mp4", "END")
    return prefix


_FOUND = {
    ("missing", "planted/missing|_.md"),
    ("different", "planted/size.md"),
    ("different", "planted/content.md"),
    ("different", "planted/parts-differ.mp4"),
    ("headers", "planted/type.md"),
    ("extra", "planted/extra<b>.md"),
}


def test_every_difference_is_found_and_nothing_else(tool: Tool, planted: str) -> None:
    done = tool.run_json("verify", planted)

    assert done.status == Exit.FOUND, done.err
    found = {(one["kind"], one["key"]) for one in done.result["findings"]}
    # SeaweedFS gives objects in parts no content type where others have one.
    assert found - {("headers", "planted/parts-equal.mp4")} == _FOUND
    assert not done.result["equal"]


@pytest.mark.long
def test_contents_alone_are_compared_if_asked(tool: Tool, planted: str) -> None:
    done = tool.run_json("verify", planted, "--content-only")

    found = {(one["kind"], one["key"]) for one in done.result["findings"]}
    assert found == {one for one in _FOUND if one[0] != "headers"}


@pytest.mark.long
def test_a_list_in_any_order_is_compared_as_well(tool: Tool, prefix: str) -> None:
    put_many(tool.source, prefix, 1100, size=10)
    tool.run("copy", prefix)
    tool.target.faults(unsorted=True)

    done = tool.run_json("verify", prefix, "--content-only")

    assert done.status == Exit.WELL, done.out + done.err
    assert (done.result["source"], done.result["target"]) == (1100, 1100)


def test_the_report_is_for_people_and_for_programs(
    tool: Tool, planted: str, tmp_path: Path
) -> None:
    reports = {ending: tmp_path / f"report{ending}" for ending in (".md", ".html", ".csv")}
    for report in reports.values():
        done = tool.run("verify", planted, "--content-only", "--report", str(report))
        assert done.status == Exit.FOUND

    with reports[".csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["finding"], row["key"]) for row in csv.DictReader(file)}
    assert rows == {one for one in _FOUND if one[0] != "headers"}
    assert "| missing in the target | planted/missing\\|\\_.md |  |" in reports[".md"].read_text()
    assert "<td>planted/extra&lt;b&gt;.md</td>" in reports[".html"].read_text()


@pytest.mark.long
def test_a_report_that_cannot_be_written_is_said(tool: Tool, planted: str) -> None:
    done = tool.run("verify", planted, "--content-only", "--report", "/proc/no/report.md")

    assert done.status == Exit.STOPPED
    assert "cannot be written" in done.err


def test_what_could_not_be_asked_about_is_never_equal(tool: Tool, prefix: str) -> None:
    tool.source.put(f"{prefix}a.md", "a")
    tool.target.put(f"{prefix}a.md", "a")
    tool.source.faults(status=403, methods=["HEAD"])

    done = tool.run_json("verify", prefix)

    assert done.status == Exit.STOPPED
    assert not done.result["equal"]
    assert done.result["counts"]["unknown"] == 1
