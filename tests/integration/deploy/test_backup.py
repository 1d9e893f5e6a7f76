"""From one host to an empty one: people, tokens, secrets, settings and the audit log."""

import json
import stat

import pytest

from hub_ext.prepare import GENERATED, prepare
from tests.integration.deploy.conftest import INSTANCE, Host

ENVIRONMENT = {"HUB_MODE": "dev", "HUB_INSTANCE": INSTANCE}

#: A hub's own tables with a person and a token in them, and a transaction that is in the log of writes only.
FILL = """
import os, sqlite3
from jupyterhub import orm
from hub_ext.hub_database import HUB_DATABASE, write_ahead
write_ahead(HUB_DATABASE)
session = orm.new_session_factory(f"sqlite:///{HUB_DATABASE}")()
user = orm.User(name="한별", cookie_id="of-a-session")
session.add_all([user, orm.OAuthClient(identifier="jupyterhub")])
session.commit()
print(user.new_api_token(scopes=[]), flush=True)
os.makedirs("/srv/hub-data/audit")
with open("/srv/hub-data/audit/audit.jsonl", "w") as log:
    log.write('{"event": "login"}\\n')
# Ended without a word, as a hub that is killed.
os._exit(0)
"""
LOOK = """
import json, os, stat, sys
from jupyterhub import orm
session = orm.new_session_factory("sqlite:////srv/hub-data/hub.sqlite")()
token = orm.APIToken.find(session, sys.argv[1])
found = {file: stat.S_IMODE(os.stat(f"/srv/hub-data/audit/{file}").st_mode) for file in os.listdir("/srv/hub-data/audit")}
print(json.dumps([token and token.user.name, token and token.user.cookie_id, found,
                  sorted(os.listdir("/srv/hub-data"))]))
"""


@pytest.fixture
def host(empty_host: Host) -> Host:
    """A host that serves people."""
    (empty_host.project / ".env").write_text("HUB_MODE=dev\nHUB_PORT=8123\n")
    site = empty_host.project / "jupyterhub_config.d"
    site.mkdir()
    (site / "timetable.csv").write_text("월,09:00\n")
    prepare(empty_host.project, ENVIRONMENT, "dev", "1.0")
    return empty_host


def fill(host: Host) -> str:
    """Give a host's hub a person; return a token of theirs."""
    return host.python(FILL).strip()


def secrets_of(host: Host) -> dict[str, str]:
    folder = host.project / ".run" / INSTANCE / "secrets"
    return {name: (folder / name.lower()).read_text() for name in GENERATED}


def test_an_empty_host_becomes_the_one_that_was_lost(host: Host, other_host: Host) -> None:
    token = fill(host)
    archive = host.run("backup", INSTANCE)
    assert host.run("inspect", content=archive).decode().split()[:2] == [INSTANCE, "1.0"]

    other_host.run("restore-project", content=archive)
    other_host.run("restore-data", content=archive)
    name, cookie, audit, files = json.loads(other_host.python(LOOK, token))
    assert (name, cookie) == ("한별", "of-a-session")
    assert audit == {"audit.jsonl": 0o600}
    assert {file for file in files if not file.startswith("hub.sqlite-")} == {"audit", "hub.sqlite"}
    assert secrets_of(other_host) == secrets_of(host)
    project = other_host.project
    assert (project / ".env").read_text() == "HUB_MODE=dev\nHUB_PORT=8123\n"
    assert stat.S_IMODE((project / ".env").stat().st_mode) == 0o600
    assert (project / "jupyterhub_config.d" / "timetable.csv").read_text() == "월,09:00\n"
    # Which the hub reads, and is not their owner.
    site, secret = project / "jupyterhub_config.d", project / ".run" / INSTANCE / "secrets"
    assert stat.S_IMODE((site / "timetable.csv").stat().st_mode) == 0o644
    assert stat.S_IMODE((secret / "hub_proxy_token").stat().st_mode) == 0o444
    run = project / ".run" / INSTANCE
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    # The restored secrets are those of the instance that starts there.
    prepare(project, ENVIRONMENT, "dev", "1.1")
    assert secrets_of(other_host) == secrets_of(host)


def test_a_host_that_has_an_instance_is_left_alone(host: Host) -> None:
    token = fill(host)
    archive = host.run("backup", INSTANCE)
    (host.project / ".env").write_text("HUB_MODE=dev\nHUB_PORT=9999\n")
    said = host.run("restore-project", content=archive, status=1).decode()
    assert "would overwrite /project/.env" in said
    assert b"has a database already" in host.run("restore-data", content=archive, status=1)
    assert (host.project / ".env").read_text() == "HUB_MODE=dev\nHUB_PORT=9999\n"
    assert json.loads(host.python(LOOK, token))[0] == "한별"


def test_half_a_backup_brings_nothing(host: Host, other_host: Host) -> None:
    fill(host)
    archive = host.run("backup", INSTANCE)
    for command in ("inspect", "restore-project", "restore-data"):
        said = other_host.run(command, content=archive[: len(archive) // 2], status=1).decode()
        assert said.count("\n") == 1
        assert "cut short" in said
    assert not list(other_host.project.iterdir())
    assert other_host.run("dump", status=3) == b""


def test_a_backup_of_a_hub_that_never_ran_says_so(host: Host) -> None:
    said = host.run("backup", INSTANCE, status=1).decode()
    assert "hub.sqlite" in said
    assert said.count("\n") == 1
