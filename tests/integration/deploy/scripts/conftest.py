"""A host with a deployed instance, whose scripts are the real ones and whose engine is not."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub_ext.deploy.releases import Releases
from hub_ext.prepare import prepare
from hub_ext.whole_files import write_file
from tests.integration.deploy.scripts import fake_engine

PROJECT = Path(__file__).parents[4]
INSTANCE = "school"
OLD, NEW = "1.0", "1.1"
MIGRATION = """
ALTER TABLE pairs ADD COLUMN other
UPDATE alembic_version SET version_num = 'newer'
"""


@dataclass(frozen=True)
class Host:
    """A checkout and an engine.

    Attributes
    ----------
    project
        The checkout: scripts, compose file and `.env`.
    engine
        The folder of `fake_engine`.
    """

    project: Path
    engine: Path

    @property
    def run_folder(self) -> Path:
        return self.project / ".run" / INSTANCE

    @property
    def database(self) -> Path:
        return self.engine / "data" / "hub.sqlite"

    @property
    def hub_runs(self) -> bool:
        return (self.engine / "hub").read_text() == "running"

    @property
    def version(self) -> str:
        return Releases(self.run_folder).current

    def settings(self) -> dict[str, str]:
        """What is in the instance's own folder, without versions, logs and secrets."""
        return {file.name: file.read_text() for file in self.run_folder.glob("*.env")}

    @property
    def engine_settings(self) -> Path:
        return self.engine / "etc" / "daemon.json"

    def script(
        self, name: str, *words: str, status: int = 0, instance: str | None = INSTANCE
    ) -> str:
        """Run a script, and return what it printed."""
        file = str(self.project / "scripts" / name)
        return self._run([file, *words], status, {"HUB_INSTANCE": instance} if instance else {})

    def shell(self, lines: str, *words: str) -> str:
        """Run lines of a shell among the scripts, and return what they printed."""
        return self._run(["bash", "-c", f"cd scripts; {lines}", *words], 0, {})

    def _run(self, command: list[str], status: int, more: dict[str, str]) -> str:
        environment = {
            "PATH": f"{self.engine / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(PROJECT),
            "FAKE_ENGINE": str(self.engine),
            "YES": "1",
        }
        done = subprocess.run(
            command,
            cwd=self.project,
            env=environment | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=100,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    def fails(self, *calls: str) -> None:
        """Have such calls of the engine fail from now on."""
        (self.engine / "fails").write_text("\n".join(calls))

    def calls(self) -> str:
        return (self.engine / "calls").read_text()

    def deploy(self, version: str, migration: str = "") -> None:
        """Bring a version to people, as `scripts/switch` does where nothing fails."""
        if self.version:
            shutil.copyfile(
                self.database, self.run_folder / "releases" / self.version / "hub.sqlite"
            )
        fake_engine.execute(self.database, migration)
        prepare(self.project, {}, "dev", version)
        write_file(self.run_folder / "docker-compose.yml", f"name: of {version}\n")
        Releases(self.run_folder).record(version)


def tables(database: Path) -> list[str]:
    """The columns and the rows of a hub's database, and its revision."""
    with closing(sqlite3.connect(database)) as found:
        columns = [row[1] for row in found.execute("PRAGMA table_info(pairs)")]
        rows = [row[0] for row in found.execute("SELECT one FROM pairs")]
        (revision,) = found.execute("SELECT version_num FROM alembic_version").fetchone()
    return [*columns, *rows, revision]


def program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A host to which the old version was deployed, and where its hub runs."""
    made = Host(tmp_path / "checkout", tmp_path / "engine")
    shutil.copytree(PROJECT / "scripts", made.project / "scripts")
    for name in ("start", "build"):
        program(made.project / "scripts" / name, "#!/bin/sh\nexec docker compose up\n")
    (made.project / "docker-compose.yml").write_text("name: of the checkout\n")
    (made.project / ".env").write_text(f"HUB_MODE=dev\nHUB_INSTANCE={INSTANCE}\n")
    client = f'exec {sys.executable} {fake_engine.__file__} "$@"'
    # What is asked most often has no need of a program.
    often = 'case "$*" in info | "image inspect"* | "volume inspect"*) exit ;; esac'
    program(made.engine / "bin" / "docker", f"#!/bin/sh\n{often}\n{client}\n")
    # Whatever this machine has: it is not the test's to reload.
    program(made.engine / "bin" / "systemctl", "#!/bin/sh\nexit 1\n")
    program(made.engine / "bin" / "sudo", '#!/bin/sh\nexec "$@"\n')
    # Nor are its engine and the settings of that.
    live_restore = made.project / "scripts" / "live-restore"
    text = live_restore.read_text().replace("/etc/docker/", f"{made.engine_settings.parent}/")
    program(live_restore, text.replace("/var/run/docker.pid", "/nowhere"))
    made.engine_settings.parent.mkdir()
    (made.engine / "data").mkdir()
    (made.engine / "hub").write_text("running")
    (made.engine / "upgrade.sql").write_text("")
    fake_engine.execute(
        made.database,
        """CREATE TABLE alembic_version (version_num)
        INSERT INTO alembic_version VALUES ('older')
        CREATE TABLE pairs (one)""",
    )
    made.deploy(OLD)
    return made
