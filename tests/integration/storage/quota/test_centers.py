"""The quota of a learning centre: its people's homes and what it shares, together."""

from hub_ext.storage.agent import Agent
from tests.integration.storage.objectstore import ObjectStore
from tests.integration.storage.quota.conftest import MEGABYTE, Home, Host
from tests.waiting import eventually


async def known_center(agent: Agent, home: Home) -> int:
    async def known() -> bool:
        await agent._counts.step()  # The next one is some seconds away.
        return home.usage().center_used_bytes is not None

    await eventually(known, 20, "the centre's usage is known")
    return home.usage().center_used_bytes or 0


async def test_two_people_and_what_their_centre_shares_fill_it_together(
    host: Host, store: ObjectStore, person: str
) -> None:
    store.put("centers/41/shared/book.pdf", "x" * MEGABYTE)
    store.put("centers/41/templates/not-counted.pdf", "x" * MEGABYTE)
    async with host.agent(hub_user_quota="10M", hub_center_quotas="41=4M,42=none") as agent:
        one, two = host.home(agent, f"{person}x1"), host.home(agent, f"{person}x2")
        other = host.home(agent, f"{person}x3")
        await one.open(41)
        await two.open(41)
        await other.open(42)
        one.write("data.csv", 5 * MEGABYTE // 2)
        await one.sync()
        used = await known_center(agent, two)
        assert used == MEGABYTE + sum(one.stored().values()) + sum(two.stored().values())
        assert two.usage().level == "warn"
        two.write("data.csv", 2 * MEGABYTE)
        two.write("small.csv", MEGABYTE // 5)
        two.write("work.ipynb", 3 * MEGABYTE // 5)
        await two.sync()
        assert two.held() == ["data.csv", "small.csv"]
        assert "work.ipynb" in two.stored()
        other.write("data.csv", 5 * MEGABYTE)
        await other.sync()
        assert other.held() == []
        assert other.usage().center_quota_bytes == 0
        # What waits is not stored, so it takes nobody else's room.
        assert one.usage().level == "full"
        assert one.usage().center_used_bytes == MEGABYTE + sum(
            sum(home.stored().values()) for home in (one, two)
        )
        (one.files / "data.csv").unlink()
        await one.sync()
        await two.sync()
        assert two.held() == []
        assert two.stored() == two.on_disk()


async def test_a_store_that_does_not_answer_is_not_an_empty_centre(
    host: Host, store: ObjectStore, person: str
) -> None:
    store.put("centers/43/shared/book.pdf", "x" * MEGABYTE)
    async with host.agent(hub_center_quotas="43=1M") as agent:
        home = host.home(agent, person)
        await home.open()
        store.faults(off=True)
        # A centre that nobody was asked about before.
        agent.quotas.ledger.person(person).center_id = 43
        await agent._counts.step()
        usage = home.usage()
        assert (usage.center_used_bytes, usage.level) == (None, "fine")
        store.faults()
        assert await known_center(agent, home) >= MEGABYTE
        assert home.usage().level == "full"
