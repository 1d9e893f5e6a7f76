"""In which language JupyterLab opens, in the image that people get."""

import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.integration.servers.conftest import IMAGE, docker
from tests.waiting import wait_until

pytestmark = pytest.mark.docker

NAME = "servtest-lab-language"
COMMAND = ("jupyter", "lab", "--ip=127.0.0.1", "--IdentityProvider.token=")
#: The language that the page asks its server for, and the one that kernels and plots have.
LOOK = """
import json, os, urllib.request
def default(plugin, name):
    url = f"http://127.0.0.1:8888/lab/api/settings/{plugin}"
    return json.load(urllib.request.urlopen(url))["schema"]["properties"][name]["default"]
print(default("@jupyterlab/translation-extension:plugin", "locale"),
      default("@jupyterlab/docmanager-extension:plugin", "autosaveInterval"), os.environ["LANG"])
"""


@pytest.fixture
def open_lab() -> Iterator[Callable[..., str]]:
    """Starts JupyterLab as the spawner does and returns what it says of itself."""

    def start(*environment: str) -> str:
        variables = [part for pair in environment for part in ("-e", pair)]
        temporary = ("--read-only", "--tmpfs", "/tmp:exec", "--cap-drop", "ALL")  # noqa: S108
        docker("run", "-d", "--name", NAME, *temporary, *variables, IMAGE, *COMMAND)
        look = ["docker", "exec", NAME, "python", "-c", LOOK]

        def answered() -> bool:
            done = subprocess.run(look, capture_output=True, text=True, check=False)
            said.append(done.stdout.strip())
            return done.returncode == 0

        said: list[str] = []
        wait_until(answered, 60, "JupyterLab answers")
        return said[-1]

    yield start
    docker("rm", "-f", NAME, check=False)


@pytest.mark.parametrize(
    ("environment", "locale"),
    [((), "ko_KR"), (("EDUHUB_LANGUAGE=ko",), "ko_KR"), (("EDUHUB_LANGUAGE=en",), "en")],
)
def test_jupyterlab_opens_in_the_language_that_the_hub_names(
    open_lab: Callable[..., str], environment: tuple[str, ...], locale: str
) -> None:
    # Other settings of everybody, and the language of kernels, stay as they are.
    assert open_lab(*environment) == f"{locale} 30 ko_KR.UTF-8"
