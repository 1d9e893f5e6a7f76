"""The tool's image has no JupyterHub, no server and no web client of the agent's."""

import subprocess
import sys

_LOOK = """
import sys
import hub_ext.notebooks_import.command
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_the_import_needs_nothing_of_the_hubs() -> None:
    done = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True)
    assert not {"jupyterhub", "aiohttp", "tornado", "docker", "bcrypt"} & set(done.stdout.split())
