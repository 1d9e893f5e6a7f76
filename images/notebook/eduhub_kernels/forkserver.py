"""A process that imports what every kernel imports, and forks a kernel for each request.

It is itself forked from the server, as soon as that has imported what both need. It ends with its
server, whose end of the socket is then closed. Kernels see that their parent is gone, as they do
without it, and end too.
"""

import contextlib
import gc
import importlib
import os
import runpy
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .forked import ForkServer
from .messages import LARGEST, Request

#: Imported by a server on its way up, and by every kernel. Nothing that starts a thread, opens a file
#: or seeds a generator of random numbers.
SHARED_MODULES: Final = (
    "tornado.ioloop",
    "zmq.asyncio",
    "traitlets.config",
    "jupyter_client",
    "jupyter_core.paths",
)
#: What every kernel of Python imports; the same holds for it. Those after the third it imports when it
#: starts: the debugger alone is a quarter of that.
KERNEL_MODULES: Final = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
)
_STDERR: Final = 2


def fork_server(shared: Sequence[str], modules: Sequence[str]) -> ForkServer | None:
    """Import what is shared, and split into a server and its fork server.

    Parameters
    ----------
    shared
        What both import.
    modules
        What the fork server imports more.

    Returns
    -------
    ForkServer or None
        The way to the other one, in this process. None in the fork server and in each kernel, at its
        end: such a process has nothing more to do.
    """
    _import(shared)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid:
        theirs.close()
        return ForkServer(ours, pid)
    _keep_only(theirs.fileno())
    # A Ctrl+C is for the server.
    os.setsid()
    _import(modules)
    kernel = _serve(theirs)
    if kernel is not None:
        _become(kernel)
    return None


def _import(modules: Sequence[str]) -> None:
    for module in modules:
        importlib.import_module(module)
    # What is here stays in all of them; a collection would only unshare its memory.
    gc.collect()
    gc.freeze()


def _keep_only(socket_number: int) -> None:
    """Close what belongs to the server, and read from nobody."""
    own = os.open(os.devnull, os.O_RDONLY)
    os.dup2(own, 0)
    # With the number by which the list itself was read, which is closed by now.
    numbers = [int(file.name) for file in Path("/proc/self/fd").iterdir()]
    for number in numbers:
        if number > _STDERR and number != socket_number:
            with contextlib.suppress(OSError):
                os.close(number)


def _serve(server: socket.socket) -> Request | None:
    """Fork until nobody asks any more; returns in each kernel, and at the end."""
    # Nobody here waits for a kernel's end: its server looks at it by its own means.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while message := server.recv(LARGEST):
        child = os.fork()
        if child == 0:
            server.close()
            return Request.decode(message)
        server.send(str(child).encode())
    return None


def _become(kernel: Request) -> None:
    # A kernel's own subprocesses need it as it is by default.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(kernel.environment)
    os.chdir(kernel.folder)
    sys.argv = [kernel.module, *kernel.arguments]
    runpy.run_module(kernel.module, run_name="__main__", alter_sys=True)
