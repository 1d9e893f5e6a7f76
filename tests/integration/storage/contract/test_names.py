"""Names that people give, there and back."""

import unicodedata

import pytest

from tests.integration.storage.contract.homes import ContractHome
from tests.integration.storage.contract.limits import Ability

_NAMES = {
    "Korean": "한글 이름.ipynb",
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
_DECOMPOSED = unicodedata.normalize("NFD", "나눠 쓴 이름.ipynb")


# All of them in one home, which is waited for once.
def test_names_are_the_same_everywhere(home: ContractHome) -> None:
    files = {name: name.encode() for name in _NAMES.values()}
    for name, content in files.items():
        home.student.write(name, content)
    home.are_everywhere(files)


def test_a_decomposed_name_is_the_same_everywhere(home: ContractHome) -> None:
    home.needs(Ability.BOTH_FORMS)
    home.student.write(_DECOMPOSED, b"decomposed")
    home.is_everywhere(_DECOMPOSED, b"decomposed")


def test_names_of_the_platforms_are_the_same_here(home: ContractHome) -> None:
    files = {name: name.encode() for name in (*_NAMES.values(), _DECOMPOSED)}
    for name, content in files.items():
        home.platform.write(name, content)
    home.are_everywhere(files)


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
