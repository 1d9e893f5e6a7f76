"""Services that know advisories, and such that do not answer."""

import gzip
import json
import zlib
from dataclasses import dataclass
from typing import Literal

from tornado.web import Application, RequestHandler

type State = Literal["knows nothing", "knows something", "is down"]

#: One advisory of each service about one package of `test_scan`'s lists.
PYTHON = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-1001"],
    "details": "planted",
    "affected": [
        {
            "package": {"name": "six", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}],
        }
    ],
}
NPM = {
    "id": 1,
    "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
    "title": "planted",
    "severity": "high",
    "vulnerable_versions": "<99.0.0",
    "cwe": [],
    "cvss": {"score": 0, "vectorString": None},
}
#: Names, then which package each concerns: the first is corrected in Debian, the second is not.
DEBIAN = """VERSION 1
CVE-2026-2001,,planted
CVE-2026-2002,,planted and not corrected yet

libexample1,0,SH F,99.0,
libexample1,1,S   ,,

libexample1,libexample1

"""


@dataclass
class Services:
    """Stands in for OSV, npm's registry and Debian's tracker."""

    state: State = "knows nothing"

    def application(self) -> Application:
        arguments = {"services": self}
        return Application(
            [
                (r"/osv", _Osv, arguments),
                (r"/npm/-/npm/v1/security/advisories/bulk", _Npm, arguments),
                (r"/debian/.*", _Debian, arguments),
            ]
        )


class _Handler(RequestHandler):
    def initialize(self, services: Services) -> None:
        self.services = services

    def prepare(self) -> None:
        if self.services.state == "is down":
            self.send_error(503)

    @property
    def knows(self) -> bool:
        return self.services.state == "knows something"

    def body(self) -> dict[str, object]:
        content = self.request.body
        packed = self.request.headers.get("Content-Encoding") == "gzip"
        loaded: dict[str, object] = json.loads(gzip.decompress(content) if packed else content)
        return loaded


class _Osv(_Handler):
    def post(self) -> None:
        asked = self.body()
        package = asked["package"]
        assert isinstance(package, dict)
        self.write({"vulns": [PYTHON]} if self.knows and package["name"] == "six" else {})


class _Npm(_Handler):
    def post(self) -> None:
        self.write({"plain": [NPM]} if self.knows and "plain" in self.body() else {})


class _Debian(_Handler):
    def get(self) -> None:
        text = DEBIAN if self.knows else "VERSION 1\n\n\n"
        self.write(zlib.compress(text.encode()))
