from urllib.parse import urlencode

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from hub_ext.users.sso.request import take_arguments

TOKEN = "eyJ.eyJ.not-for-the-log"


def request(query: str) -> HTTPServerRequest:
    return HTTPServerRequest(
        start_line=RequestStartLine("GET", f"/hub/sso/callback?{query}", "HTTP/1.1"),
        headers=HTTPHeaders({"Host": "hub.example.org"}),
    )


@pytest.mark.parametrize("query", [f"state=abc&token={TOKEN}", f"state=abc?token={TOKEN}",
                                   f"token={TOKEN}&state=abc", f"state=abc%3Ftoken={TOKEN}"])  # fmt: skip
def test_the_platform_may_append_its_token_rightly_or_wrongly(query: str) -> None:
    assert take_arguments(request(query)) == {"state": "abc", "token": TOKEN}


def test_nothing_of_it_stays_in_the_request() -> None:
    made = request(urlencode({"state": "abc", "token": TOKEN, "other": TOKEN}))
    take_arguments(made)

    everything = repr(made) + repr(vars(made)) + made.full_url()
    assert "not-for-the-log" not in everything
    assert made.uri == made.path == "/hub/sso/callback"


def test_of_several_the_last_one_counts_and_bytes_are_read_as_text() -> None:
    assert take_arguments(request("token=a&token=b&state=%ff")) == {"token": "b", "state": "\ufffd"}
    assert take_arguments(request("")) == {}
