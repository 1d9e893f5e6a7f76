"""New secrets, backups, the command line tool and the engine's settings: what an operator had is still there afterwards."""

import json
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from hub_ext.prepare import GENERATED
from tests.integration.deploy.scripts.conftest import Host


def keys(host: Host) -> list[str]:
    return (host.run_folder / "secrets" / "hub_crypt_key").read_text().split(";")


@pytest.mark.parametrize(
    ("call", "reason"),
    [("stop -t", "the hub could not be stopped"), ("120 proxy", "proxy did not come up")],
    ids=["stop", "proxy"],
)
def test_new_secrets_that_do_not_get_to_a_part_leave_a_hub_that_runs(
    host: Host, call: str, reason: str
) -> None:
    (first,) = keys(host)
    # As whoever ran it before, who may have been root.
    (host.run_folder / "rotate.log").symlink_to("/nowhere/at/all")
    host.fails(call)
    said = host.script("rotate-secrets", status=1)
    assert reason in said
    assert "Run the same command again" in said
    assert host.hub_runs
    host.fails()
    host.script("rotate-secrets")
    assert host.hub_runs
    # No hub may have had the one between.
    assert keys(host)[-1] == first


def test_what_an_operator_has_put_beside_the_backups_stays(host: Host, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    own = {
        "before-the-holidays.tar.gz",
        "school-20200101-033000-of-the-holidays.tar.gz",
        "school-before-1.1.tar.gz",
        "other-20200101-033000.tar.gz",
        "school-20200101-033000.tar.gz.new",
    }
    made = [f"school-202001{day:02}-033000.tar.gz" for day in range(1, 21)]
    for name in (*own, *made):
        (folder / name).touch()
    lines = "source lib.sh; source compose.sh; source versions.sh; prune_backups $0 school 14"
    for _ in range(2):
        host.shell(lines, str(folder))
        assert {file.name for file in folder.iterdir()} == own | set(made[-14:])


@pytest.mark.parametrize("script", ["up", "dev"])
def test_development_does_not_come_upon_what_was_deployed(host: Host, script: str) -> None:
    said = host.script(script, instance=None, status=1)
    assert "the instance 'school' was deployed" in said
    assert not (host.engine / "calls").exists()


@pytest.mark.parametrize(
    "line",
    [
        "HUB_INSTANCE=school",
        'export HUB_INSTANCE="school"',
        "HUB_INSTANCE = 'school'  # the one of the school",
        "HUB_INSTANCE=other\nHUB_INSTANCE=school # and no other",
    ],
)
def test_an_instance_that_only_the_file_names_is_found(host: Host, line: str) -> None:
    (host.project / ".env").write_text(f"#HUB_INSTANCE=eduhub\nHUB_MODE=dev\n{line}\n")
    assert dotenv_values(host.project / ".env")["HUB_INSTANCE"] == "school"
    said = host.shell('source lib.sh; source compose.sh; load_instance; echo "$HUB_INSTANCE"')
    assert said == "school\n"


def test_nobody_has_to_name_an_instance(host: Host) -> None:
    (host.project / ".env").unlink()
    assert host.shell("source lib.sh; source compose.sh; instance_meant") == "eduhub\n"


def test_the_tool_leaves_a_deployed_instance_alone(host: Host) -> None:
    def everything() -> dict[Path, str]:
        return {file: file.read_text() for file in host.project.rglob("*") if file.is_file()}

    (host.project / ".env").write_text("HUB_MODE=dev\nHUB_INSTANCE=school\nDB_PASSWORD=another\n")
    before = everything()
    host.script("eduhub", "users", "check")
    assert everything() == before
    *_, call = host.calls().splitlines()
    assert call.endswith("eduhub/tools:latest users check")
    assert json.loads((host.engine / "tools").read_text())["db_password"] == "another"
    assert not set(json.loads((host.engine / "tools").read_text())) & set(map(str.lower, GENERATED))


def test_the_engines_settings_keep_their_owner_their_mode_and_a_copy_of_what_they_were(
    host: Host,
) -> None:
    file = host.engine_settings
    file.write_text('{"debug": true}')
    file.chmod(0o600)
    host.script("live-restore")
    assert json.loads(file.read_text()) == {"debug": True, "live-restore": True}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    host.script("live-restore")
    copy = file.with_name("daemon.json.before-eduhub")
    assert copy.read_text() == '{"debug": true}'
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_settings_of_the_engine_that_cannot_be_read_are_left_alone(host: Host) -> None:
    host.engine_settings.mkdir()
    assert "cannot be read" in host.script("live-restore")
    assert [entry.name for entry in host.engine_settings.parent.iterdir()] == ["daemon.json"]


def test_an_engine_without_settings_gets_some(host: Host) -> None:
    host.script("live-restore")
    assert json.loads(host.engine_settings.read_text()) == {"live-restore": True}
    assert [entry.name for entry in host.engine_settings.parent.iterdir()] == ["daemon.json"]
