"""The way in, as a proxy and a hub that answer this or that would show it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hub_ext.doctor.findings import Finding
from hub_ext.doctor.host.way_in import WayIn


@contextmanager
def answering(status: int, body: object = "") -> Iterator[tuple[int, list[dict[str, str]]]]:
    seen: list[dict[str, str]] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(dict(self.headers.items()) | {"path": self.path})
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("status", "code"), [(200, "page-ok"), (503, "page-no-hub"), (404, "page-no-hub")]
)
def test_the_page(status: int, code: str) -> None:
    with answering(status) as (port, seen):
        [found] = WayIn("0.0.0.0", port, "https://hub.example.org").look_at_page("proxy", "hub")
    assert found.code == code
    # As the TLS proxy asks, so that a proxy that routes by host and refuses plain HTTP answers.
    assert seen[0]["Host"] == "hub.example.org"
    assert seen[0]["X-Forwarded-Proto"] == "https"


def test_nothing_answers() -> None:
    with answering(200) as (port, _):
        pass
    [found] = WayIn("127.0.0.1", port).look_at_page("eduhub-proxy-1", "eduhub-hub-1")
    assert found.code == "page-silent"
    assert found.fields["container"] == "eduhub-proxy-1"


@pytest.mark.parametrize(
    ("status", "parts", "finding"),
    [
        (200, {"database": "ok"}, Finding("ready", "ready-ok")),
        (
            503,
            {"database": "broken", "storage": "ok", "engine": "broken"},
            Finding("ready", "ready-not", {"parts": "database, engine", "container": "hub"}),
        ),
        (404, {}, Finding("ready", "look-failed", {"error": "HTTP 404"})),
    ],
)
def test_what_the_hub_says_of_its_parts(
    status: int, parts: dict[str, str], finding: Finding
) -> None:
    with answering(status, {"ready": status == 200, "parts": parts}) as (port, seen):
        assert WayIn("127.0.0.1", port).look_at_ready("hub") == [finding]
    assert seen[0]["path"] == "/hub/ready"
    # As a program of this host: through TLS the proxy does not show it.
    assert "X-Forwarded-Proto" not in seen[0]
