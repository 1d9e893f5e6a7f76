from pathlib import Path

from tests.failures import failures

_REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4">
<testcase classname="tests.a" name="test_well" time="0.1" />
<testcase classname="tests.a" name="test_skipped" time="0.1"><skipped message="later">why</skipped></testcase>
<testcase classname="tests.a" name="test_wrong[한글]" time="0.1"><failure message="assert 1 == 2">{text}E assert 1 == 2
tests/a.py:3: AssertionError</failure></testcase>
<testcase classname="tests.a" name="test_unready" time="0.1"><error message="setup">E no engine</error></testcase>
</testsuite></testsuites>
"""


def test_what_failed_is_named_with_the_end_of_its_message(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(_REPORT.format(text="line\n" * 2000))
    (name, message), (other, error) = failures(tmp_path)
    assert (name, other) == ("tests.a::test_wrong[한글]", "tests.a::test_unready")
    assert message.endswith("E assert 1 == 2\ntests/a.py:3: AssertionError")
    assert len(message) == 4000
    assert error == "E no engine"


def test_a_run_without_failures_says_nothing(tmp_path: Path) -> None:
    assert list(failures(tmp_path)) == []
