"""What a server does without, seen in a process of its own: modules stay what they are in this one."""

import json
import subprocess
import sys
from typing import Any

_PROGRAM = """
import json, sys
from images.notebook.eduhub_server.lean import do_without_the_hub
do_without_the_hub()
{0}
print(json.dumps(told))
"""


def told_by(program: str) -> Any:
    """Run a program after `do_without_the_hub`; returns its ``told``."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _PROGRAM.format(program)],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_a_server_has_nothing_of_the_hubs_database() -> None:
    loaded = told_by(
        "import jupyterhub.singleuser, jupyterhub.singleuser.extension\n"
        "told = [n for n in sys.modules if n.startswith(('sqlalchemy.', 'alembic', 'jupyterhub.apihandlers'))]"
    )
    assert loaded == ["sqlalchemy.exc"]


def test_scopes_are_compared_as_the_hub_compares_them() -> None:
    assert told_by(
        "from jupyterhub.services.auth import HubAuth\n"
        "auth = HubAuth()\n"
        "told = [sorted(auth.check_scopes({'access:servers!server=a/'}, {'scopes': have})) for have in"
        " (['access:servers!server=a/'], ['access:servers!user=a'], ['access:servers'], ['read:users'])]"
    ) == [["access:servers!server=a/"]] * 3 + [[]]


def test_requests_are_written_to_the_log() -> None:
    assert told_by(
        "import logging\n"
        "from tornado.httputil import HTTPServerRequest\n"
        "from jupyterhub.log import log_request\n"
        "from jupyterhub.handlers.pages import HealthCheckHandler\n"
        "from unittest.mock import MagicMock\n"
        "handler = MagicMock()\n"
        "handler.get_status.return_value = 200\n"
        "handler.request.request_time.return_value = 0.001\n"
        "handler.request.uri, handler.request.method, handler.request.remote_ip = '/x', 'GET', 'me'\n"
        "handler.request.headers = {}\n"
        "handler.settings = {'log': logging.getLogger('t'), 'log_function': None}\n"
        "from tornado.log import access_log\n"
        "lines = []\n"
        "class Keep(logging.Handler):\n"
        "    def emit(self, record): lines.append(record.getMessage())\n"
        "for log in (access_log, logging.getLogger('tornado.application'), logging.getLogger('t')):\n"
        "    log.addHandler(Keep()); log.setLevel(10)\n"
        "log_request(handler)\n"
        "told = ['200 GET /x' in line for line in lines] + [isinstance(handler, HealthCheckHandler)]"
    ) == [True, False]


def test_what_comes_later_is_there_when_it_is_used() -> None:
    assert told_by(
        "import requests\n"
        "before = 'urllib3' in sys.modules\n"
        "told = [before, requests.codes.ok, 'urllib3' in sys.modules]"
    ) == [False, 200, True]


def test_a_stand_in_is_no_module_with_everything() -> None:
    assert told_by(
        "import sqlalchemy.exc\n"
        "from sqlalchemy.exc import SQLAlchemyError\n"
        "told = [hasattr(sqlalchemy, '__file__'), SQLAlchemyError is sqlalchemy.exc.SQLAlchemyError,"
        " issubclass(SQLAlchemyError, Exception)]"
    ) == [False, True, True]
