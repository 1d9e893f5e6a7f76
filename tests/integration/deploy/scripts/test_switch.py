"""From one version to another and back, where a step fails: people have a hub, and its database is whole."""

from pathlib import Path

import pytest

from tests.integration.deploy.scripts.conftest import MIGRATION, NEW, OLD, Host, tables

END = "written at the end"


def copy_of(host: Host, version: str) -> Path:
    return host.run_folder / "releases" / version / "hub.sqlite"


def test_an_instance_that_only_the_file_names_is_asked_about(host: Host) -> None:
    (host.project / ".env").write_text("HUB_MODE=dev\nHUB_INSTANCE=second\n")
    said = host.script("switch", NEW, instance=None, status=1)
    assert "HUB_INSTANCE is second in .env" in said
    assert "HUB_INSTANCE=second make deploy" in said
    assert [folder.name for folder in (host.project / ".run").iterdir()] == ["school"]
    assert host.version == OLD
    assert END not in tables(host.database)


def test_an_upgrade_changes_the_tables_and_keeps_what_the_hub_wrote_last(host: Host) -> None:
    (host.engine / "upgrade.sql").write_text(MIGRATION)
    host.script("switch", NEW)
    assert (host.version, host.hub_runs) == (NEW, True)
    assert tables(host.database) == ["one", "other", END, "newer"]
    assert tables(copy_of(host, OLD)) == ["one", END, "older"]


def test_a_migration_that_fails_after_its_first_column_is_taken_back(host: Host) -> None:
    (host.engine / "upgrade.sql").write_text("ALTER TABLE pairs ADD COLUMN other\n" * 2)
    said = host.script("switch", NEW, status=1)
    assert "duplicate column name: other" in said
    assert f"{OLD} runs again" in said
    assert tables(host.database) == ["one", END, "older"]
    assert (host.version, host.hub_runs) == (OLD, True)


@pytest.mark.parametrize("step", ["deploy dump", "hub_ext.prepare", "releases school record"])
def test_an_upgrade_that_breaks_off_leaves_the_hub_of_before(host: Host, step: str) -> None:
    before = host.settings()
    host.fails(step)
    host.script("switch", NEW, status=1)
    assert (host.version, host.hub_runs) == (OLD, True)
    assert host.settings() == before
    assert (host.run_folder / "docker-compose.yml").read_text() == f"name: of {OLD}\n"


@pytest.mark.parametrize("script", [("switch", "1.2"), ("rollback",)], ids=lambda words: words[0])
def test_nothing_is_done_to_a_database_below_a_hub_that_runs(
    host: Host, script: tuple[str, ...]
) -> None:
    host.deploy(NEW, MIGRATION)
    before = tables(host.database)
    host.fails("stop -t")
    said = host.script(*script, status=1)
    assert "the hub could not be stopped; nothing was changed" in said
    assert "upgrade-db" not in host.calls()
    assert (host.version, host.hub_runs) == (NEW, True)
    assert tables(host.database) == before
    assert host.settings()["compose.env"].endswith(f"HUB_VERSION={NEW}\n")


def test_the_way_back_keeps_the_database_that_it_replaces(host: Host) -> None:
    host.deploy(NEW, MIGRATION)
    host.script("rollback")
    assert (host.version, host.hub_runs) == (OLD, True)
    assert tables(host.database) == ["one", "older"]
    assert tables(copy_of(host, NEW)) == ["one", "other", END, "newer"]


@pytest.mark.parametrize("step", ["deploy dump", "deploy load", "go-back"])
def test_a_way_back_that_breaks_off_leaves_the_present_hub(host: Host, step: str) -> None:
    host.deploy(NEW, MIGRATION)
    host.fails(step)
    host.script("rollback", status=1)
    assert (host.version, host.hub_runs) == (NEW, True)
    assert tables(host.database) == ["one", "other", END, "newer"]


@pytest.mark.parametrize("again", [("rollback",), ("switch", NEW)], ids=lambda words: words[0])
def test_a_way_back_that_was_killed_does_not_cost_the_newer_database(
    host: Host, again: tuple[str, ...]
) -> None:
    host.deploy(NEW, MIGRATION)
    (host.engine / "kills").write_text("go-back")
    host.script("rollback", status=-9)
    assert tables(host.database) == ["one", "older"]
    (host.engine / "kills").unlink()
    (host.engine / "upgrade.sql").write_text(MIGRATION)
    host.script(*again)
    assert host.hub_runs
    assert tables(copy_of(host, NEW)) == ["one", "other", END, "newer"]
