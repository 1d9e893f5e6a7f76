"""Which key of the bucket a reference means, however it is written."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from hub_ext.settings import ToolsSettings

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SCHEME_AND_HOST: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//")
_AMAZON: Final = re.compile(r"\.amazonaws\.com(\.cn)?$")
_PORTS: Final = {"http": 80, "https": 443}


class LeftOut(Enum):
    """Why a reference is not asked about."""

    #: It is another host's.
    FOREIGN = "foreign"
    #: An anchor, a mail address, a page of the application.
    NOT_A_FILE = "not a file"


@dataclass(frozen=True, slots=True)
class Address:
    """A key that something refers to.

    Attributes
    ----------
    key
        As a browser would ask for it.
    literal
        The key if the reference is a key already, with its ``%``, ``?`` and ``#``; else the same.
    """

    key: str
    literal: str


class Addresses:
    """The addresses under which the bucket is known.

    Parameters
    ----------
    settings
        They name the CDN, the bucket with its endpoint, and the bucket it came from.
    """

    def __init__(self, settings: ToolsSettings) -> None:
        self._buckets = {settings.bucket_name, settings.hub_source_bucket} - {""}
        self._source = settings.hub_source_bucket
        #: Hosts, and the paths on them under which keys begin.
        self._roots: list[tuple[str, str]] = []
        if settings.s3_asset_url:
            cdn = urlsplit(settings.s3_asset_url)
            self._roots.append((_host(cdn), f"{cdn.path.rstrip('/')}/"))
        self._add_store(settings.s3_endpoint_url, settings.bucket_name)
        self._add_store(settings.hub_source_endpoint_url, settings.hub_source_bucket)

    def of_document(self, text: str, document: str, *, link: bool) -> Address | LeftOut:
        """Return what a reference in a document means.

        Parameters
        ----------
        text
            An address, absolute or relative to the document.
        document
            The document's key.
        link
            It is followed by a person, so it may lead to a page of the application, which has no
            file name with a dot.
        """
        # As browsers do.
        text = text.strip().replace("\\", "/")
        if _SCHEME_AND_HOST.match(text):
            address = self._of_url(text)
        elif not text or text[0] in "#?" or _SCHEME.match(text):
            return LeftOut.NOT_A_FILE
        else:
            path = _without_query(text)
            if not path.startswith("/"):
                path = f"{_quoted(document.rpartition('/')[0])}/{path}"
            address = _address(path)
        if link and isinstance(address, Address) and "." not in address.key.rpartition("/")[2]:
            return LeftOut.NOT_A_FILE
        return address

    def of_path(self, text: str) -> Address | LeftOut:
        """Return what a line of a list, or a value of a table, means: a URL, or a key."""
        text = text.strip()
        if _SCHEME_AND_HOST.match(text) and not _is_path(text):
            return self._of_url(text)
        literal = text.removeprefix("/")
        address = _address(f"/{_without_query(literal)}")
        # A key may hold a percent sign, a question mark or a number sign itself.
        return Address(address.key, literal) if isinstance(address, Address) else address

    def _of_url(self, text: str) -> Address | LeftOut:
        try:
            url = urlsplit(text)
            host = _host(url)
        except ValueError:
            return LeftOut.FOREIGN
        if url.scheme == "s3":
            return _address(url.path) if host in self._buckets else LeftOut.FOREIGN
        if url.scheme not in {"", "http", "https"}:
            return LeftOut.NOT_A_FILE
        for root_host, root in self._roots:
            if host == root_host and url.path.startswith(root):
                return _address(f"/{url.path.removeprefix(root)}")
        return self._of_amazon(host, url.path)

    def _of_amazon(self, host: str, path: str) -> Address | LeftOut:
        """Return the key in an address of the old bucket, in whichever region and style."""
        if not self._source or not _AMAZON.search(host):
            return LeftOut.FOREIGN
        if host.startswith((f"{self._source}.s3.", f"{self._source}.s3-")):
            return _address(path)
        if host.startswith(("s3.", "s3-")) and path.startswith(f"/{self._source}/"):
            return _address(path.removeprefix(f"/{self._source}"))
        return LeftOut.FOREIGN

    def _add_store(self, endpoint: str, bucket: str) -> None:
        if bucket:
            host = _host(urlsplit(endpoint))
            self._roots += [(host, f"/{bucket}/"), (f"{bucket}.{host}", "/")]


def _host(url: SplitResult) -> str:
    host, port = (url.hostname or "").lower(), url.port
    return host if port in {None, _PORTS.get(url.scheme)} else f"{host}:{port}"


def _is_path(text: str) -> bool:
    """Tell whether two slashes begin a path and not a host: ``//DataAnalysis/a.png``."""
    host = text.removeprefix("//").partition("/")[0]
    return text.startswith("//") and "." not in host and ":" not in host


def _without_query(text: str) -> str:
    return re.split("[?#]", text, maxsplit=1)[0]


def _quoted(folder: str) -> str:
    """Keep a key's own percent signs from being taken for an encoding."""
    return f"/{folder}".replace("%", "%25").removesuffix("/")


def _address(path: str) -> Address | LeftOut:
    """Return the key of an absolute path that is percent-encoded and may hold dots."""
    segments: list[str] = []
    parts = path.removeprefix("/").split("/")
    for number, part in enumerate(parts):
        dots = unquote(part) if len(part) <= len("%2e%2e") else part
        if dots not in {".", ".."}:
            segments.append(part)
            continue
        if dots == ".." and segments:
            segments.pop()
        if number == len(parts) - 1:
            segments.append("")
    key = unquote("/".join(segments))
    return Address(key, key) if key else LeftOut.NOT_A_FILE
