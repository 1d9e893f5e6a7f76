"""A dump with known faults: all of them are found, and nothing else; a clean one is fit."""

import gzip
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from hub_ext.command import application
from hub_ext.command.exits import Exit
from hub_ext.users_check.findings import Code
from hub_ext.users_check.messages import BY_CODE
from tests.unit.users_check.checking import check, file_of
from tests.unit.users_check.dumps import PLANTED, PLANTED_TABLE, dump, planted_dump

ROOT = Path(__file__).resolve().parents[3]


def test_every_planted_fault_is_found_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = check(capsys, "--dump", file_of(tmp_path, planted_dump()))

    assert len(PLANTED) >= 20
    assert answer.found == PLANTED
    details = {(finding["code"], finding["detail"]) for finding in answer.result["findings"]}
    assert set(PLANTED_TABLE) <= details
    assert answer.result["verdict"] == "unfit"
    assert answer.status == Exit.FOUND


def test_a_clean_dump_is_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = check(capsys, "--dump", file_of(tmp_path, dump()))

    assert answer.found == []
    assert answer.result["verdict"] == "fit"
    assert answer.status == Exit.WELL


def test_a_packed_dump_reads_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = gzip.compress(planted_dump().encode())
    assert check(capsys, "--dump", file_of(tmp_path, packed, "d.gz")).found == PLANTED


def test_who_may_log_in_is_counted_by_role_and_centre(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(tmp_path, dump())

    def admitted() -> Counter[tuple[str, int | None]]:
        (source,) = check(capsys, "--dump", file).result["sources"]
        assert source["rows"] == 8
        counts = {
            (count["role"], count["centre"]): count["may_log_in"] for count in source["counts"]
        }
        assert source["may_log_in"] == sum(counts.values())
        return +Counter(counts)

    staff = {("admin", None): 1, ("manager", 11): 1, ("teacher", 12): 1}
    assert admitted() == Counter({**staff, ("student", 11): 2, ("student", 12): 1})
    monkeypatch.setenv("JUPYTER_ROLES", "kinder,guest")
    assert admitted() == Counter({("kinder", 11): 1, ("guest", None): 1})
    monkeypatch.setenv("HUB_REQUIRE_SUBSCRIPTION", "yes")
    assert admitted() == Counter({("kinder", 11): 1})


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    assert set(BY_CODE) == {code.value for code in Code}
    for said in BY_CODE.values():
        for message in (said.what, said.to_do):
            assert message.in_language("ko", detail="x")
            assert message.in_language("en", detail="x")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_personal_detail_is_said(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = file_of(tmp_path, planted_dump()), tmp_path / "report"
    said = ""
    for ending in (".md", ".csv"):
        arguments = ["--dump", str(file), "--report", f"{report}{ending}"]
        application.run(language, ["users", "check", *arguments])  # type: ignore[arg-type]
        said += capsys.readouterr().out + Path(f"{report}{ending}").read_text(encoding="utf-8")
    assert "userid-slash" in said
    for detail in ("example.invalid", "이나래", "010-0000", "2012-01-01", "$2b$", "eduhubeduhub"):
        assert detail not in said


_WITHOUT_THE_HUB = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"bcrypt", "jupyterhub", "tornado"}:
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
from hub_ext.command.application import run
sys.exit(run("en", ["users", "check", "--dump", sys.argv[1]]))
"""


def test_the_tool_needs_no_hub(tmp_path: Path) -> None:
    file = file_of(tmp_path, dump())
    command = [sys.executable, "-W", "error", "-c", _WITHOUT_THE_HUB, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (Exit.WELL, "")
