"""A container that sees the mounted homes of all students, and what is done in them there.

This process does not: a mount appears only where its folder is bound ``rslave``. So what the
students do is done in there by `HomeFolder`, and asked for through a socket. Run as a program, this
is the end inside.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from multiprocessing.managers import BaseManager
from pathlib import Path
from typing import Any

from hub_ext.storage.process import STUDENT
from tests.integration.storage.container import docker
from tests.integration.storage.contract.folder import HomeFolder
from tests.waiting import wait_until

_PROJECT = Path(__file__).parents[4]
_KEY = b"of a test"
_USER = f"{STUDENT}:{STUDENT}"
#: Of Jupyter's manager, which has a hundred other public names.
_CONTENTS = (
    *("get", "save", "rename_file", "copy", "delete"),
    *("create_checkpoint", "restore_checkpoint"),
)


class _Inside(BaseManager):
    """What can be asked for."""


_Inside.register("folder", HomeFolder, method_to_typeid={"contents": "contents"})
_Inside.register("contents", exposed=_CONTENTS, create_method=False)


class Room:
    """The container, without network and rights, as a student's own is.

    Parameters
    ----------
    homes
        The folder of all homes.
    """

    def __init__(self, homes: Path) -> None:
        self._homes = homes
        self._desk = Path(tempfile.mkdtemp(prefix="room-", dir="/tmp"))
        os.chown(self._desk, STUDENT, STUDENT)
        socket = self._desk / "socket"
        self._inside: Any = _Inside(address=str(socket), authkey=_KEY)
        self.name = docker(
            *("run", "--detach", "--init", "--network=none", "--cap-drop=ALL"),
            *("--security-opt=no-new-privileges:true", f"--user={_USER}"),
            f"--mount=type=bind,source={homes},target={homes},bind-propagation=rslave",
            *(f"--volume={self._desk}:{self._desk}", f"--volume={_PROJECT}:{_PROJECT}:ro"),
            *(f"--workdir={_PROJECT}", "--env=HOME=/tmp", "eduhub/test:latest"),
            *("python", "-m", __name__, str(socket)),
        ).strip()
        wait_until(socket.exists, 30, "the room is open")
        self._inside.connect()

    def folder(self, home: Path) -> HomeFolder:
        """Return one home as it is seen there."""
        found: HomeFolder = self._inside.folder(home)
        return found

    def start(self, home: Path, *command: str, **environment: str) -> subprocess.Popen[str]:
        """Start a program in a home."""
        variables = {"HOME": str(home), **environment}
        return subprocess.Popen(
            [
                *("docker", "exec", "--interactive", f"--user={_USER}", f"--workdir={home}"),
                *(f"--env={name}={value}" for name, value in variables.items()),
                *(self.name, *command),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def remove(self) -> None:
        docker("rm", "--force", "--volumes", self.name)
        shutil.rmtree(self._desk)


if __name__ == "__main__":
    _Inside(address=sys.argv[1], authkey=_KEY).get_server().serve_forever()
