"""New secrets: which, in which shape, and who has to hear of them."""

from pathlib import Path

import pytest

from hub_ext.deploy.rotation import (
    ONLY_BY_NAME,
    RotationError,
    rotate,
    services_that_know,
    wanted,
)
from hub_ext.environment import check
from hub_ext.prepare import GENERATED, prepare

DEV = {"HUB_MODE": "dev"}


def secret(folder: Path, name: str) -> str:
    return (folder / ".run" / "eduhub" / "secrets" / name.lower()).read_text()


def test_without_names_nobody_notices() -> None:
    assert set(wanted([])) == set(GENERATED) - set(ONLY_BY_NAME)
    assert wanted(["HUB_COOKIE_SECRET"]) == ("HUB_COOKIE_SECRET",)


def test_what_is_no_secret_of_ours_is_named() -> None:
    with pytest.raises(RotationError, match="DB_PASSWORD, HUB_PORT"):
        wanted(["HUB_PORT", "DB_PASSWORD", "HUB_PROXY_TOKEN"])


@pytest.mark.parametrize("name", GENERATED)
def test_a_new_secret_is_one_that_every_part_takes(tmp_path: Path, name: str) -> None:
    prepare(tmp_path, DEV, "dev")
    before = {each: secret(tmp_path, each) for each in GENERATED}
    rotate(tmp_path, DEV, "eduhub", [name])
    after = {each: secret(tmp_path, each) for each in GENERATED}
    assert {each for each in GENERATED if before[each] != after[each]} == {name}
    assert check(DEV | after) == []
    prepare(tmp_path, DEV, "dev")
    assert secret(tmp_path, name) == after[name]


def test_what_was_encrypted_with_a_key_before_can_still_be_read(tmp_path: Path) -> None:
    prepare(tmp_path, DEV, "dev")
    keys = [secret(tmp_path, "HUB_CRYPT_KEY")]
    for _ in range(4):
        rotate(tmp_path, DEV, "eduhub", ["HUB_CRYPT_KEY"])
        new, *old = secret(tmp_path, "HUB_CRYPT_KEY").split(";")
        # Of two runs, of which the first broke off before a hub had its key, the hub's own is still there.
        assert old == keys[:2]
        assert new not in keys
        keys.insert(0, new)
    assert check(DEV | {name: secret(tmp_path, name) for name in GENERATED}) == []


def test_a_secret_that_the_operator_has_set_is_the_operators(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"HUB_MODE=dev\nHUB_PROXY_TOKEN={'a' * 64}\n")
    prepare(tmp_path, {}, "dev")
    before = secret(tmp_path, "HUB_SYNC_TOKEN")
    with pytest.raises(RotationError, match=r"HUB_PROXY_TOKEN is set in \.env"):
        rotate(tmp_path, {}, "eduhub", ["HUB_SYNC_TOKEN", "HUB_PROXY_TOKEN"])
    assert secret(tmp_path, "HUB_SYNC_TOKEN") == before


def test_an_instance_that_never_started_has_none(tmp_path: Path) -> None:
    with pytest.raises(RotationError, match="none to replace"):
        rotate(tmp_path, DEV, "eduhub", ["HUB_SYNC_TOKEN"])
    assert not list(tmp_path.iterdir())


def test_who_is_given_a_secret_restarts_and_nobody_else() -> None:
    def told(*names: str) -> dict[str, object]:
        return {"secrets": [{"source": name, "target": f"/run/secrets/{name}"} for name in names]}

    composition = {
        "services": {
            "classroom": told("hub_look_token"),
            "firewall": {},
            "hub": told("hub_proxy_token", "hub_sync_token"),
            "lab-files": {"secrets": None},
            "proxy": told("hub_proxy_token"),
            "storage": told("hub_look_token"),
            "sync": told("hub_sync_token"),
        }
    }
    assert services_that_know(composition, ["HUB_PROXY_TOKEN"]) == ["proxy", "hub"]
    assert services_that_know(composition, ["HUB_SYNC_TOKEN"]) == ["hub", "sync"]
    assert services_that_know(composition, ["HUB_LOOK_TOKEN"]) == ["storage", "classroom"]
    every = ["proxy", "storage", "hub", "classroom", "sync"]
    assert services_that_know(composition, GENERATED) == every
