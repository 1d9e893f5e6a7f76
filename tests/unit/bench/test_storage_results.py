from csv import DictReader
from pathlib import Path

from bench.storage.measured import Book, Key
from bench.storage.results import Run, write_results

_RUN = Run(
    tries=2,
    filesystem="ext4",
    s3fs="1.95",
    load_before=0.5,
    load_after=1.25,
    skipped={"mount": "the agent opened a home as working-copy"},
)


def measured() -> Book:
    book = Book()
    book.of(Key(10, "write-small", "s3fs")).cut_at = 12.0
    book.of(Key(10, "write-small", "local-disk")).seconds += [0.04, 0.02, 0.03]
    book.of(Key(10, "write-small", "working-copy")).seconds += [0.03, 0.05, 0.036]
    book.of(Key(10, "git-clone", "s3fs")).failed = "WorkError: no"
    return book


def test_the_page_tells_promises_ratios_and_what_is_missing(tmp_path: Path) -> None:
    write_results(measured(), _RUN, tmp_path)
    page = (tmp_path / "RESULTS.md").read_text()
    assert "ext4 for all" in page
    assert "load average was\n0.5 before the run and 1.2 after it" in page
    assert "| 10 ms | **no** | write 500 small files: 1.20 x |" in page
    assert (
        "| write 500 small files | 0.03 (0.02 to 0.04) | 0.036 (0.03 to 0.05), 1.20 x"
        " | > 12, > 400 x | > 333 x |"
    ) in page
    assert "- mount is not measured: the agent opened a home as working-copy" in page
    assert "- git clone, s3fs, 10 ms: failed: WorkError: no" in page


def test_the_numbers_can_be_read_again(tmp_path: Path) -> None:
    write_results(measured(), _RUN, tmp_path)
    with (tmp_path / "results/storage.csv").open() as file:
        rows = {row["way"]: row for row in DictReader(file)}
    assert rows["working-copy"] == {
        "latency_ms": "10",
        "row": "write-small",
        "way": "working-copy",
        "times": "3",
        "cut": "",
        "median_s": "0.036",
        "least_s": "0.03",
        "most_s": "0.05",
        "to_local_disk": "1.2",
        "to_local_disk_least": "",
        "to_local_disk_most": "",
        "to_s3fs": "<0.003",
    }
    assert (rows["s3fs"]["cut"], rows["s3fs"]["to_local_disk"]) == ("yes", ">400")
