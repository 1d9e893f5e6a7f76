"""The engine, through its own client: every call ends in time, whatever the engine does."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, Literal

from hub_ext.doctor.findings import LookError

Trouble = Literal["missing", "refused", "down", "silent", "failed"]

_MEANINGS: Final[tuple[tuple[str, Trouble], ...]] = (
    ("permission denied", "refused"),
    ("cannot connect", "down"),
    ("connection refused", "down"),
    ("no such file or directory", "down"),
)
#: Seconds; after a container was given up it is removed within these.
_REMOVE_SECONDS: Final = 10.0
#: Seconds that root's processes, which nobody else can end, have beyond their limit.
_MORE_SECONDS: Final = 5.0
#: What `timeout` ends with when it had to end the program, kindly or not.
_GIVEN_UP: Final = frozenset({124, 137})


class DockerError(LookError):
    """The engine, or its client, did not do what it was asked.

    Attributes
    ----------
    trouble
        Why. ``failed`` is an answer that says no.
    output
        What the program wrote all the same, to standard output.
    """

    def __init__(self, trouble: Trouble, output: str = "") -> None:
        super().__init__(f"docker: {trouble}")
        self.trouble = trouble
        self.output = output


class Docker:
    """The engine's client.

    Parameters
    ----------
    command
        The program, with what it needs before it, as ``sudo``.
    environment
        Its variables, ``DOCKER_HOST`` among them.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = list(command)
        self._environment = dict(environment)

    def __call__(self, *arguments: str, seconds: float = 10.0) -> str:
        """Run a command and return what it wrote.

        Raises
        ------
        DockerError
            If it failed, or took longer than `seconds`.
        """
        command, patience = self._command, seconds
        as_root = command[0] == "sudo"
        if as_root:
            limit = ("timeout", "--kill-after=2", f"{seconds}")
            command, patience = [command[0], *limit, *command[1:]], seconds + _MORE_SECONDS
        try:
            done = subprocess.run(
                [*command, *arguments],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=patience,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise DockerError("silent") from None
        except PermissionError:
            raise DockerError("refused") from None
        except OSError:
            raise DockerError("missing") from None
        if as_root and done.returncode in _GIVEN_UP:
            raise DockerError("silent")
        if done.returncode:
            raise DockerError(meaning_of(done.stderr), done.stdout)
        return done.stdout

    def run(self, *arguments: str, seconds: float) -> str:
        """Run a container that is gone afterwards, whatever happens, and return what it wrote.

        Parameters
        ----------
        arguments
            Options, image and command, as ``docker run`` takes them.

        Raises
        ------
        DockerError
            As ``__call__``.
        """
        name = f"eduhub-doctor-{uuid.uuid4().hex[:8]}"
        options = ("--rm", "--pull", "never", "--log-driver", "none", "--name", name)
        try:
            return self("run", *options, *arguments, seconds=seconds)
        except DockerError as error:
            if error.trouble == "silent":
                # The end of its client is not the end of a container.
                with suppress(DockerError):
                    self("rm", "--force", name, seconds=_REMOVE_SECONDS)
            raise


def meaning_of(errors: str) -> Trouble:
    """Return what the client's words about the engine mean."""
    said = errors.lower()
    # Of the client about the engine, never of a container's program.
    if "docker daemon" not in said:
        return "failed"
    return next((trouble for words, trouble in _MEANINGS if words in said), "failed")
