"""Content types: which ones a browser can use for a file of which ending."""

from typing import Final

_DOWNLOAD: Final = ("application/octet-stream", "binary/octet-stream")
_SCRIPT: Final = ("text/javascript", "application/javascript", "application/x-javascript")
_ZIP: Final = ("application/zip", "application/x-zip-compressed")
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"

#: What a page shows or runs itself. An ending that is not here is not judged.
_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "md": ("text/markdown", "text/x-markdown", "text/plain"),
    "txt": ("text/plain",),
    "html": ("text/html", "application/xhtml+xml"),
    "htm": ("text/html", "application/xhtml+xml"),
    "css": ("text/css",),
    "js": _SCRIPT,
    "mjs": _SCRIPT,
    "json": ("application/json", "text/json"),
    "png": ("image/png", "image/x-png"),
    "jpg": ("image/jpeg", "image/jpg", "image/pjpeg"),
    "jpeg": ("image/jpeg", "image/jpg", "image/pjpeg"),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "svg": ("image/svg+xml",),
    "ico": ("image/x-icon", "image/vnd.microsoft.icon"),
    "pdf": ("application/pdf",),
    "mp4": ("video/mp4",),
    "webm": ("video/webm", "audio/webm"),
    "mp3": ("audio/mpeg", "audio/mp3"),
    "wav": ("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"),
    # These are saved, whatever they are called; but not as a page.
    "csv": ("text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", *_DOWNLOAD),
    "ipynb": ("application/x-ipynb+json", "application/json", "text/plain", *_DOWNLOAD),
    "py": ("text/x-python", "application/x-python-code", "text/plain", *_DOWNLOAD),
    "zip": (*_ZIP, *_DOWNLOAD),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", *_ZIP, *_DOWNLOAD),
    "pptx": (f"{_OFFICE}.presentationml.presentation", *_ZIP, *_DOWNLOAD),
    "docx": (f"{_OFFICE}.wordprocessingml.document", *_ZIP, *_DOWNLOAD),
    "sb3": ("application/x.scratch.sb3", *_ZIP, *_DOWNLOAD),
}
_TEXTS: Final = {"md", "txt"}
_XMLS: Final = {"xml", "svg", "xhtml", "rss"}


def fits(key: str, content_type: str) -> bool:
    """Tell whether a browser can use what comes for a key under a content type."""
    kind = content_type.partition(";")[0].strip().lower()
    types = _TYPES.get(_ending(key))
    return types is None or kind in types


def is_html(key: str) -> bool:
    """Tell whether a file is a page itself."""
    return _ending(key) in {"html", "htm", "xhtml"}


def is_text(key: str) -> bool:
    """Tell whether a file is a text that may begin with anything."""
    return _ending(key) in _TEXTS


def is_xml(key: str) -> bool:
    """Tell whether a file is XML itself."""
    return _ending(key) in _XMLS


def _ending(key: str) -> str:
    name = key.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""
