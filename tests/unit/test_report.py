"""The page of long tests says what was run, and when."""

from pathlib import Path

from tests.report import report

_XML = """<testsuites><testsuite>
<testcase name="test_a_long_one[mount]" time="61.4"/>
<testcase name="test_another" time="2"><failure/></testcase>
</testsuite></testsuites>"""


def test_tests_that_were_not_run_keep_their_line(tmp_path: Path) -> None:
    results, page = tmp_path / "long.xml", tmp_path / "long.md"
    results.write_text(_XML)
    report(results, page)
    first = page.read_text().splitlines()
    assert [line.split(" | ")[:3] for line in first[-2:]] == [
        ["| a long one[mount]", "passed", "61"],
        ["| another", "**failed**", "2"],
    ]
    results.write_text('<testsuite><testcase name="test_another" time="3"/></testsuite>')
    report(results, page)
    second = page.read_text().splitlines()
    assert second[:-1] == first[:-1]
    assert second[-1].startswith("| another | passed | 3 | ")
