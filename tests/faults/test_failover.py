"""The primary and the leader of the event stream are lost under load: what was answered is kept, and tills sell on."""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest

from infra.demo import offices
from infra.keys import Keys
from infra.nats.configuration import STREAM, inbox_prefix
from tests.conftest import Run
from tests.faults.test_load_killed import Journal, grown, sell_on
from tests.faults.town import Town
from tests.sizes import ONLY_PROVED, report, seed
from tests.stacks import Stack, started_stack

SELLERS = 4
BETWEEN_S = 4.0


@pytest.fixture
async def town(run: Run) -> AsyncIterator[Town]:
    """A small town on servers of which one may be lost."""
    with started_stack(run.folder, program="tests.faults.cluster") as stack:
        async with offices.Stack(stack.home.stack) as outside:
            entered = Town(stack, outside)
            await entered.enter()
            await entered.until_agreed()
            yield entered


async def leader_of_the_stream(stack: Stack) -> str:
    """Return the name of the server that leads the event stream."""
    client = await nats.connect(
        stack.process("nats").url,
        nkeys_seed=str(Keys(stack.home.keys).nats_seed("provisioner")),
        inbox_prefix=inbox_prefix("provisioner").encode(),
    )
    answer = await client.request(f"$JS.API.STREAM.INFO.{STREAM}", b"", timeout=10)
    await client.close()
    found = json.loads(answer.data)
    assert found["config"]["num_replicas"] == 3
    return str(found["cluster"]["leader"])


def process_of(folder: Path, name: str) -> int:
    """Return the process of the server of NATS that has a name."""
    (configuration,) = [each for each in folder.glob("*/nats.conf") if f"server_name: {name}\n" in each.read_text()]
    return int(configuration.with_name("pid").read_text())


@ONLY_PROVED
async def test_no_answered_sale_is_lost_with_the_primary_and_the_streams_leader(town: Town) -> None:
    number, journal, done = seed("failover"), Journal(), asyncio.Event()
    before = await town.ledger()
    selling = [asyncio.create_task(sell_on(town, number + place, journal, done)) for place in range(SELLERS)]
    try:
        await asyncio.sleep(BETWEEN_S)
        leader = await leader_of_the_stream(town.stack)
        killed = process_of(town.stack.home.nats, leader)
        os.kill(killed, signal.SIGKILL)
        await asyncio.sleep(BETWEEN_S)
        started = time.monotonic()
        await town.in_thread(town.stack.kill, "postgres")
        promoted = time.monotonic() - started
        await town.in_thread(town.stack.wait_ready)
        await asyncio.sleep(BETWEEN_S)
    finally:
        done.set()
    await asyncio.gather(*selling)
    after = await town.ledger()
    totals = dict(journal.totals)
    report(
        "failover",
        seed=number,
        told=totals,
        promoted_s=round(promoted, 1),
        longest_gap_of_a_till_s=round(journal.slowest, 1),
    )
    assert totals["payments_count"] > SELLERS
    assert {name: grown(before, after, name) for name in totals} == totals
    await town.until_agreed()
    assert process_of(town.stack.home.nats, leader) != killed
    assert not town.failures()
