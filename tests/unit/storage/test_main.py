"""Starting the storage agent."""

import pytest

from hub_ext.storage import __main__ as program


def test_mounted_homes_need_an_agent_that_may_mount(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["hub_ext.storage", "--without-mounts"])
    for name, value in {
        "HUB_MODE": "dev",
        "HOME_STORAGE": "mount",
        "HUB_STORAGE_TOKEN": "0" * 64,
        "HUB_LOOK_TOKEN": "1" * 64,
        "HUB_METRICS_TOKEN": "2" * 64,
    }.items():
        monkeypatch.setenv(name, value)
    assert program.main() == 1
    assert "HOME_STORAGE=mount" in capsys.readouterr().err
