""".env.example is the documentation of the settings, so it has to be complete and true."""

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from hub_ext.environment import check, known_variables
from hub_ext.prepare import GENERATED
from hub_ext.settings import PARTS

TEXT = (Path(__file__).resolve().parents[2] / ".env.example").read_text()
COMMENTED_OUT = dict(re.findall(r"^#([A-Z][A-Z0-9_]*)=(.+)$", TEXT, re.MULTILINE))
TOKENS = {name.lower(): "a" * 64 for name in GENERATED}

#: Shown as an example because the default is to have none.
UNSET_BY_DEFAULT = {
    "BASE_URL", "HUB_OAUTH_ISSUER", "HUB_USERS_DATABASE", "HUB_SUBDOMAIN_HOST", "S3_BUCKET_NAME",
    "S3_ASSET_URL", "HUB_SOURCE_BUCKET", "HUB_PUBLIC_URL",
}  # fmt: skip
#: In development everybody may also log in as testuser.
DIFFERENT_IN_DEVELOPMENT = {"AUTH"}


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", TEXT, re.MULTILINE)) == known_variables()


@pytest.mark.parametrize(
    "name", sorted(set(COMMENTED_OUT) - UNSET_BY_DEFAULT - DIFFERENT_IN_DEVELOPMENT)
)
def test_a_value_that_is_commented_out_is_the_default(name: str) -> None:
    field = name.lower()
    kind = next(kind for kind in PARTS.values() if field in kind.model_fields)
    default = kind.model_validate({"hub_mode": "dev", **TOKENS})
    shown = kind.model_validate({"hub_mode": "dev", **TOKENS, field: COMMENTED_OUT[name]})
    assert getattr(shown, field) == getattr(default, field)


def test_the_example_lacks_only_what_an_operator_has_to_fill_in(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(TEXT)
    values = {name: value or "" for name, value in dotenv_values(tmp_path / ".env").items()}
    tokens = {name.upper(): value for name, value in TOKENS.items()}
    missing = {problem.split(":")[0] for problem in check(values | tokens)}
    assert missing == {"DB_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
