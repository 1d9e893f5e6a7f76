"""From settings to traits, on a bare Config."""

from traitlets.config import Config

import hub_ext.ops
from hub_ext.ops.audit_requests import log_and_audit
from tests.unit.users.settings import hub_settings


def test_other_settings_of_tornado_are_kept() -> None:
    c = Config()
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
    hub_ext.ops.configure(c, hub_settings())

    expected = {"slow_spawn_timeout": 0, "log_function": log_and_audit}
    assert c.JupyterHub.tornado_settings == expected


def test_there_need_not_be_any() -> None:
    c = Config()
    hub_ext.ops.configure(c, hub_settings())

    assert c.JupyterHub.tornado_settings == {"log_function": log_and_audit}
