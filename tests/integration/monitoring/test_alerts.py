"""Prometheus takes the rules; each fires when it is to, and not otherwise; each says what to do."""

import re
from typing import Any

from tests.integration.monitoring.alert_cases import CASES, rule_tests
from tests.integration.monitoring.promtool import DEPLOYED, as_yaml, configuration, promtool

RULES = (DEPLOYED / "alerts.yml").read_text()


def verdict(tests: list[dict[str, Any]]) -> tuple[int, str]:
    suite = {"rule_files": ["alerts.yml"], "evaluation_interval": "1m", "tests": tests}
    with configuration(cases_json=as_yaml(suite)) as folder:
        return promtool(folder, "test", "rules", "cases.json")


def test_prometheus_takes_configuration_and_rules() -> None:
    token = {"/run/secrets/hub_metrics_token": "/etc/prometheus/token"}
    with configuration(token, token="x") as folder:
        status, said = promtool(folder, "check", "config", "--lint=all", "prometheus.yml")

    assert status == 0, said
    assert f"{len(CASES)} rules found" in said


def test_each_alert_fires_and_stays_quiet() -> None:
    tests = [rule_tests(case.alert, case.bad, fires=True) for case in CASES]
    tests += [rule_tests(case.alert, case.good, fires=False) for case in CASES]
    status, said = verdict(tests)

    assert status == 0, said


def test_an_alert_that_does_not_fire_would_be_noticed() -> None:
    case = CASES[0]
    status, said = verdict([rule_tests(case.alert, case.good, fires=True)])

    assert status != 0
    assert case.alert in said


def test_every_alert_is_tried_and_says_in_both_languages_what_to_do() -> None:
    assert re.findall(r"- alert: (\w+)", RULES) == [case.alert for case in CASES]
    parts = RULES.split("- alert: ")[1:]
    for part in parts:
        assert re.search(r"summary: .*[가-힣].* / .*[A-Za-z]", part), part
        runbook = part.split("runbook: >-")[1]
        korean, _, english = runbook.partition(" /\n")
        assert re.search("[가-힣]", korean), part
        assert english.strip(), part
        assert not re.search("[가-힣]", english), part
