"""The host's packet filter, through iptables' own programs."""

import subprocess
from typing import Final

from .rules import Policy, ipv6_jumps, jumps, restore_text

#: A chain of any instance of this project: two instances may stand in either order. And what the engine puts at the
#: head of FORWARD for every new network, of which neither lets anything pass.
_HARMLESS: Final = ("-j EDUHUB-", "-j DOCKER-USER", "-j DOCKER-ISOLATION-STAGE-1")
_WAIT_SECONDS: Final = "5"
_LIMIT_SECONDS: Final = 15


class FilterError(Exception):
    """A program of iptables refused or did not answer."""


class Table:
    """One of the kernel's two packet filters for one IP version.

    Parameters
    ----------
    program
        ``iptables-nft``, ``iptables-legacy`` or their IPv6 twins.
    """

    def __init__(self, program: str) -> None:
        self.program = program

    def rules(self, chain: str) -> list[str]:
        """Return the rules of a chain as ``iptables -S`` writes them, without ``-A CHAIN``.

        Raises
        ------
        FilterError
            If there is no such chain.
        """
        prefix = f"-A {chain} "
        lines = self._run("-S", chain).splitlines()
        return [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]

    def has_chain(self, chain: str) -> bool:
        """Tell whether there is such a chain, and such a filter at all."""
        try:
            self.rules(chain)
        except FilterError:
            return False
        return True

    def restore(self, text: str) -> None:
        """Apply a text of ``iptables-restore`` as a whole or not at all."""
        _execute([f"{self.program}-restore", "-w", _WAIT_SECONDS, "--noflush"], text)

    def is_first(self, chain: str, rule: str, *, beside: tuple[str, ...] = _HARMLESS) -> bool:
        """Tell whether `rule` is in `chain` with nothing of a stranger before it."""
        for found in self.rules(chain):
            if found == rule:
                return True
            if not any(text in found for text in beside):
                return False
        return False

    def put_first(self, chain: str, rule: str) -> None:
        """Insert `rule` at the head of `chain`, and remove where it stood before, in one step."""
        # By what they say and not by their numbers: the engine changes these chains too.
        before = [f"-D {chain} {rule}"] * self.rules(chain).count(rule)
        self.restore("\n".join(["*filter", *before, f"-I {chain} 1 {rule}", "COMMIT", ""]))

    def remove(self, chain: str, rule: str) -> None:
        """Remove `rule` from `chain` as often as it is there."""
        while self.has_chain(chain) and rule in self.rules(chain):
            self._run("-D", chain, *rule.split())

    def remove_chain(self, chain: str) -> None:
        """Remove a chain that nothing leads to any more."""
        if self.has_chain(chain):
            self._run("-F", chain)
            self._run("-X", chain)

    def _run(self, *arguments: str) -> str:
        return _execute([self.program, "-w", _WAIT_SECONDS, *arguments])


def _execute(command: list[str], text: str = "") -> str:
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, check=True, timeout=_LIMIT_SECONDS
        )
    except subprocess.CalledProcessError as error:
        reason = " ".join(error.stderr.split())[:300]
        raise FilterError(f"{' '.join(command)}: {reason}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FilterError(f"{' '.join(command)}: {error}") from None
    return done.stdout


class Guard:
    """Keeps the policy of one instance in place in one filter.

    Parameters
    ----------
    table
        The filter that Docker uses.
    policy
        What must hold.
    """

    def __init__(self, table: Table, policy: Policy) -> None:
        self._table = table
        self._policy = policy
        self._chains = (policy.forward_chain, policy.input_chain)
        self._applied: list[list[str]] = []

    def ensure(self) -> bool:
        """Put in place what is missing.

        Returns
        -------
        bool
            Whether anything was.

        Raises
        ------
        FilterError
            If it could not be done.
        """
        changed = self._ensure_chains()
        for chain, rule in jumps(self._policy):
            if not self._table.is_first(chain, rule):
                self._table.put_first(chain, rule)
                changed = True
        return changed

    def holds(self) -> bool:
        """Tell whether everything is in place; nothing is changed.

        Notes
        -----
        Of the rules in the chains the number counts, and the refusal at their end: how iptables writes
        the others is known only to who has applied them.
        """
        text = restore_text(self._policy).splitlines()
        for chain in self._chains:
            wanted = sum(line.startswith(f"-A {chain} ") for line in text)
            rules = self._table.rules(chain) if self._table.has_chain(chain) else []
            if len(rules) != wanted or not rules[-1].startswith("-j REJECT"):
                return False
        return all(
            # A network that was made a moment ago has its rules before ours, and DOCKER-USER before those.
            rule in self._table.rules(chain)
            if chain == "FORWARD"
            else self._table.is_first(chain, rule)
            for chain, rule in jumps(self._policy)
        )

    def remove(self) -> None:
        """Take everything of this instance out of the filter, other instances' not."""
        for chain, rule in jumps(self._policy):
            self._table.remove(chain, rule)
        for chain in self._chains:
            self._table.remove_chain(chain)

    def _ensure_chains(self) -> bool:
        if self._applied and self._present() == self._applied:
            return False
        self._table.restore(restore_text(self._policy))
        # iptables writes rules in its own order of words: what it shows now is what is meant.
        self._applied = self._present()
        return True

    def _present(self) -> list[list[str]]:
        if not all(self._table.has_chain(chain) for chain in self._chains):
            return []
        return [self._table.rules(chain) for chain in self._chains]


class Ipv6Guard:
    """Keeps IPv6 out of the bridge, where the host has a filter for it."""

    def __init__(self, table: Table, policy: Policy) -> None:
        self._table = table
        self._policy = policy

    def ensure(self) -> bool:
        """Put in place what is missing and tell whether anything was."""
        missing = self._missing()
        for chain, rule in missing:
            self._table.put_first(chain, rule)
        return bool(missing)

    def holds(self) -> bool:
        """Tell whether everything is in place; nothing is changed."""
        return not self._missing()

    def remove(self) -> None:
        """Take the rules out again."""
        for chain, rule in ipv6_jumps(self._policy):
            self._table.remove(chain, rule)

    def _missing(self) -> list[tuple[str, str]]:
        return [
            (chain, rule)
            for chain, rule in ipv6_jumps(self._policy)
            if not self._table.is_first(chain, rule, beside=("-users -j DROP",))
        ]
