"""The setting reaches JupyterHub's own log, and the other parts'."""

import json
import logging

import pytest
from jupyterhub.app import JupyterHub
from traitlets.config import Config

from hub_ext.logs.configuration import configure
from hub_ext.logs.lines import JsonLines, TextLines
from hub_ext.logs.setup import start_log
from hub_ext.setting_types import LogFormat
from tests.unit.users.settings import hub_settings


@pytest.mark.parametrize(("chosen", "kind"), [("text", TextLines), ("json", JsonLines)])
def test_jupyterhub_writes_in_the_chosen_format(
    chosen: LogFormat, kind: type, capsys: pytest.CaptureFixture[str]
) -> None:
    c = Config()
    configure(c, hub_settings(hub_log_format=chosen))
    log = JupyterHub(config=c).log
    handlers = list(log.handlers)
    log.warning("Login of %s refused", "'x\n'")
    for handler in handlers:
        log.removeHandler(handler)

    assert [type(handler.formatter) for handler in handlers] == [kind]
    (line,) = capsys.readouterr().err.splitlines()
    if kind is JsonLines:
        said = json.loads(line)
        assert (said["part"], said["message"]) == ("hub", "Login of 'x\n' refused")
    else:
        assert " hub test_configuration:" in line
        assert line.endswith("] Login of 'x\\n' refused")


def test_other_transforms_are_kept_behind_ours() -> None:
    c = Config()
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0, "transforms": [object]}
    configure(c, hub_settings())

    assert c.JupyterHub.tornado_settings["slow_spawn_timeout"] == 0
    assert c.JupyterHub.tornado_settings["transforms"][1:] == [object]


def test_other_parts_write_in_the_same_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    level = root.level
    start_log("storage", "json")
    logging.getLogger("hub_ext.storage").info("the object store can be used")
    logging.getLogger("httpx").info("an address")
    root.setLevel(level)

    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["part"] == "storage"
