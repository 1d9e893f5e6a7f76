"""``python -m eduhub_kernels.forkserver FD MODULE…``: imports, and forks a kernel for each request on `FD`.

It ends with its server, whose end of the socket is then closed. Kernels see that their parent is
gone, as they do without it, and end too.
"""

import gc
import importlib
import os
import runpy
import signal
import socket
import sys

from .messages import LARGEST, Request


def serve(server: socket.socket) -> Request | None:
    """Fork until nobody asks any more.

    Returns
    -------
    Request or None
        In a process that was forked, what it is to be; None in the fork server at its end.
    """
    # Nobody here waits for a kernel's end: its server looks at it by its own means.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while message := server.recv(LARGEST):
        child = os.fork()
        if child == 0:
            server.close()
            return Request.decode(message)
        server.send(str(child).encode())
    return None


def become(kernel: Request) -> None:
    """Be that kernel."""
    # A kernel's own subprocesses need it as it is by default.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(kernel.environment)
    os.chdir(kernel.folder)
    sys.argv = [kernel.module, *kernel.arguments]
    runpy.run_module(kernel.module, run_name="__main__", alter_sys=True)


def main() -> None:
    """Import, and fork."""
    for module in sys.argv[2:]:
        importlib.import_module(module)
    # What is here stays in all of them; a collection would only unshare its memory.
    gc.collect()
    gc.freeze()
    kernel = serve(socket.socket(fileno=int(sys.argv[1])))
    if kernel is not None:
        become(kernel)


if __name__ == "__main__":
    main()
