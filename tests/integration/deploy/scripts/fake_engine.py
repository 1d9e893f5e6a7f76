"""In the place of Docker's client: one hub, its volume as a folder, and the programs of its image run here.

``FAKE_ENGINE`` names its folder: ``hub`` says whether the hub runs; ``data`` is its volume; ``calls`` has every call;
``upgrade.sql`` is what ``jupyterhub upgrade-db`` does; ``tools`` has the secrets that the command line tool was given. A call that has a line of ``fails`` in it fails, and one of ``kills``
kills whoever called.
"""

import json
import os
import re
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

HUB = "4f1d"
#: Which service knows which secret.
COMPOSITION = {
    "services": {
        "proxy": {"secrets": [{"source": "hub_proxy_token"}]},
        "hub": {"secrets": [{"source": "hub_proxy_token"}, {"source": "hub_crypt_key"}]},
    }
}


def execute(database: Path, statements: str) -> None:
    """Do one statement after the other, each for good, as SQLite does with changes of tables."""
    with closing(sqlite3.connect(database, isolation_level=None)) as found:
        for statement in statements.strip().splitlines():
            found.execute(statement)


class Engine:
    """What the calls of one client do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._state = folder / "hub"

    def call(self, arguments: list[str]) -> int:
        """Do what a command line says, and return its status."""
        line = " ".join(arguments)
        with (self._folder / "calls").open("a") as calls:
            calls.write(f"{line}\n")
        if self._named("kills", line):
            os.kill(os.getppid(), signal.SIGKILL)
            return 1
        if self._named("fails", line):
            return 1
        self._do(arguments, line)
        return 0

    def _do(self, arguments: list[str], line: str) -> None:
        match arguments:
            case ["info", *_]:
                print("inactive" if "Swarm" in line else "false")
            case ["ps", *_]:
                print(HUB if self._state.read_text() == "running" else "", end="")
            case ["stop", *_]:
                self._stop()
            case ["start", *_]:
                self._state.write_text("running")
            case ["compose", *words]:
                self._compose(words)
            case ["run", *words]:
                self._run(words, line)

    def _named(self, file: str, line: str) -> bool:
        found = self._folder / file
        return found.exists() and any(part in line for part in found.read_text().splitlines())

    def _stop(self) -> None:
        if self._state.read_text() == "running":
            execute(
                self._data / "hub.sqlite", "INSERT INTO pairs (one) VALUES ('written at the end')"
            )
        self._state.write_text("stopped")

    def _compose(self, words: list[str]) -> None:
        if "config" in words:
            print(json.dumps(COMPOSITION))
        if "up" in words and words[-1] != "proxy":
            self._state.write_text("running")
        if "stop" in words:
            self._stop()

    def _run(self, words: list[str], line: str) -> None:
        if "upgrade-db" in line:
            execute(self._data / "hub.sqlite", (self._folder / "upgrade.sql").read_text())
        if "eduhub/tools:latest" in words:
            (folder,) = re.findall(r"(\S+):/run/secrets:ro", line)
            secrets = {file.name: file.read_text() for file in Path(folder).iterdir()}
            (self._folder / "tools").write_text(json.dumps(secrets))
        if "-m" not in words:
            return
        mounts = dict(re.findall(r"(?:-v|--volume)[ =](/[^ :]+):(/project|/tools)", line))
        places = {inside: outside for outside, inside in mounts.items()}
        given = re.findall(r"--env=(\w+)", line)
        environment = {name: os.environ[name] for name in given}
        os.environ.clear()
        os.environ.update(environment)
        module, *rest = words[words.index("-m") + 1 :]
        if module == "hub_ext.prepare":
            from hub_ext import prepare

            sys.argv = ["prepare", *(places.get(word, word) for word in rest)]
            prepare.main()
        if module == "hub_ext.deploy":
            from hub_ext.deploy import __main__ as deploy

            database = self._data / "hub.sqlite"
            project = Path(places.get("/project", "/nowhere"))
            vars(deploy).update(_PROJECT=project, _DATA=self._data, HUB_DATABASE=database)
            deploy.main(rest)


if __name__ == "__main__":
    sys.exit(Engine(Path(os.environ["FAKE_ENGINE"])).call(sys.argv[1:]))
