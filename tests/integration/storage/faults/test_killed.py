"""Parts of this host that are killed: the agent, its rclone, both with everything else at once."""

import signal

from tests.integration.storage.agent import AgentProcess
from tests.integration.storage.faults.ledger import Ledger
from tests.integration.storage.objectstore import ObjectStore
from tests.waiting import wait_until


async def test_agent_killed(own_agent: AgentProcess, ledger: Ledger) -> None:
    async with own_agent.client() as client:
        await client.open(ledger.person)
    for number in range(2):
        ledger.save("수업.ipynb", f'{{"저장": {number}}}')
        own_agent.kill()
        ledger.save("그동안.txt", f"에이전트가 없는 동안 {number}")
        own_agent.start()
        await ledger.saved(
            ("수업.ipynb", f'{{"저장": {number}}}'),
            ("그동안.txt", f"에이전트가 없는 동안 {number}"),
        )
    assert (
        "1 homes were open or not known to be saved; saving them now" in own_agent.log.read_text()
    )
    assert ledger.missing_in_store() == []


async def test_rclone_killed(own_agent: AgentProcess, ledger: Ledger) -> None:
    async with own_agent.client() as client:
        await client.open(ledger.person)
        for number in range(2):
            ledger.save("수업.ipynb", f'{{"저장": {number}}}')
            own_agent.kill_rclone()
            await ledger.saved(("수업.ipynb", f'{{"저장": {number}}}'))
        assert (await client.close(ledger.person)).state == "saved"
    log = own_agent.log.read_text()
    assert "rclone ended by itself (status -9, no message); starting it again" in log
    assert ledger.lost() == []
    # What a save replaced here during a sync goes up by itself, within a round of that.
    wait_until(lambda: ledger.missing_in_store() == [], 60, "every version is in the store")


async def test_power_cut(own_agent: AgentProcess, store: ObjectStore, ledger: Ledger) -> None:
    """Agent and rclone at the same moment, while the person saves; then a start with a stale lock."""
    names = ("하나.ipynb", "둘.ipynb", "셋.ipynb")
    async with own_agent.client() as client:
        await client.open(ledger.person)
    for number in range(2):
        # Slow enough to be met in the middle.
        store.faults(delay=0.3)
        for name in names:
            ledger.save(name, f"{name} {number}")
        wait_until(lambda: _is_syncing(own_agent), 10, "a sync is under way")
        own_agent.kill_rclone()
        own_agent.signal(signal.SIGKILL)
        store.faults()
        own_agent.start()
        await ledger.saved(*((name, f"{name} {number}") for name in names))
    async with own_agent.client() as client:
        assert (await client.close(ledger.person)).state == "saved"
    assert ledger.missing_in_store() == []


def _is_syncing(agent: AgentProcess) -> bool:
    return any(agent.data.glob("homes/*/state/listings/*.lck"))
