"""A program that works on while files are carried to and fro."""

import subprocess


class Program:
    """A program that answers each line with one of its own.

    Parameters
    ----------
    process
        It, with pipes for its input, output and errors.

    Attributes
    ----------
    errors
        What it complained about, once it has ended.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.errors = ""
        self._process = process

    def does(self, what: str) -> None:
        """Tell it what to do, and return when it is done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer == "done\n", answer or self._process.communicate()[1]

    def end(self) -> None:
        """Let it come to its end."""
        _, self.errors = self._process.communicate(timeout=60)
