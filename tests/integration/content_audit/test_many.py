"""A bucket with many objects: one list, and memory that does not grow with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.content_audit.conftest import Audit
from tests.integration.storage.objectstore import ObjectStore


def _fill(store: ObjectStore, count: int) -> None:
    for number in range(count):
        store.put(f"Lessons/{number // 100:03}/{number:06}.md", f"![](img/{number}.png)")


# A machine that has much else to do takes minutes for it.
@pytest.mark.timeout(600)
@pytest.mark.parametrize("count", [1_001, pytest.param(100_000, marks=[pytest.mark.long, pytest.mark.timeout(7200)])])  # fmt: skip
def test_every_document_of_a_large_bucket_is_read(
    count: int, store: ObjectStore, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_ASSET_URL", "")
    _fill(store, count)
    ran = audit("--documents=Lessons/")
    assert ran.report.counts.objects == ran.report.counts.documents == count
    assert len(ran.report.findings) == count


#: Prints how many KiB a process took at most that remembers a bucket of a million objects.
_MILLION = """
import resource, sys
from pathlib import Path
from hub_ext.content_audit.workbook import Workbook
with Workbook(Path(sys.argv[1])) as workbook:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for start in range(0, int(sys.argv[2]), 1000):
        workbook.add_objects([(f"Lessons/{n % 100}/{n:07}.png", n) for n in range(start, start + 1000)])
    assert workbook.all_objects_added() == int(sys.argv[2])
    assert workbook.size("Lessons/42/0000042.png") == 42
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("count", [50_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_memory_does_not_grow_with_the_bucket(count: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MILLION, str(tmp_path / "workbook"), str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 30_000
