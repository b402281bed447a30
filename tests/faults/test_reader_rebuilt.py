"""A reader is emptied and made again from its owners' feeds, by the operator's own command, while the town goes on."""

import asyncio
import time

from tests.faults.town import Town
from tests.sizes import report


async def test_a_reader_emptied_and_rebuilt_says_what_it_said(town: Town) -> None:
    await town.sell(10)
    await town.until_agreed()
    before = await town.reports()
    await town.in_thread(town.stack.hold, "reporting")
    started = time.monotonic()
    said = await town.in_thread(town.stack.run_command, "reporting", "rebuild")
    seconds = time.monotonic() - started
    await town.in_thread(town.stack.release, "reporting")
    await town.in_thread(town.stack.wait_ready, ("reporting",))
    assert await town.reports() == before
    report("reader_rebuilt", said=said, seconds=seconds)


async def test_a_reader_rebuilt_while_it_hears_comes_to_the_ledgers_totals(town: Town) -> None:
    async def go_on() -> None:
        for _ in range(6):
            await town.sell(5)
            await asyncio.sleep(0.2)

    selling = asyncio.create_task(go_on())
    await town.in_thread(town.stack.run_command, "reporting", "rebuild")
    await selling
    await town.until_agreed()
