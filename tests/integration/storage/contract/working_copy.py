"""A student whose home is a working copy."""

import os
import shutil
import subprocess

from hub_ext.setting_types import HomeStorage
from hub_ext.storage.process import STUDENT
from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.contract.folder import HomeFolder
from tests.integration.storage.contract.homes import HomeOfAgent


class WorkingCopyStudent(HomeFolder):
    """See `homes.Student`."""

    way = HomeStorage.WORKING_COPY

    def __init__(self, person: str, agent: AgentProcess) -> None:
        super().__init__(agent.files(person))
        self._home = HomeOfAgent(agent.url, person)
        self._home.open()

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self._folder), **environment},
            user=STUDENT,
            group=STUDENT,
            extra_groups=[],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def settle(self) -> None:
        self._home.close()
        self._home.open()

    def move_to_another_host(self) -> None:
        self.settle()
        self._home.close()
        shutil.rmtree(self._folder.parent)
        self._home.open()
