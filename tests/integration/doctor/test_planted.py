"""Each breakage is planted among real parts, and exactly that is named, with the next step."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from hub_ext.doctor.__main__ import main
from hub_ext.doctor.checking import state_of
from hub_ext.doctor.findings import Finding
from hub_ext.doctor.report import as_json, as_text, to_do
from tests.integration.doctor.place import DATA, INSTANCE, PASSWORD, Place, docker
from tests.integration.doctor.planted import ROWS, Row

pytestmark = pytest.mark.docker


def broken(findings: list[Finding]) -> dict[str, str]:
    return {one.check: one.code for one in findings if state_of(one) == "broken"}


def told(findings: list[Finding]) -> str:
    return as_text(findings, "en", colours=False)


def secrets(place: Place) -> set[str]:
    made = {file.read_text() for file in (place.project / f".run/{INSTANCE}/secrets").iterdir()}
    planted = {"an-old-secret", "an-old-key-id"}
    return {one for one in made | planted | {PASSWORD, "dev-secret-key"} if one}


def its_containers() -> str:
    """The doctor's own and its system's, and nobody else's."""
    return docker("ps", "-aq", "--filter", "name=doctor", "--filter", "name=doctest")


def test_a_system_that_is_well_is_called_so_to_the_test_server(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = its_containers()
    status = main(["--json", "--language", "en"], place.project)
    answer = json.loads(capsys.readouterr().out)
    states = {one["check"]: one["state"] for one in answer["checks"]}
    assert answer["broken"] == [], answer
    assert answer["unknown"] == [], answer
    # How much this machine has left is not for a test to say.
    assert set(answer["warning"]) <= {"disk", "memory"}, answer
    assert status == (1 if answer["warning"] else 0)
    assert {"database", "bucket", "cdn", "clock", "firewall", "agent", "ready", "spawn"} <= set(
        states
    )
    # Nothing is left of what was tried.
    assert its_containers() == before
    assert [file.name for file in DATA.iterdir()] == ["lessons"]


def test_there_are_twenty_at_least_and_each_is_another() -> None:
    assert len(ROWS) >= 20
    assert Counter(row.name for row in ROWS).most_common(1)[0][1] == 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_breakage_is_named_and_nothing_else_is(place: Place, row: Row) -> None:
    plant_and_look(place, row, place.look)


@pytest.mark.long
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_an_operator_is_told_the_same(place: Place, row: Row) -> None:
    plant_and_look(place, row, place.look_in_containers)


def plant_and_look(place: Place, row: Row, look: Callable[[], list[Finding]]) -> None:
    with row.plant(place):
        findings = look()
    assert broken(findings) == row.broken, told(findings)
    steps = [to_do(one, "en") for one in findings if state_of(one) == "broken"]
    for words in row.to_do:
        assert any(words in step for step in steps), steps
    for text in (told(findings), as_json(findings, INSTANCE, "ko")):
        assert not [secret for secret in secrets(place) if secret in text]


def test_an_account_that_may_write_is_warned_of(place: Place) -> None:
    with place.sql(
        "GRANT INSERT ON codingnplay.Users TO hub@'%'",
        "REVOKE INSERT ON codingnplay.Users FROM hub@'%'",
    ):
        findings = place.look()
    assert broken(findings) == {}
    [found] = [one for one in findings if one.check == "database"]
    assert (found.code, found.fields["rights"]) == ("database-writes", "INSERT")


def test_a_lesson_that_the_cdn_does_not_have_is_warned_of(place: Place) -> None:
    with place.settings("S3_ASSET_URL=http://dev-objectstore:8333/nothing"):
        findings = place.look()
    assert broken(findings) == {}
    [found] = [one for one in findings if one.check == "cdn"]
    assert found.code == "cdn-refuses"


def test_settings_that_are_not_in_force_are_warned_of(place: Place) -> None:
    with place.settings("HUB_HISTORY_DAYS=7"):
        findings = place.look()
    assert broken(findings) == {}
    [found] = [one for one in findings if one.check == "settings"]
    assert (found.code, found.fields["names"]) == ("settings-changed", "HUB_HISTORY_DAYS")


def test_a_checkout_that_was_never_started(place: Place, tmp_path: Path) -> None:
    new = Place.make(tmp_path)
    for file in (tmp_path / f".run/{INSTANCE}").glob("*.env"):
        file.unlink()
    findings = new.look()
    assert broken(findings) == {"services": "services-never"}, told(findings)
