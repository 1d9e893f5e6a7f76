"""What an answer of the CDN means: a table."""

import pytest

from hub_ext.content_audit.cdn.answer import Answer, meaning
from hub_ext.content_audit.models import Kind

HTML = b"\n<!doctype HTML><title>404</title>"
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'
PNG = b"\x89PNG"


@pytest.mark.parametrize(
    ("key", "size", "answer", "kind"),
    [
        ("a.png", 4, Answer(200, "image/png", 4, PNG), None),
        ("a.png", 4, Answer(206, "IMAGE/PNG; x=y", 4, PNG), None),
        ("a.png", 4, Answer(200, "image/png", None, PNG), None),
        ("a.unknown", 4, Answer(200, "x/y", 4, PNG), None),
        ("a.png", 4, Answer(404), Kind.NOT_ON_CDN),
        ("a.png", 4, Answer(410), Kind.NOT_ON_CDN),
        ("a.png", 4, Answer(403), Kind.FORBIDDEN),
        ("a.png", 4, Answer(401), Kind.FORBIDDEN),
        ("a.png", 4, Answer(None, failure="ConnectError"), Kind.UNKNOWN),
        ("a.png", 4, Answer(503), Kind.UNKNOWN),
        ("a.png", 4, Answer(429), Kind.UNKNOWN),
        ("a.png", 4, Answer(302), Kind.UNKNOWN),
        ("a.png", 4, Answer(400), Kind.UNKNOWN),
        ("a.png", 4, Answer(200, "image/png", 5, PNG), Kind.OTHER_LENGTH),
        ("a.png", 4, Answer(200, "image/png", 0, b""), Kind.OTHER_LENGTH),
        ("a.png", 0, Answer(200, "image/png", 0, b""), None),
        ("a.png", 4, Answer(200, "text/html", 33, HTML), Kind.ERROR_PAGE),
        ("a.png", 4, Answer(200, "image/png", None, HTML), Kind.ERROR_PAGE),
        ("a.html", 4, Answer(200, "text/html", 33, HTML), Kind.ERROR_PAGE),
        ("a.html", 33, Answer(200, "text/html", 33, HTML), None),
        ("a.md", 33, Answer(200, "text/markdown", 33, HTML), None),
        ("a.md", 4, Answer(200, "text/html", 33, HTML), Kind.ERROR_PAGE),
        # Saved in the place of the image.
        ("a.png", 33, Answer(200, "image/png", 33, HTML), Kind.ERROR_PAGE),
        ("a.png", 80, Answer(200, "application/xml", 80, XML), Kind.ERROR_PAGE),
        ("a.md", 80, Answer(200, "text/markdown", 80, XML), Kind.ERROR_PAGE),
        ("a.xml", 80, Answer(200, "application/xml", 80, XML), None),
        ("a.svg", 4, Answer(200, "image/svg+xml", 80, XML), Kind.ERROR_PAGE),
        ("a.md", 4, Answer(200, "text/html", 4, b"# 1"), Kind.WRONG_TYPE),
        ("a.md", 4, Answer(200, "binary/octet-stream", 4, b"# 1"), Kind.WRONG_TYPE),
        ("a.md", 4, Answer(200, "", 4, b"# 1"), Kind.WRONG_TYPE),
        ("a.md", 4, Answer(200, "text/plain; charset=utf-8", 4, b"# 1"), None),
        ("a.PNG", 4, Answer(200, "binary/octet-stream", 4, PNG), Kind.WRONG_TYPE),
        ("a.css", 4, Answer(200, "text/plain", 4, b"b{}"), Kind.WRONG_TYPE),
        ("a.zip", 4, Answer(200, "binary/octet-stream", 4, b"PK"), None),
        ("a.zip", 4, Answer(200, "text/html", 4, b"PK"), Kind.WRONG_TYPE),
        ("a.b/noending", 4, Answer(200, "x/y", 4, b"x"), None),
    ],
)
def test_what_an_answer_means(key: str, size: int, answer: Answer, kind: Kind | None) -> None:
    assert meaning(key, size, answer) is kind


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(404, "text/html", 10), "404"),
        (Answer(200, "image/png", 4), "200, image/png, 4 B"),
        (Answer(206, "", None), "206"),
        (Answer(None, failure="ConnectTimeout"), "ConnectTimeout"),
    ],
)
def test_it_is_told_in_a_few_words(answer: Answer, words: str) -> None:
    assert answer.words == words
