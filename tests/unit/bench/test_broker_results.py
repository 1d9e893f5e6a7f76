"""The page of the broker's bench says what its numbers say."""

from pathlib import Path

from bench.broker.results import AT_ONCE, DIRECT, ONE, QUESTION, THROUGH, Sample, write_results


def test_medians_of_both_ways_stand_beside_each_other(tmp_path: Path) -> None:
    direct, through = (0.1, 0.2, 0.9), (0.3, 0.3, 0.1)
    samples = [
        Sample(what, way, seconds)
        for what in (ONE, AT_ONCE, QUESTION)
        for way, tries in ((DIRECT, direct), (THROUGH, through))
        for seconds in tries
    ]
    write_results(samples, 1.5, tmp_path)
    page = (tmp_path / "RESULTS.md").read_text()
    assert "Medians of 3 tries" in page
    assert "load was 1.5 before" in page
    assert f"| {ONE} | 200.0 ms | 300.0 ms | 1.50 | 100.0 ms |" in page
    assert (tmp_path / "results/broker.csv").read_text().count("\n") == 19
