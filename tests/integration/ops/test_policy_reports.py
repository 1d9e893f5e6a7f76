"""What browsers report, and what somebody reports who is no browser."""

import pytest

from tests.integration.ops.conftest import Enter


async def test_a_report_is_one_short_line_whatever_is_in_it(
    enter: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    student = await enter("student1")
    caplog.clear()
    token = student.http.cookies.get("_xsrf") or ""
    answer = await student.http.post(
        "security/csp-report",
        content="{}\nSession of 'teacher11' ends: forged" + "x" * 100_000,
        headers={"X-XSRFToken": token},
    )

    assert answer.status_code == 200
    [line] = [line for line in caplog.messages if "forged" in line]
    assert line.startswith("A browser of 'student1' reports")
    assert "\n" not in line and len(line) < 700
