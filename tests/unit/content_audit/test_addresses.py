"""Which key a reference means: a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.content_audit.addresses import Address, Addresses, LeftOut
from hub_ext.settings import ToolsSettings

FOREIGN, NOT_A_FILE = LeftOut.FOREIGN, LeftOut.NOT_A_FILE
ADDRESSES = Addresses(
    ToolsSettings(
        hub_mode="dev",
        s3_endpoint_url="https://kr.object.ncloudstorage.com",
        s3_asset_url="https://x.edge.naverncp.com/content/",
        bucket_name="contents",
        hub_source_bucket="old-contents",
    )
)
DOCUMENT = "Data/ch1/one.md"


def _key(address: Address | LeftOut) -> str | LeftOut:
    return address.key if isinstance(address, Address) else address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("img/a.png", "Data/ch1/img/a.png"),
        ("./img/./a.png", "Data/ch1/img/a.png"),
        ("../a.png", "Data/a.png"),
        ("../../../../a.png", "a.png"),
        ("%2e%2e/a.png", "Data/a.png"),
        ("/Data/a.png", "Data/a.png"),
        ("img\\a.png", "Data/ch1/img/a.png"),
        (" img/a.png\n", "Data/ch1/img/a.png"),
        ("img//a.png", "Data/ch1/img//a.png"),
        ("%EA%B0%80.png?v=1#top", "Data/ch1/가.png"),
        ("가.png", "Data/ch1/가.png"),
        ("100%.png", "Data/ch1/100%.png"),
        ("%25EA.png", "Data/ch1/%EA.png"),
        ("https://x.edge.naverncp.com/content/Data/a%20b.png?x=1", "Data/a b.png"),
        ("HTTPS://X.EDGE.NAVERNCP.COM:443/content/a.png", "a.png"),
        ("//x.edge.naverncp.com/content/a.png", "a.png"),
        ("https://x.edge.naverncp.com/content//a.png", "/a.png"),
        ("https://x.edge.naverncp.com/other/a.png", FOREIGN),
        ("https://kr.object.ncloudstorage.com/contents/a.png", "a.png"),
        ("https://kr.object.ncloudstorage.com/another/a.png", FOREIGN),
        ("http://contents.kr.object.ncloudstorage.com/a.png", "a.png"),
        ("https://old-contents.s3.amazonaws.com/a.png", "a.png"),
        ("https://old-contents.s3.ap-northeast-2.amazonaws.com/a.png", "a.png"),
        ("https://old-contents.s3-us-west-1.amazonaws.com/a.png", "a.png"),
        ("https://s3.eu-west-1.amazonaws.com/old-contents/a.png", "a.png"),
        ("https://s3-eu-west-1.amazonaws.com/old-contents/a.png", "a.png"),
        ("https://s3.amazonaws.com/contents/a.png", FOREIGN),
        ("https://old-contents.s3.amazonaws.com.example.org/a.png", FOREIGN),
        ("https://not-old-contents.s3.amazonaws.com/a.png", FOREIGN),
        ("s3://contents/a.png", "a.png"),
        ("s3://old-contents/a.png", "a.png"),
        ("s3://another/a.png", FOREIGN),
        ("https://example.org/a.png", FOREIGN),
        ("http://[broken/a.png", FOREIGN),
        ("http://example.org:port/a.png", FOREIGN),
        ("#top", NOT_A_FILE),
        ("?page=2", NOT_A_FILE),
        ("", NOT_A_FILE),
        ("mailto:a@example.org", NOT_A_FILE),
        ("data:image/png;base64,AA", NOT_A_FILE),
        ("ftp://example.org/a.png", NOT_A_FILE),
        ("/", NOT_A_FILE),
    ],
)
def test_what_a_document_refers_to(text: str, expected: str | LeftOut) -> None:
    assert _key(ADDRESSES.of_document(text, DOCUMENT, link=False)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two.md", "Data/ch1/two.md"),
        ("/login", NOT_A_FILE),
        ("../", NOT_A_FILE),
        ("https://x.edge.naverncp.com/content/a.pdf", "a.pdf"),
    ],
)
def test_a_link_may_lead_to_a_page(text: str, expected: str | LeftOut) -> None:
    assert _key(ADDRESSES.of_document(text, DOCUMENT, link=True)) == expected


def test_a_documents_own_percent_sign_is_no_encoding() -> None:
    assert _key(ADDRESSES.of_document("a.png", "50%25/one.md", link=False)) == "50%25/a.png"


@pytest.mark.parametrize(
    ("text", "key", "literal"),
    [
        ("Data/a.png", "Data/a.png", "Data/a.png"),
        ("/Data/a.png", "Data/a.png", "Data/a.png"),
        ("//Data/a.png", "/Data/a.png", "/Data/a.png"),
        ("Data/a b#1.png", "Data/a b", "Data/a b#1.png"),
        ("Data/%EA%B0%80.png?v=1", "Data/가.png", "Data/%EA%B0%80.png?v=1"),
        ("Data:1/a.png", "Data:1/a.png", "Data:1/a.png"),
        ("https://x.edge.naverncp.com/content/a%23.png", "a#.png", "a#.png"),
        ("Data/", "Data/", "Data/"),
    ],
)
def test_a_path_may_be_a_key_as_it_is(text: str, key: str, literal: str) -> None:
    assert ADDRESSES.of_path(text) == Address(key, literal)


def test_the_source_is_not_ours_if_it_is_not_set() -> None:
    settings = ToolsSettings(hub_mode="dev", s3_asset_url="")
    found = Addresses(settings).of_path("https://x.s3.amazonaws.com/a.png")
    assert found is LeftOut.FOREIGN


@given(st.text(), st.booleans())
def test_no_text_breaks_it(text: str, link: bool) -> None:
    ADDRESSES.of_document(text, DOCUMENT, link=link)
    ADDRESSES.of_path(text)
