"""The fork server as its server sees it, and the kernels that it forks."""

import os
import select
import signal
import socket
import subprocess
from contextlib import suppress
from typing import Final

from .messages import LARGEST, Request

#: Seconds in which it must have forked.
_FORK_SECONDS: Final = 10.0
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
    """The way from a server to its fork server.

    Parameters
    ----------
    connection
        To it.
    pid
        Of its process, a child of this one.
    """

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self._socket = connection
        self._socket.settimeout(_FORK_SECONDS)
        self.pid = pid

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
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
