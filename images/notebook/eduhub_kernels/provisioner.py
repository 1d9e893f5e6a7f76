"""How a server starts kernels: forked where that makes no difference to them, else as ever."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from .forked import ForkServer, NotForkedError
from .forkserver import KERNEL_MODULES, SHARED_MODULES, fork_server
from .messages import Request

#: The only one that the fork server has imported for.
_MODULE: Final = "ipykernel_launcher"
_INTERPRETER: Final = "PYTHON"
_server: ForkServer | None = None


def start_fork_server() -> bool:
    """Split off the fork server of this process; from then on kernels come from it.

    To be called first of all, by a process with one thread.

    Returns
    -------
    bool
        False in a process that is not the server any more, and has nothing more to do.
    """
    global _server
    _server = fork_server(SHARED_MODULES, KERNEL_MODULES)
    return _server is not None


def is_forkable(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Tell whether a forked process would be the same as one that runs `command`.

    Python reads its own variables when it begins: with others than the fork server had it is not.
    """

    def own(variables: Mapping[str, str]) -> dict[str, str]:
        return {name: value for name, value in variables.items() if name.startswith(_INTERPRETER)}

    is_kernel = len(command) > 2 and list(command[1:3]) == ["-m", _MODULE]
    is_python = is_kernel and Path(command[0]).name.startswith("python")
    return is_python and own(environment) == own(os.environ)


class ForkingProvisioner(LocalProvisioner):
    """Has kernels forked, if this process has a fork server."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a kernel and return where it is reached, as upstream's does."""
        environment = kwargs.get("env", os.environ)
        if _server is None or not is_forkable(cmd, environment):
            return await super().launch_kernel(cmd, **kwargs)
        # As `jupyter_client.launcher` sets it; ipykernel then looks whether its parent is still there.
        environment = {**environment, "JPY_PARENT_PID": str(os.getpid())}
        folder = str(kwargs.get("cwd") or Path.cwd())
        try:
            forked = _server.fork(Request(_MODULE, cmd[3:], environment, folder))
        except NotForkedError as error:
            self.log.warning("Kernel is started without the fork server: %s", error)
            return await super().launch_kernel(cmd, **kwargs)
        # It has what is used of a `Popen`.
        self.process = cast(Any, forked)
        # It begins a session of its own at once.
        self.pid = self.pgid = forked.pid
        self.cwd = folder
        return self.connection_info
