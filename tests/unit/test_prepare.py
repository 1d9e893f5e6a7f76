"""What `make up` writes for compose, and what it refuses."""

import stat
from pathlib import Path

import pytest

from hub_ext.environment import SettingsError
from hub_ext.prepare import GENERATED, prepare, prepare_tools
from tests.unit.test_environment import OPERATORS

SECRETS_OF_OPERATORS = {
    OPERATORS[name] for name in ("DB_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
}


def write_env(folder: Path, **more: str) -> None:
    lines = [f"{name}={value}" for name, value in (OPERATORS | more).items()]
    (folder / ".env").write_text("\n".join(lines))


def variables(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


def test_a_bare_checkout_gets_the_development_set_up(tmp_path: Path) -> None:
    run = prepare(tmp_path, {}, "dev")
    compose = variables(run / "compose.env")
    assert compose["COMPOSE_PROFILES"] == "dev"
    assert compose["HUB_BIND_ADDRESS"] == "127.0.0.1"
    assert variables(run / "hub.env") == {"HUB_MODE": "dev"}


def test_secrets_that_nobody_types_are_made_once(tmp_path: Path) -> None:
    run = prepare(tmp_path, {}, "dev")
    first = {name: (run / "secrets" / name.lower()).read_text() for name in GENERATED}
    assert len(set(first.values())) == len(GENERATED)
    prepare(tmp_path, {}, "dev")
    assert first == {name: (run / "secrets" / name.lower()).read_text() for name in GENERATED}


def test_an_operators_file_is_split_so_that_each_part_gets_only_its_own(tmp_path: Path) -> None:
    write_env(tmp_path, HUB_MODE="production")
    run = prepare(tmp_path, {}, "dev")
    assert variables(run / "compose.env")["COMPOSE_PROFILES"] == ""
    assert "S3_ENDPOINT_URL" not in variables(run / "hub.env")
    assert "DB_HOST" not in variables(run / "storage.env")
    for name in ("hub.env", "storage.env", "compose.env"):
        text = (run / name).read_text()
        assert not [secret for secret in SECRETS_OF_OPERATORS if secret in text]
        assert "JWT_SECRET" not in text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_database_on_this_host_is_not_looked_for_in_the_container(
    tmp_path: Path, host: str
) -> None:
    write_env(tmp_path, HUB_MODE="production", DB_HOST=host)
    run = prepare(tmp_path, {}, "dev")
    assert variables(run / "hub.env")["DB_HOST"] == "host.docker.internal"


def test_only_the_owner_may_enter_the_folder_of_secrets(tmp_path: Path) -> None:
    run = prepare(tmp_path, {}, "dev")
    assert stat.S_IMODE(run.stat().st_mode) == 0o700


def test_a_real_platform_without_a_mode_is_asked_which_one_is_meant(tmp_path: Path) -> None:
    write_env(tmp_path)
    with pytest.raises(SettingsError, match=r"HUB_MODE: is not set, and \.env speaks of a real"):
        prepare(tmp_path, {}, "dev")
    assert not (tmp_path / ".run").exists()


def test_nothing_is_written_when_a_setting_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HUB_PORT"):
        prepare(tmp_path, {"HUB_PORT": "many"}, "dev")
    assert not (tmp_path / ".run").exists()


def test_the_shell_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HUB_MODE=dev\nHUB_PORT=8100\n")
    run = prepare(tmp_path, {"HUB_PORT": "8200", "PATH": "/bin"}, "dev")
    assert variables(run / "compose.env")["HUB_PORT"] == "8200"


def test_keys_in_a_developers_shell_have_nothing_to_do_with_the_stand_ins(tmp_path: Path) -> None:
    run = prepare(tmp_path, {"AWS_SECRET_ACCESS_KEY": "of-another-account"}, "dev")
    assert (run / "secrets" / "aws_secret_access_key").read_text() == "dev-secret-key"


def test_two_instances_have_secrets_of_their_own(tmp_path: Path) -> None:
    one = prepare(tmp_path, {}, "dev")
    other = prepare(tmp_path, {"HUB_INSTANCE": "second"}, "dev")
    token = "secrets/hub_proxy_token"
    assert one != other
    assert (one / token).read_text() != (other / token).read_text()


def test_hub_and_proxy_have_addresses_that_no_server_is_given(tmp_path: Path) -> None:
    compose = variables(prepare(tmp_path, {"HUB_NETWORK": "10.99.0.0/24"}, "dev") / "compose.env")
    assert compose["GATEWAY_ADDRESS"] == "10.99.0.1"
    assert compose["HUB_ADDRESS"] == "10.99.0.2"
    assert compose["PROXY_ADDRESS"] == "10.99.0.3"
    assert compose["STORAGE_ADDRESS"] == "10.99.0.4"
    assert compose["USERS_RANGE"] == "10.99.0.128/25"


def test_a_misspelt_variable_in_the_shell_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="did you mean HUB_INTERNET"):
        prepare(tmp_path, {"HUB_INTERNT": "yes"}, "dev")


@pytest.mark.parametrize(
    ("host", "routing"),
    [("", ""), ("https://jupyter.example.org:8443", "jupyter.example.org:8443")],
)
def test_the_proxy_looks_at_hosts_exactly_when_everybody_has_a_subdomain(
    tmp_path: Path, host: str, routing: str
) -> None:
    write_env(tmp_path, HUB_MODE="production", HUB_SUBDOMAIN_HOST=host)
    run = prepare(tmp_path, {}, "dev")
    assert variables(run / "compose.env")["PROXY_HOST_ROUTING"] == routing


@pytest.mark.parametrize("mode", ["dev", "production"])
def test_the_proxy_knows_whether_tls_is_asked_for_and_who_is_believed_about_it(
    tmp_path: Path, mode: str
) -> None:
    write_env(tmp_path, HUB_MODE=mode, HUB_TRUSTED_PROXIES="192.0.2.80, 192.0.2.81")
    compose = variables(prepare(tmp_path, {}, "dev") / "compose.env")
    assert compose["PROXY_MODE"] == mode
    # The first is this host, as Docker's networks see it.
    assert compose["FORWARDING_PROXIES"] == "10.213.0.1,192.0.2.80,192.0.2.81"


def test_a_deployed_instance_keeps_its_version_until_another_is_named(tmp_path: Path) -> None:
    run = prepare(tmp_path, {}, "dev", "1.0")
    for version in (None, "1.1"):
        assert variables(run / "compose.env")["HUB_VERSION"] == "1.0"
        assert variables(run / "hub.env")["HUB_NOTEBOOK_IMAGE"] == "eduhub/notebook:1.0"
        prepare(tmp_path, {}, "dev", version)
    assert variables(run / "compose.env")["HUB_VERSION"] == "1.1"
    assert variables(run / "hub.env")["HUB_NOTEBOOK_IMAGE"] == "eduhub/notebook:1.1"


def test_an_image_that_the_operator_has_named_goes_with_every_version(tmp_path: Path) -> None:
    run = prepare(tmp_path, {"HUB_NOTEBOOK_IMAGE": "eduhub/notebook-ml:latest"}, "dev", "1.0")
    assert variables(run / "hub.env")["HUB_NOTEBOOK_IMAGE"] == "eduhub/notebook-ml:latest"


def test_nobody_sets_the_version_in_a_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HUB_VERSION"):
        prepare(tmp_path, {"HUB_VERSION": "1.0"}, "dev")


def everything(folder: Path) -> dict[Path, str]:
    return {file: file.read_text() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("started", [False, True])
def test_the_command_line_tool_has_settings_of_its_own_and_the_instance_is_as_it_was(
    tmp_path: Path, started: bool
) -> None:
    write_env(tmp_path, HUB_MODE="production")
    if started:
        prepare(tmp_path, {}, "production", "1.0")
    before = everything(tmp_path)
    write_env(tmp_path, HUB_MODE="production", HUB_SOURCE_BUCKET="of-before", DB_PASSWORD="another")
    target = tmp_path / "tools"
    target.mkdir()
    assert prepare_tools(tmp_path, {}, "production", target).name == "eduhub"
    written = {file.relative_to(target): file.read_text() for file in target.rglob("*.*")}
    assert variables(target / "tools.env")["HUB_SOURCE_BUCKET"] == "of-before"
    assert set(written) == {Path("tools.env")}
    secrets = {file.name: file.read_text() for file in (target / "secrets").iterdir()}
    assert secrets["db_password"] == "another"
    assert not set(secrets) & {name.lower() for name in GENERATED}
    kept = {
        file: text
        for file, text in everything(tmp_path).items()
        if target not in file.parents and file.name != ".env"
    }
    assert kept == {file: text for file, text in before.items() if file.name != ".env"}


def test_nothing_of_the_tools_is_written_when_a_setting_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HUB_PORT"):
        prepare_tools(tmp_path, {"HUB_PORT": "many"}, "dev", tmp_path)
    assert not list(tmp_path.iterdir())
