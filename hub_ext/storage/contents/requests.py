"""What a request to the door asks for: pure functions of what came in."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote
from xml.etree import ElementTree

from hub_ext.storage.contents.backend import HOME_BUCKET
from hub_ext.storage.layout import LONGEST_PATH_BYTES

_SIGNED: Final = re.compile(r"AWS4-HMAC-SHA256 Credential=([A-Z0-9]{8,64})/")
_TARGET: Final = re.compile(rf"/({HOME_BUCKET}(/[^?]*)?)?(\?.*)?")
#: What a POST may be; a form of a browser is none of them.
_POSTS: Final = ("delete", "uploads", "uploadId")


def access_key(authorizations: list[str], query: Mapping[str, str]) -> str | None:
    """Return the access key of a signed request; None if the signature is not in the one header.

    Parameters
    ----------
    authorizations
        All headers ``Authorization``.
    query
        The query, in which a signature would be one that others can be given.
    """
    if len(authorizations) != 1 or any(name.lower().startswith("x-amz-") for name in query):
        return None
    found = _SIGNED.match(authorizations[0])
    return found[1] if found else None


def path_of(target: str) -> str | None:
    """Return the path in the home that a request is about.

    Parameters
    ----------
    target
        What stands in the request's first line.

    Returns
    -------
    str or None
        ``""`` for the home itself and for the list of buckets; None for what nobody may ask for.
    """
    if not _TARGET.fullmatch(target):
        return None
    path = unquote(target.partition("?")[0].removeprefix(f"/{HOME_BUCKET}").removeprefix("/"))
    return path if not path or acceptable(path) else None


def acceptable(path: str) -> bool:
    """Tell whether a path stays inside the home, whoever reads it."""
    parts = path.removesuffix("/").split("/")
    return (
        not {"", ".", ".."} & set(parts)
        and "\0" not in path
        and len(path.encode("utf-8", "replace")) <= LONGEST_PATH_BYTES
    )


def is_write(method: str) -> bool:
    """Tell whether a request may change anything."""
    return method not in {"GET", "HEAD"}


def is_allowed(method: str, path: str, query: Mapping[str, str]) -> bool:
    """Tell whether this is something that a person's server does with files."""
    if method in {"GET", "HEAD"}:
        return True
    if method in {"PUT", "DELETE"}:
        return bool(path)
    return method == "POST" and any(name in query for name in _POSTS)


def replaces(method: str, query: Mapping[str, str]) -> bool:
    """Tell whether a request to one path puts something else, or nothing, in its place."""
    if method == "PUT":
        return "partNumber" not in query
    if method == "DELETE":
        return "uploadId" not in query
    return method == "POST" and "uploadId" in query


def paths_to_delete(body: bytes) -> list[str] | None:
    """Return the paths that a request to delete many names; None if it cannot be read."""
    try:
        found = ElementTree.fromstring(body)  # noqa: S314 - expat refuses to expand without end
    except ElementTree.ParseError:
        return None
    paths = [
        child.text or ""
        for element in found
        for child in element
        if child.tag.rpartition("}")[2] == "Key"
    ]
    return paths if all(acceptable(path) for path in paths) else None
