"""Tills sell without a break while one process after the other is killed: their journals equal the ledger."""

import asyncio
import random
import time
from collections import Counter
from typing import Any

from contracts.readers import SERVICES
from infra.demo.greek import Figures
from tests.faults.town import Town
from tests.sizes import SIZES, report, seed
from tests.stacks import Stack, answers

SELLERS = 6
PROCESSES = (*SERVICES, "postgres", "nats")
KILLS = min(SIZES.process_kills, 30)


class Journal:
    """What the tills were told, in the ledger's words."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.payments: set[str] = set()
        self.slowest = 0.0

    def keep(self, receipt: Any, seconds: float) -> None:
        """Keep a receipt."""
        assert receipt["id"] not in self.payments, "two sales got one receipt"
        self.payments.add(receipt["id"])
        self.slowest = max(self.slowest, seconds)
        if receipt["status"] == "declined":
            self.totals["declined_count"] += 1
        else:
            self.totals["payments_count"] += 1
            self.totals["spent_minor"] += receipt["amount_minor"]
            self.totals["bonus_minor"] += receipt["bonus_minor"]


async def sell_on(town: Town, number: int, journal: Journal, done: asyncio.Event) -> None:
    """Sell until told to stop; a sale without an answer is sent again under its key until it is answered."""
    dice, sales = random.Random(number), 0
    while not done.is_set():
        sales += 1
        till, card = dice.choice(town.tills), dice.choice(town.cards)
        started = time.monotonic()
        receipt = await till.sell(card, dice.randint(10, 40), "EUR", f"load-{number}-{sales}")
        journal.keep(receipt, time.monotonic() - started)
        await asyncio.sleep(0.05)


def kill(stack: Stack, name: str) -> bool:
    """Kill a process unless it is only being started again; return whether it was there. Then sales are answered."""
    if stack.process(name).pid is None:
        return False
    stack.kill(name)
    log = stack.home.log("supervisor")
    stack.wait(
        lambda: answers(f"{stack.url('cards')}/health/ready"), f"no sales after {name}:\n{log.read_text()[-3000:]}"
    )
    return True


async def kill_processes(town: Town, dice: random.Random) -> Counter[str]:
    """Kill processes at random instants, whatever the others are doing; return how often which."""
    killed: Counter[str] = Counter()
    order: list[str] = []
    while len(order) < KILLS:
        order += ["cards", "postgres", *dice.sample(PROCESSES, len(PROCESSES))]
    for name in order[:KILLS]:
        await asyncio.sleep(0.5 + dice.random())
        killed[name] += await town.in_thread(kill, town.stack, name)
    return killed


def grown(before: Figures, after: Figures, name: str) -> int:
    """Return by how much a total of the ledger has grown."""
    return after.get(("EUR", name), 0) - before.get(("EUR", name), 0)


async def test_no_sale_that_a_till_was_told_of_is_lost_or_doubled(town: Town) -> None:
    number, journal, done = seed("load_killed"), Journal(), asyncio.Event()
    before = await town.ledger()
    selling = [asyncio.create_task(sell_on(town, number + place, journal, done)) for place in range(SELLERS)]
    try:
        killed = await kill_processes(town, random.Random(number))
    finally:
        done.set()
    await asyncio.gather(*selling)
    after = await town.ledger()
    totals = dict(journal.totals)
    report("load_killed", seed=number, killed=killed, told=totals, slowest_sale_s=round(journal.slowest, 1))
    assert {name: grown(before, after, name) for name in totals} == totals
    await town.until_agreed()
