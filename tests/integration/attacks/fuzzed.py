"""What schemathesis looks for in each answer; it loads this module by its name.

``FUZZ_FORBIDDEN`` names a file with the texts that the sender must not see, as a JSON list, and
``FUZZ_TOLD`` one that is told how many requests were made, and of which operations.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import schemathesis

FORBIDDEN: Final = frozenset(json.loads(Path(os.environ["FUZZ_FORBIDDEN"]).read_text()))
#: A hash of the table, a traceback, and names of secrets with a value behind them.
_SECRETS: Final = re.compile(
    r"\$2[aby]\$\d\d\$|Traceback \(most recent|\"(auth_state|cookie_id|password|api_token|client_secret)\": *[\"{]"
)


#: Faults of upstream's own, which give nothing away: addresses that the handler behind them cannot be asked for without
#: a token in them, or with one, and what is no object as a share. Each is one line of log.
_UNASKABLE: Final = re.compile(
    r"GET /hub/api/authorizations/token|POST /hub/api/authorizations/token/[^/]*"
)
_SHARES: Final = re.compile(r"/hub/api/share(s|-codes)/")


def _is_upstreams(request: Any) -> bool:
    path = urlsplit(request.url).path
    if _UNASKABLE.fullmatch(f"{request.method} {path}"):
        return True
    body = request.body if isinstance(request.body, bytes | str) else b""
    return (
        request.method == "POST"
        and _SHARES.match(path) is not None
        and body.lstrip()[:1] not in {b"{", "{"}
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _texts(inner)
    if isinstance(value, dict):
        # A name may be a key too; this one is everybody's.
        yield from value.keys() - {"admin"}


@schemathesis.hook
def before_call(_context: Any, _case: Any, kwargs: dict[str, Any]) -> None:
    """Look at redirects themselves."""
    kwargs["allow_redirects"] = False


@schemathesis.check
class Discreet:
    """Fails if an answer has a fault of ours, or something of somebody else's that was not in the question."""

    def __init__(self) -> None:
        self._requests = 0
        self._asked: set[tuple[str, str]] = set()

    def after_response(self, _context: Any, response: Any, case: Any) -> None:
        """Look at one answer."""
        self._requests += 1
        self._asked.add((case.method.upper(), case.operation.path))
        text = response.content.decode("utf-8", "replace")
        well = response.status_code < 500 or response.status_code == 503
        assert well or _is_upstreams(response.request), text[:500]
        assert not _SECRETS.search(text), text[:500]
        if not response.headers.get("content-type", [""])[0].startswith("application/json"):
            return
        request = response.request
        asked = f"{request.url} {request.body!r}"
        seen = set(_texts(json.loads(text or "null"))) & FORBIDDEN
        assert not {name for name in seen if name not in asked}, text[:500]

    def after_run(self, _context: Any) -> None:
        """Tell how many there were, and of what."""
        told = {"requests": self._requests, "asked": sorted(self._asked)}
        Path(os.environ["FUZZ_TOLD"]).write_text(json.dumps(told))
