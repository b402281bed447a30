"""Merchants or cards is killed in the middle of a settlement, at every step of it: each shop is paid exactly once.

A day is closed, netted, paid by a bank file of two people and booked by the bank. Each command is sent again under its
key until it is answered, as people and their browsers do.
"""

import asyncio
import itertools
import os
import random
import signal
from collections import Counter
from contextlib import suppress
from decimal import Decimal
from typing import Any

import msgspec

from infra.demo.calendar import Day, first_open_day
from infra.demo.offices import Desk
from infra.demo.seed import is_closed
from tests import bank
from tests.bank import Booking, Part
from tests.faults.town import TENANT, Town
from tests.sizes import ONLY_PROVED, SIZES, report, seed

STEPS = ("close", "net", "propose", "approve", "book")
KILLED = ("merchants", "cards")


class Kill(msgspec.Struct, frozen=True):
    """Whom, and how long after which step has begun."""

    name: str
    step: str
    seconds: float


def chosen(dice: random.Random, count: int) -> list[Kill]:
    """Each service within each step in turn."""
    turns = itertools.cycle(itertools.product(STEPS, KILLED))
    return [Kill(name, step, round(dice.random() / 2, 3)) for step, name in itertools.islice(turns, count)]


class Settlement:
    """The settlement of what a town has sold since the last one."""

    def __init__(self, town: Town, day: Day, kill: Kill) -> None:
        self.town, self.day, self.kill = town, day, kill
        self.closed: Any = None
        self.file: Any = None
        self.officer = self.desk("finance_officer")

    def desk(self, role: str) -> Desk:
        """A member of staff on the settlement's day."""
        return self.town.outside.desk(TENANT, role, at=self.day.now)

    async def go(self) -> None:
        """Every step, one of them with a kill in it."""
        for name in STEPS:
            begun = asyncio.create_task(getattr(self, name)())
            if name == self.kill.step:
                await asyncio.sleep(self.kill.seconds)
                pid = self.town.stack.process(self.kill.name).pid
                if pid is not None:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            await begun

    async def close(self) -> None:
        """Cards closes the day."""
        self.closed = await self.officer.post("cards", "/settlement-days", {"settlement_date": str(self.day.day)})

    async def net(self) -> None:
        """Merchants hears of it, and of every sale."""
        for day in await self.officer.pages("cards", "/settlement-days"):
            path = f"/settlement-days/{day['settlement_date']}"
            await self.officer.until("merchants", path, is_closed, seconds=120)

    async def propose(self) -> None:
        """One person proposes to pay."""
        self.file = await self.officer.post("merchants", "/bank-files", {"settlement_date": str(self.day.day)})

    async def approve(self) -> None:
        """Another agrees, and the file is written."""
        body, path = {"payload_hash": self.file["payload_hash"]}, f"/bank-files/{self.file['id']}/approve"
        self.file = await self.desk("finance_approver").post("merchants", path, body)

    async def book(self) -> None:
        """The bank takes the file and books it."""
        outside, url = self.town.outside, self.town.stack.url("merchants")
        content = f"{url}/bank-files/{self.file['id']}/content"
        sent = bank.take((await outside.answer("GET", content, headers=await self.officer.headers())).content)
        total = sum((Decimal(each.amount) for each in sent.orders), Decimal())
        parts = tuple(Part(end_to_end_id=each.end_to_end_id, amount=each.amount) for each in sent.orders)
        told = bank.statement(sent.iban, Booking(amount=str(total), batch_id=sent.batch_id, parts=parts))
        read = await outside.send("POST", f"{url}/bank-answers", content=told, headers=await self.officer.headers())
        assert read["differences"] == 0, read


async def check(town: Town, settlement: Settlement) -> None:
    """Every batch is in one payout of the right amount, every shop in one payout of the file, and all are paid."""
    officer = settlement.officer
    batches = await officer.pages("merchants", "/batches")
    payouts = await officer.pages("merchants", "/payouts")
    keys = Counter((each["settlement_date"], each["merchant_id"]) for each in batches)
    assert set(keys.values()) == {1}
    in_file = Counter((each["bank_file_id"], each["merchant_id"]) for each in payouts)
    assert set(in_file.values()) == {1}
    bound: Counter[str] = Counter()
    for batch in batches:
        bound[batch["payout_id"]] += batch["net_minor"]
    assert {each["id"]: each["amount_minor"] for each in payouts} == {key: net for key, net in bound.items() if key}
    assert {each["status"] for each in payouts} == {"paid"}
    days = await officer.pages("cards", "/settlement-days")
    assert sum(each["net_minor"] for each in days) == sum(each["net_minor"] for each in batches)
    await town.until_agreed()


@ONLY_PROVED
async def test_a_settlement_that_is_killed_pays_each_shop_once(town: Town) -> None:
    number = seed("settlement_killed")
    kills = chosen(random.Random(number), SIZES.settlement_kills)
    for kill in kills:
        receipts = await town.sell(2 * len(town.tills))
        await town.refund(receipts[0])
        settlement = Settlement(town, await first_open_day(town.outside, TENANT), kill)
        try:
            await settlement.go()
            await check(town, settlement)
        except BaseException as error:
            error.add_note("\n".join([f"SEED={number}", str(kill), *town.failures()]))
            raise
    report("settlement_killed", seed=number, kills=[f"{each.name} at {each.step}" for each in kills])
