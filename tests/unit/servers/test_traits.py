"""What JupyterHub is configured to, on a bare configuration and with no hub."""

from contextvars import copy_context
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Config

from hub_ext.language import ASKED_LANGUAGE, Language
from hub_ext.servers import traits as servers
from hub_ext.servers.connections import shared_lab_files
from hub_ext.servers.spawner import PlatformSpawner
from hub_ext.servers.traits import ready_in_their_language
from hub_ext.settings import HubSettings
from tests.unit.servers.conftest import SECRET, Spawners, make_settings


@pytest.fixture
def config(settings: HubSettings) -> Config:
    config = Config()
    servers.configure(config, settings)
    return config


@pytest.mark.parametrize(
    ("part", "trait", "value"),
    [
        ("JupyterHub", "spawner_class", PlatformSpawner),
        ("Spawner", "hub_connect_url", "http://10.213.0.2:8081"),
        ("Spawner", "default_url", "/lab"),
        ("Spawner", "notebook_dir", "/home/student"),
        ("Spawner", "disable_user_config", True),
        ("Spawner", "cmd", ["python", "-m", "eduhub_server"]),
        ("DockerSpawner", "allowed_images", ["eduhub/notebook:latest"]),
        ("DockerSpawner", "network_name", "eduhub-users"),
        ("DockerSpawner", "remove", True),
    ],
)
def test_a_trait_has_its_value(config: Config, part: str, trait: str, value: object) -> None:
    assert config[part][trait] == value


def test_the_hubs_address_follows_its_network() -> None:
    config = Config()
    servers.configure(config, make_settings(hub_network="10.99.0.0/22"))
    assert config.Spawner.hub_connect_url == "http://10.99.0.2:8081"


def test_a_printed_configuration_holds_no_secret(config: Config) -> None:
    assert SECRET not in repr(config)


async def test_the_last_line_of_progress_is_korean_and_keeps_the_way_on(
    spawner: PlatformSpawner,
) -> None:
    event = ready_in_their_language(spawner, {"ready": True, "url": "/user/student1/"})
    assert event["message"] == event["html_message"] == "서버가 준비되었습니다."
    assert event["url"] == "/user/student1/"
    assert event["ready"] is True


@pytest.mark.parametrize(
    ("setting", "by", "asked", "language"),
    [
        ("ko", "student1", "en", "ko"),
        ("en", "student1", "ko", "en"),
        ("en", "teacher11", "ko", "en"),
        ("browser", "student1", "ko", "ko"),
        ("browser", "student1", "en", "en"),
        ("browser", "teacher11", "en", "ko"),
        ("browser", None, "en", "ko"),
    ],
)
async def test_jupyterlab_opens_in_its_owner_s_language_if_it_is_the_owner_who_asks(
    settings: HubSettings,
    spawners: Spawners,
    setting: str,
    by: str | None,
    asked: Language,
    language: Language,
) -> None:
    spawner = spawners("student1")
    spawner.settings = settings.model_copy(
        update={"hub_language": make_settings(hub_language=setting).hub_language}
    )
    spawner.handler = SimpleNamespace(current_user=SimpleNamespace(name=by)) if by else None

    def environment() -> Any:
        ASKED_LANGUAGE.set(asked)
        return spawner.get_env()  # type: ignore[no-untyped-call]

    assert copy_context().run(environment)["EDUHUB_LANGUAGE"] == language


@pytest.mark.parametrize(
    ("host", "address", "route"),
    [
        ("", "/lab-files/", "/lab-files/"),
        (
            "https://hub.example.org:8443",
            "https://hub.example.org:8443/lab-files/",
            "hub.example.org/lab-files/",
        ),
    ],
)
def test_jupyterlabs_files_have_one_address(host: str, address: str, route: str) -> None:
    config = Config()
    servers.configure(config, make_settings(hub_subdomain_host=host))
    assert config.Spawner.environment["EDUHUB_LAB_FILES"] == address
    assert config.Proxy.extra_routes == {route: "http://lab-files:8791"}


def test_a_server_is_told_which_of_jupyterlabs_files_are_to_be_had(
    spawners: Spawners, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = shared_lab_files()
    monkeypatch.setattr(known, "versions", ("aaaa", "bbbb"))
    environment = spawners("student1").get_env()  # type: ignore[no-untyped-call]
    assert environment["EDUHUB_LAB_FILES_VERSIONS"] == "aaaa bbbb"
