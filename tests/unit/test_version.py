from pathlib import Path

import pytest

import hub_ext.pages.configuration
from hub_ext.language import Language
from hub_ext.version import UNBUILT, version
from tests.unit.pages.rendering import Page, render


def test_the_version_is_the_one_that_the_image_was_built_with(tmp_path: Path) -> None:
    file = tmp_path / "VERSION"
    file.write_text("0.1.0-g0123456789ab\n")

    assert version(file) == "0.1.0-g0123456789ab"


def test_a_checkout_without_an_image_says_so(tmp_path: Path) -> None:
    assert version(tmp_path / "VERSION") == UNBUILT


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("page", ["login.html", "404.html", "error.html", "logout.html"])
def test_it_is_below_every_page(
    page: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_ext.pages.configuration, "version", lambda: "0.1.0-g0123456789ab")

    text = Page(render(page, language, status_code=404)).text

    assert "0.1.0-g0123456789ab" in text
