"""Tills sell, hold, capture and give back while processes are killed: what they were told equals the ledger."""

import asyncio
import random
import time
from collections import Counter
from typing import Any, NamedTuple

from contracts.readers import SERVICES
from infra.demo.greek import Figures
from infra.demo.tills import Till
from tests.faults.town import Town
from tests.sizes import SIZES, report, seed
from tests.stacks import Stack, answers

SELLERS = 6
PROCESSES = (*SERVICES, "postgres", "nats")
OTHER_KILLS = SIZES.process_kills // 2
"""Of whatever process, besides those of cards."""


class Journal:
    """What the tills were told, in the ledger's words."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.payments: set[str] = set()
        self.refunds: set[str] = set()
        self.slowest = 0.0

    def keep(self, receipt: Any) -> None:
        """Keep the receipt of a sale or a capture."""
        assert receipt["id"] not in self.payments, "two sales got one receipt"
        self.payments.add(receipt["id"])
        if receipt["status"] == "declined":
            self.totals["declined_count"] += 1
        else:
            self.totals["payments_count"] += 1
            self.totals["spent_minor"] += receipt["amount_minor"]
            self.totals["bonus_minor"] += receipt["bonus_minor"]

    def keep_refund(self, refund: Any) -> None:
        """Keep what was given back."""
        assert refund["id"] not in self.refunds, "two refunds got one answer"
        self.refunds.add(refund["id"])
        self.totals["refunded_minor"] += refund["amount_minor"]
        self.totals["bonus_refunded_minor"] += refund["bonus_minor"]


async def sell_on(town: Town, number: int, journal: Journal, done: asyncio.Event) -> None:
    """Ask one thing after the other until told to stop; what has no answer is sent again under its key until it has."""
    dice, asked = random.Random(number), 0
    while not done.is_set():
        asked += 1
        seller = Seller(town, dice.choice(town.tills), dice.choice(town.cards), journal, f"load-{number}-{asked}")
        started = time.monotonic()
        acts = (seller.sell, seller.sell_and_give_back, seller.hold_and_capture, seller.hold_and_let_go)
        (act,) = dice.choices(acts, (5, 2, 2, 1))
        await act(dice.randint(10, 40))
        journal.slowest = max(journal.slowest, time.monotonic() - started)
        await asyncio.sleep(0.05)


class Seller(NamedTuple):
    """A till with a customer, and where it notes what it is told."""

    town: Town
    till: Till
    card: str
    journal: Journal
    key: str

    async def sell(self, amount_minor: int) -> Any:
        """Sell and keep the receipt."""
        receipt = await self.till.sell(self.card, amount_minor, "EUR", self.key)
        self.journal.keep(receipt)
        return receipt

    async def sell_and_give_back(self, amount_minor: int) -> None:
        """Sell, and give the whole back if it was paid."""
        receipt = await self.sell(amount_minor)
        if receipt["status"] == "captured":
            self.journal.keep_refund(await self.till.send(f"/payments/{receipt['id']}/refunds", {}, f"{self.key}-back"))

    async def hold(self, amount_minor: int) -> Any:
        """Hold money of the card, all or nothing; only that it was declined is in the totals yet."""
        body = {"card_token": self.card, "amount_minor": amount_minor, "currency": "EUR", "partial": False}
        held = await self.till.send("/authorisations", body, self.key)
        if held["status"] == "declined":
            self.journal.keep(held)
        return held

    async def hold_and_capture(self, amount_minor: int) -> None:
        """Hold, capture a part, then the rest."""
        held = await self.hold(amount_minor)
        if held["status"] == "authorised":
            path = f"/authorisations/{held['id']}/captures"
            for body in ({"amount_minor": 5}, {"final": True}):
                self.journal.keep(await self.till.send(path, body, f"{self.key}-{'-'.join(body)}"))

    async def hold_and_let_go(self, amount_minor: int) -> None:
        """Hold and let go of it."""
        held = await self.hold(amount_minor)
        if held["status"] == "authorised":
            await self.till.send(f"/authorisations/{held['id']}/void", {}, f"{self.key}-void")


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
    order = (["postgres"] + dice.sample(PROCESSES, len(PROCESSES)) * 4)[:OTHER_KILLS]
    order += ["cards"] * SIZES.service_kills
    dice.shuffle(order)
    for name in order:
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
