"""Settings: what an operator's .env may hold, and what is said when it is wrong."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hub_ext import prepare
from hub_ext.environment import SettingsError, check, read, secret_variables
from hub_ext.settings import CommonSettings, HubSettings, StorageSettings

GENERATED = {name: f"{number:064x}" for number, name in enumerate(prepare.GENERATED, 0xA0)}

#: The .env that operators have today, word for word but for its secrets.
OPERATORS = {
    "NODE_ENV": "production",
    "PORT": "3000",
    "AWS_REGION": "kr",
    "BUCKET_NAME": "educodingnplaycontents",
    "S3_ENDPOINT_URL": "https://kr.object.ncloudstorage.com",
    "S3_ASSET_URL": "https://cdn.example.org",
    "AWS_ACCESS_KEY_ID": "an-invented-access-key",
    "AWS_SECRET_ACCESS_KEY": "an-invented-secret-key",
    "DB_HOST": "db.example.org",
    "DB_PORT": "3306",
    "DB_USER": "platform",
    "DB_PASSWORD": "an-invented-password",
    "DB_NAME": "codingnplay",
    "JWT_SECRET": "an-invented-signing-key",
    "JWT_EXPIRES_IN": "1h",
    "COOKIE_DOMAIN": ".example.org",
    "BASE_URL": "https://app.example.org",
    "JUPYTER_PORT": "8888",
    "REDIS_URL": "redis://127.0.0.1:6379",
    "GOOGLE_API_KEY": "an-invented-key",
}
PRODUCTION = OPERATORS | {"HUB_MODE": "production"} | GENERATED
#: Every way of logging in that production may have.
EVERY_WAY = PRODUCTION | {
    "AUTH": "database,jwt,oauth,guest",
    "HUB_OAUTH_ISSUER": "https://login.example.org",
    "HUB_OAUTH_CLIENT_ID": "hub",
    "HUB_OAUTH_CLIENT_SECRET": "an-invented-client-secret",
    "HUB_PUBLIC_URL": "https://hub.example.org",
}
DEVELOPMENT = {"HUB_MODE": "dev"} | GENERATED


def names_of(problems: list[str]) -> set[str]:
    return {problem.split(":")[0] for problem in problems}


def test_the_operators_env_file_works_as_it_is() -> None:
    assert check(PRODUCTION) == []


def test_every_way_of_logging_in_together() -> None:
    assert check(EVERY_WAY) == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"JWT_SECRET": ""}, {"JWT_SECRET"}, id="no key for tokens"),
        pytest.param({"JWT_SECRET": "secret"}, {"JWT_SECRET"}, id="a key that can be guessed"),
        pytest.param({"BASE_URL": ""}, {"BASE_URL"}, id="no platform"),
        pytest.param({"BASE_URL": "http://app.example.org"}, {"BASE_URL"}, id="not encrypted"),
        pytest.param(
            {"HUB_PLATFORM_ORIGINS": "https://a.example.org,http://b.example.org"},
            {"HUB_PLATFORM_ORIGINS"},
            id="an origin that is not encrypted",
        ),
        pytest.param({"BASE_URL": "app.example.org"}, {"BASE_URL"}, id="no address"),
        pytest.param(
            {"HUB_PLATFORM_ORIGINS": "https://a.example.org/x"},
            {"HUB_PLATFORM_ORIGINS"},
            id="an origin with a path",
        ),
        pytest.param({"HUB_OAUTH_ISSUER": ""}, {"HUB_OAUTH_ISSUER"}, id="no provider"),
        pytest.param(
            {"HUB_OAUTH_CLIENT_ID": "", "HUB_OAUTH_CLIENT_SECRET": ""},
            {"HUB_OAUTH_CLIENT_ID", "HUB_OAUTH_CLIENT_SECRET"},
            id="unknown at the provider",
        ),
        pytest.param({"HUB_OAUTH_MATCH": "name"}, {"HUB_OAUTH_MATCH"}, id="matched by a name"),
        pytest.param({"HUB_GUESTS": "0"}, {"HUB_GUESTS"}, id="no guests"),
        pytest.param({"HUB_PUBLIC_URL": ""}, {"HUB_PUBLIC_URL"}, id="no way back"),
        pytest.param(
            {"HUB_PUBLIC_URL": "http://hub.example.org"}, {"HUB_PUBLIC_URL"}, id="a way to be read"
        ),
        pytest.param(
            {"HUB_SUBDOMAIN_HOST": "https://jupyter.example.org"},
            {"HUB_PUBLIC_URL"},
            id="two addresses",
        ),
    ],
)
def test_what_a_way_of_logging_in_lacks_is_named(
    changed: Mapping[str, str], named: set[str]
) -> None:
    assert names_of(check({**EVERY_WAY, **changed})) == named


def test_a_host_with_subdomains_is_the_way_back_too() -> None:
    host = {"HUB_SUBDOMAIN_HOST": "https://hub.example.org"}
    assert check(EVERY_WAY | host) == []
    assert check(EVERY_WAY | host | {"HUB_PUBLIC_URL": ""}) == []


def test_the_platform_s_own_variables_matter_only_where_they_are_used() -> None:
    assert check(PRODUCTION | {"JWT_SECRET": "short", "BASE_URL": "http://localhost:3000/"}) == []


def test_the_old_name_of_the_bucket_works_too() -> None:
    variables = {name: value for name, value in PRODUCTION.items() if name != "BUCKET_NAME"}
    assert check(variables | {"S3_BUCKET_NAME": "educodingnplaycontents"}) == []


def test_development_needs_nothing() -> None:
    assert check(DEVELOPMENT) == []


def test_production_is_the_default_and_has_no_default_secrets() -> None:
    assert names_of(check(GENERATED)) == {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "BUCKET_NAME",
        "DB_HOST",
        "DB_NAME",
        "DB_PASSWORD",
        "DB_USER",
        "S3_ENDPOINT_URL",
    }


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"AUTH": "dummy"}, {"AUTH"}, id="dummy authentication"),
        pytest.param({"AUTH": "database,dummy"}, {"AUTH"}, id="dummy beside the database"),
        pytest.param({"AUTH": "datbase"}, {"AUTH"}, id="unknown authentication"),
        pytest.param({"DB_PASSWORD": "dev-password"}, {"DB_PASSWORD"}, id="demo password"),
        pytest.param(
            {"AWS_ACCESS_KEY_ID": "dev-access-key", "AWS_SECRET_ACCESS_KEY": "dev-secret-key"},
            {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"},
            id="demo keys",
        ),
        pytest.param(
            {"DB_PORT": "mysql", "JUPYTER_ROLES": "pupil", "S3_ENDPOINT_URL": "kr.example.org"},
            {"DB_PORT", "JUPYTER_ROLES", "S3_ENDPOINT_URL"},
            id="three settings wrong",
        ),
        pytest.param({"HUB_MODE": "prod"}, {"HUB_MODE"}, id="unknown mode"),
        pytest.param({"HUB_CRYPT_KEY": "short"}, {"HUB_CRYPT_KEY"}, id="weak key"),
        pytest.param({"HUB_INTERNT": "yes"}, {"HUB_INTERNT"}, id="misspelt name of ours"),
        pytest.param({"JUPYTER_ROLE": "admin"}, {"JUPYTER_ROLE"}, id="misspelt without prefix"),
        pytest.param({"HUB_FROBNICATE": "1"}, {"HUB_FROBNICATE"}, id="no setting of ours"),
        pytest.param({"HUB_MEMORY_LIMITS": "student"}, {"HUB_MEMORY_LIMITS"}, id="no size"),
        pytest.param({"HUB_MEMORY_LIMITS": "student=1GB"}, {"HUB_MEMORY_LIMITS"}, id="odd size"),
        pytest.param({"HUB_NETWORK": "8.8.8.0/24"}, {"HUB_NETWORK"}, id="public network"),
        pytest.param({"HUB_BIND_ADDRESS": "nowhere"}, {"HUB_BIND_ADDRESS"}, id="no address"),
        pytest.param({"HUB_LESSON_PREFIXES": "a/../b"}, {"HUB_LESSON_PREFIXES"}, id="prefix"),
    ],
)
@pytest.mark.attack("known advisories")
def test_everything_wrong_is_named(changed: Mapping[str, str], named: set[str]) -> None:
    problems = check({**PRODUCTION, **changed})
    assert named <= names_of(problems)
    # A mode that is not understood is not development, so nothing else may be forgiven either.
    assert named == names_of(problems) or changed.get("HUB_MODE")


def test_a_misspelt_name_is_told_the_right_one() -> None:
    assert "HUB_INTERNT: is not a setting; did you mean HUB_INTERNET?" in check(
        {**PRODUCTION, "HUB_INTERNT": "yes"}
    )


def test_every_problem_comes_with_an_example() -> None:
    for problem in check({}):
        assert "(for example: " in problem


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.0.7"])
def test_development_is_for_this_machine_unless_a_second_switch_says_otherwise(
    address: str,
) -> None:
    assert names_of(check({**DEVELOPMENT, "HUB_BIND_ADDRESS": address})) == {"HUB_BIND_ADDRESS"}
    assert check({**DEVELOPMENT, "HUB_BIND_ADDRESS": address, "HUB_DEV_OPEN": "yes"}) == []


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], None]:
    """The process environment, holding the given variables and no other settings."""

    def replace(variables: Mapping[str, str]) -> None:
        for name in [*PRODUCTION, "AUTH", "S3_BUCKET_NAME"]:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return replace


Environment = Callable[[Mapping[str, str]], None]


def test_the_platforms_short_region_is_the_one_that_signs(environment: Environment) -> None:
    environment(PRODUCTION)
    assert read(StorageSettings).aws_region == "kr-standard"


def test_secrets_are_read_from_files(environment: Environment, tmp_path: Path) -> None:
    secret = secret_variables(HubSettings)
    environment({name: value for name, value in EVERY_WAY.items() if name not in secret})
    for name in secret:
        (tmp_path / name.lower()).write_text(EVERY_WAY[name] + "\n")
    settings = read(HubSettings, secrets=tmp_path)
    assert settings.db_password.get_secret_value() == OPERATORS["DB_PASSWORD"]


@pytest.mark.parametrize("kind", [HubSettings, StorageSettings])
def test_no_secret_is_ever_printed(kind: type[CommonSettings], environment: Environment) -> None:
    environment(EVERY_WAY)
    printed = f"{read(kind)!r} {read(kind)}"
    for name in secret_variables(kind):
        assert EVERY_WAY[name] not in printed


def test_a_wrong_secret_is_not_repeated_in_the_complaint(environment: Environment) -> None:
    environment({**PRODUCTION, "HUB_CRYPT_KEY": "hunter2hunter2"})
    with pytest.raises(SettingsError) as refused:
        read(HubSettings)
    assert "HUB_CRYPT_KEY" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_the_hub_holds_no_key_of_the_object_store() -> None:
    assert not {name for name in HubSettings.model_fields if name.startswith(("aws_", "s3_"))}
