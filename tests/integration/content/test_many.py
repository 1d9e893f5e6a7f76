"""Many objects and large ones: killed in the middle, copied in the end, in bounded memory."""

import os
import signal

import pytest

from hub_ext.command.exits import Exit
from tests.integration.content.objects import put_many
from tests.integration.content.tool import PeakMemory, Tool, children
from tests.integration.storage.objectstore import BUCKET
from tests.waiting import wait_until

_MB = 1024 * 1024
#: Of the tool; it is about 90 MB with a hundred objects.
_MOST_OWN = 160 * _MB
#: Of rclone, whose buffers of large objects are limited.
_MOST_OF_RCLONE = 450 * _MB


def _kill_in_the_middle(tool: Tool, prefix: str, count: int) -> None:
    before = _in_target(tool, prefix)
    # At a rate that leaves a middle to be killed in.
    process = tool.start("copy", prefix, "--requests-per-second", f"{max(200, count // 20)}")
    wait_until(
        lambda: _in_target(tool, prefix) > before + count // 20, 300, "a part of it is copied"
    )
    rclone = children(process)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    wait_until(lambda: not any(map(_runs, rclone)), 10, "rclone has ended with it")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _in_target(tool: Tool, prefix: str) -> int:
    pages = tool.target.platform.get_paginator("list_objects").paginate(
        Bucket=BUCKET, Prefix=prefix
    )
    return sum(len(page.get("Contents", ())) for page in pages)


@pytest.mark.timeout(14_000)
@pytest.mark.parametrize(
    "count",
    [
        500,
        pytest.param(int(os.environ.get("EDUHUB_TEST_OBJECTS", "100000")), marks=pytest.mark.long),
    ],
)
def test_a_copy_that_was_killed_three_times_is_completed(tool: Tool, count: int) -> None:
    prefix = f"killed-{count}/"
    put_many(tool.source, prefix, count)
    for _ in range(3):
        _kill_in_the_middle(tool, prefix, count)
    left = count - _in_target(tool, prefix)

    process = tool.start("copy", prefix, "--json")
    with PeakMemory(process) as copying:
        out, err = process.communicate()
    assert process.returncode == Exit.WELL, out + err
    assert 0 < left < count
    assert f'"copied": {left},' in out

    process = tool.start("verify", prefix, "--json")
    with PeakMemory(process) as verifying:
        out, err = process.communicate()
    assert process.returncode == Exit.WELL, out + err
    assert f'"source": {count},' in out
    print(f"own {copying.own}, rclone {copying.of_children}, verify {verifying.own} bytes")
    assert max(copying.own, verifying.own) < _MOST_OWN
    assert 0 < copying.of_children < _MOST_OF_RCLONE


@pytest.mark.timeout(7200)
@pytest.mark.long
@pytest.mark.parametrize("size", [300 * _MB, 6000 * _MB])
def test_a_large_object_is_copied_and_compared_in_bounded_memory(tool: Tool, size: int) -> None:
    key = f"large-{size}/video.mp4"
    _put_in_parts(tool, key, size)

    process = tool.start("copy", f"large-{size}/")
    with PeakMemory(process) as copying:
        _, err = process.communicate()
    assert process.returncode == Exit.WELL, err
    process = tool.start("verify", f"large-{size}/")
    with PeakMemory(process) as verifying:
        out, err = process.communicate()

    assert process.returncode == Exit.WELL, out + err
    print(f"own {copying.own}, rclone {copying.of_children}, verify {verifying.own} bytes")
    assert max(copying.own, verifying.own) < _MOST_OWN
    assert copying.of_children < _MOST_OF_RCLONE


def _put_in_parts(tool: Tool, key: str, size: int) -> None:
    store, parts = tool.source.platform, []
    upload = store.create_multipart_upload(Bucket=BUCKET, Key=key, ContentType="video/mp4")
    at = {"Bucket": BUCKET, "Key": key, "UploadId": upload["UploadId"]}
    piece = 50 * _MB
    for number, start in enumerate(range(0, size, piece), 1):
        body = number.to_bytes(4) * (min(piece, size - start) // 4)
        part = store.upload_part(**at, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": part["ETag"]})
    store.complete_multipart_upload(**at, MultipartUpload={"Parts": parts})
