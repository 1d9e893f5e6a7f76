"""Who may say which request theirs is."""

from types import SimpleNamespace
from typing import Any

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from hub_ext.logs.context import REQUEST_HEADER, present_context
from hub_ext.logs.request_gate import request_gate
from tests.unit.users.settings import hub_settings

GIVEN = "0123456789abcdef"


def pass_gate(peer: str, **headers: str) -> tuple[str, str]:
    """The id that lines have, and the one that the answer tells."""
    connection: Any = SimpleNamespace(context=SimpleNamespace(_orig_remote_ip=peer))
    named = {"Host": "hub"} | {name.replace("_", "-"): text for name, text in headers.items()}
    line = RequestStartLine("GET", "/hub/", "HTTP/1.1")
    request = HTTPServerRequest(start_line=line, headers=HTTPHeaders(named), connection=connection)
    gate = request_gate(hub_settings())(request)
    answer = HTTPHeaders()
    gate.transform_first_chunk(200, answer, b"", True)
    return present_context().request, answer[REQUEST_HEADER]


def test_a_part_of_this_system_is_believed() -> None:
    assert pass_gate("172.20.0.5", X_Request_ID=GIVEN) == (GIVEN, GIVEN)


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        pytest.param("172.20.0.3", {"X_Forwarded_For": "203.0.113.7"}, id="through the proxy"),
        pytest.param("10.213.8.4", {}, id="a person's server"),
        pytest.param("", {}, id="nobody knows who"),
    ],
)
def test_nobody_else_is(peer: str, headers: dict[str, str]) -> None:
    used, told = pass_gate(peer, X_Request_ID=GIVEN, **headers)

    assert used == told != GIVEN
    assert pass_gate(peer, X_Request_ID=GIVEN, **headers)[0] != used
