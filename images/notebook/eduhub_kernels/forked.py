"""The fork server as its server sees it, and the kernels that it forks."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from .messages import LARGEST, Request

#: Seconds in which it must have forked.
_FORK_SECONDS: Final = 10.0
#: What every kernel of Python imports.
KERNEL_MODULES: Final = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell")
#: Nobody but the fork server learns how a kernel has ended, and nobody asks.
ENDED: Final = 1


class NotForkedError(Exception):
    """There is no fork server, or it does not do it; a kernel can be started without one."""


class ForkedKernel:
    """A process that somebody else forked, with what `jupyter_client` uses of `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        try:
            self._handle = os.pidfd_open(pid)
        except ProcessLookupError:
            self.returncode = ENDED

    def poll(self) -> int | None:
        """Return None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return when it has ended; `subprocess.TimeoutExpired` after so many seconds."""
        code = self._look(None if timeout is None else timeout * 1000)
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return code

    def send_signal(self, signum: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _look(self, milliseconds: float | None) -> int | None:
        if self.returncode is None:
            looked = select.poll()
            looked.register(self._handle, select.POLLIN)
            if looked.poll(milliseconds):
                self.returncode = ENDED
                os.close(self._handle)
        return self.returncode


class ForkServer:
    """A fork server and the socket to it.

    Parameters
    ----------
    modules
        What it imports before it forks: nothing that starts a thread, opens a file or seeds a
        generator of random numbers.
    """

    def __init__(self, modules: Sequence[str] = KERNEL_MODULES) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(_FORK_SECONDS)
        with theirs:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", f"{__package__}.forkserver"),
                    *(str(theirs.fileno()), *modules),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # A Ctrl+C is for the server.
                start_new_session=True,
            )

    def fork(self, kernel: Request) -> ForkedKernel:
        """Have a kernel forked.

        Raises
        ------
        NotForkedError
            If that cannot be, for whatever reason.
        """
        message = kernel.encode()
        if len(message) > LARGEST:
            raise NotForkedError("its environment is too large")
        try:
            self._socket.send(message)
            answer = self._socket.recv(LARGEST)
        except OSError as error:
            # A late answer would be taken for the next one's.
            self.close()
            raise NotForkedError(f"the fork server does not answer: {error}") from None
        if not answer:
            raise NotForkedError("the fork server has ended")
        return ForkedKernel(int(answer))

    def close(self) -> None:
        """Let it end."""
        self._socket.close()
        self._process.kill()
        self._process.wait()
