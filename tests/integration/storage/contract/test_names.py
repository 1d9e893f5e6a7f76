"""Names that people give, there and back."""

import unicodedata

import pytest

from tests.integration.storage.contract.homes import ContractHome
from tests.integration.storage.contract.limits import Ability

_NAMES = {
    "Korean": "한글 이름.ipynb",
    "Korean, decomposed": unicodedata.normalize("NFD", "한글 이름.ipynb"),
    "spaces": " two  spaces .txt",
    "plus": "a+b.txt",
    "percent": "100%41.txt",
    "hash": "#1.txt",
    "ampersand": "a&b=c.txt",
    "apostrophe": "it's.txt",
    "quotes": 'say "hi".txt',
    "question": "a?*[b]{c}.txt",
    "hidden": ".hidden",
    "dots": "a..b...txt",
    "dot at the end": "end.",
    "emoji": "이모지😀👩‍🏫.md",
    "255 bytes": "가" * 83 + ".ipynb",
    "folders": "1학기/과제 #1/나+너/숙제.ipynb",
}


@pytest.mark.parametrize("name", _NAMES.values(), ids=_NAMES)
def test_a_name_is_the_same_everywhere(home: ContractHome, name: str) -> None:
    if not unicodedata.is_normalized("NFC", name):
        home.needs(Ability.BOTH_FORMS)
    home.student.write(name, name.encode())
    home.is_everywhere(name, name.encode())


@pytest.mark.parametrize("name", _NAMES.values(), ids=_NAMES)
def test_a_name_of_the_platforms_is_the_same_here(home: ContractHome, name: str) -> None:
    home.platform.write(name, name.encode())
    home.is_everywhere(name, name.encode())


@pytest.mark.parametrize(
    "names",
    [
        ("Report.txt", "report.txt", "REPORT.TXT"),
        tuple(unicodedata.normalize(form, "한글.txt") for form in ("NFC", "NFD")),
    ],
    ids=["case", "Unicode form"],
)
def test_names_that_are_nearly_the_same_are_files_of_their_own(
    home: ContractHome, names: tuple[str, ...]
) -> None:
    if not all(unicodedata.is_normalized("NFC", name) for name in names):
        home.needs(Ability.BOTH_FORMS)
    for number, name in enumerate(names):
        home.student.write(name, f"{number}".encode())
    for number, name in enumerate(names):
        home.is_everywhere(name, f"{number}".encode())
