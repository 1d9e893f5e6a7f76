"""Single sign-on in the audit log: what is a login, and what only looks like one."""

from pathlib import Path

from hub_ext.ops.audit import keep_audit_in
from tests.integration.ops.hub import Record, audited_config
from tests.integration.users.conftest import VisitorFactory, sqlite_settings
from tests.integration.users.hub import running_hub
from tests.integration.users.platform import SINGLE_SIGN_ON, sign_on
from tests.unit.users.settings import hub_settings
from tests.unit.users.sso.tokens import token


async def test_only_who_comes_in_has_logged_in(
    sqlite: Path, record: Record, visitor_of: VisitorFactory
) -> None:
    settings = hub_settings(**sqlite_settings(sqlite) | SINGLE_SIGN_ON)
    config = audited_config(settings)
    config.JupyterHub.extra_handlers = []
    keep_audit_in(record.folder)
    async with running_hub(settings, config) as hub:
        visitor = visitor_of(hub)
        await sign_on(visitor, token())
        [login] = await record.new()
        assert (login["event"], login["actor"], login["way"]) == ("login", "student1", "sso")

        await visitor.http.get("sso/start")
        await visitor.http.get("sso/callback?state=x&token=y")

        assert await record.new() == []
