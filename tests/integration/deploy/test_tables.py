"""An upgrade that changes the tables of the hub's database, and the way back."""

import json

from tests.integration.deploy.conftest import Host

#: The tables as a version before left them: one revision older, or back to the one that is named.
OLDER = """
import subprocess, sys
from jupyterhub import dbutil, orm
from hub_ext.hub_database import HUB_DATABASE, write_ahead
write_ahead(HUB_DATABASE)
url = f"sqlite:///{HUB_DATABASE}"
session = orm.new_session_factory(url)()
session.add(orm.User(name="student1"))
session.commit()
session.get_bind().dispose()
with dbutil._temp_alembic_ini(url) as ini:
    subprocess.run(["alembic", "-c", ini, "downgrade", *(sys.argv[1:] or ["-1"])], check=True, capture_output=True)
"""
#: The revision before one that gives a column to several tables, one by one.
BEFORE_SEVERAL = "3c2384c5aae1"
#: In the way of the second of those columns.
IN_THE_WAY = """
import sqlite3
with sqlite3.connect("/srv/hub-data/hub.sqlite") as database:
    database.execute("ALTER TABLE roles ADD COLUMN managed_by_auth BOOLEAN")
"""
COLUMNS = """
import sqlite3
with sqlite3.connect("/srv/hub-data/hub.sqlite") as database:
    print(*(row[1] for row in database.execute("PRAGMA table_info(group_role_map)")))
"""
LOOK = """
import json
from jupyterhub import orm
try:
    session = orm.new_session_factory("sqlite:////srv/hub-data/hub.sqlite")()
    print(json.dumps(sorted(user.name for user in session.query(orm.User))))
except orm.DatabaseSchemaMismatch:
    print('"older"')
"""
ADD = """
import sqlite3
with sqlite3.connect("/srv/hub-data/hub.sqlite") as database:
    database.execute("INSERT INTO users (name, cookie_id) VALUES ('since', 'c')")
"""


def people(host: Host) -> object:
    """Who the hub of today finds in its database; "older" if it would not start with it."""
    return json.loads(host.python(LOOK))


def test_there_and_back_again(empty_host: Host) -> None:
    host = empty_host
    host.python(OLDER)
    assert people(host) == "older"
    before = host.run("dump")
    host.run("same-schema", content=before)

    host.upgrade()
    assert people(host) == ["student1"]
    assert host.run("same-schema", content=before, status=3) == b""
    host.python(ADD)
    assert people(host) == ["since", "student1"]
    after = host.run("dump")

    host.run("load", content=before)
    assert people(host) == "older"
    host.run("same-schema", content=before)
    # Nothing of what came since is lost for good.
    host.run("load", content=after)
    assert people(host) == ["since", "student1"]


def test_an_upgrade_that_fails_half_way_is_seen_and_taken_back(empty_host: Host) -> None:
    host = empty_host
    host.python(OLDER, BEFORE_SEVERAL)
    host.python(IN_THE_WAY)
    before = host.run("dump")
    host.run("same-schema", content=before)

    assert "duplicate column" in host.upgrade(status=1)
    assert "managed_by_auth" in host.python(COLUMNS)
    host.run("same-schema", content=before, status=3)
    host.run("load", content=before)
    host.run("same-schema", content=before)
    assert "managed_by_auth" not in host.python(COLUMNS)


def test_tables_that_are_as_they_should_be_are_left_alone(empty_host: Host) -> None:
    host = empty_host
    host.python(OLDER)
    host.upgrade()
    before = host.run("dump")
    host.upgrade()
    assert host.run("dump") == before


def test_what_is_no_database_does_not_become_the_hubs(empty_host: Host) -> None:
    empty_host.python(OLDER)
    empty_host.upgrade()
    said = empty_host.run("load", content=b"half a file", status=1).decode()
    assert said.count("\n") == 1
    assert people(empty_host) == ["student1"]
