"""docs/tls.md and its Korean twin say the same to a shell."""

from tests.integration.front.guide import blocks


def test_the_korean_page_has_the_same_commands() -> None:
    english, korean = blocks("tls.md"), blocks("tls.ko.md")
    assert list(english.values()) == list(korean.values())
    assert {"Apache", "Caddy", "A subdomain for each person"} <= set(english)
