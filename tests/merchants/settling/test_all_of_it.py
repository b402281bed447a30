"""Whatever was sold, and however late, often and mixed up it is heard: settlement equals the ledger to the cent.

The ledger is a plain sum over what was told. It is told in any order, part of it twice, days before their sales. The
feed for accounting software gives every line of it once, charges with them.
"""

import random
from collections import Counter
from typing import Any

import msgspec

from contracts.cards import MerchantCharged
from tests.clients import Client
from tests.merchants import factories
from tests.merchants.conftest import refusal
from tests.merchants.settling.test_grants import message
from tests.rolled_back import Deliver
from tests.sizes import SIZES, report, seed

Key = tuple[str, str]
"""A day and a shop."""


class Ledger:
    """What cards has booked, and how it says it."""

    def __init__(self, client: Client, dice: random.Random, shops: list[str], days: list[str]) -> None:
        self.client, self.dice, self.shops, self.days = client, dice, shops, days
        self.messages: list[bytes] = []
        self.net: Counter[Key] = Counter()
        self.counts: Counter[tuple[Key, str]] = Counter()
        self.charged: Counter[str] = Counter()

    def sell(self) -> None:
        """A sale, and perhaps what was given back of it in parts, the same day or later: refunds and lost disputes."""
        day, shop = self.dice.randrange(len(self.days)), self.dice.choice(self.shops)
        payment_id, amount, bonus = str(factories.new_id()), self.dice.randint(1, 9_000), self.dice.randint(0, 500)
        told = {"payment_id": payment_id, "amount_minor": amount, "bonus_minor": bonus}
        self.say("payment", self.days[day], shop, amount + bonus, told)
        while amount > 1 and self.dice.random() < 0.3:
            back = self.dice.randint(1, amount)
            amount -= back
            told = {"payment_id": payment_id, "amount_minor": back, "bonus_minor": 0}
            self.say("refund", self.dice.choice(self.days[day:]), shop, -back, told)

    def respend(self) -> None:
        """A shop pays another one."""
        (payer, payee), day = self.dice.sample(self.shops, 2), self.dice.choice(self.days)
        amount = self.dice.randint(1, 3_000)
        bonus = amount // 50
        message = factories.respend(self.client, payer, payee, amount, bonus)
        self.messages.append(dated(message, day))
        for shop, net in ((payer, bonus - amount), (payee, amount)):
            self.net[day, shop] += net
            self.counts[(day, shop), "respends_count"] += 1

    def charge(self) -> None:
        """Two people charge a shop, and perhaps take it back; neither is of a day that is closed."""
        shop, amount = self.dice.choice(self.shops), self.dice.randint(1, 2_000)
        kind: dict[str, Any] = self.dice.choice([{"kind": "fee"}, {"kind": "claw_back", "month": None}])
        charge_id = factories.new_id()
        about = {"merchant_id": shop, "amount_minor": amount, **kind}
        self.messages.append(message(self.client, MerchantCharged, charge_id, charge_id=str(charge_id), **about))
        self.charged[shop] -= amount
        if self.dice.random() < 0.3:
            back = factories.new_id()
            about |= {"charge_id": str(back), "reverses_id": str(charge_id)}
            self.messages.append(message(self.client, MerchantCharged, back, **about))
            self.charged[shop] += amount

    def say(self, kind: str, day: str, shop: str, net: int, told: dict[str, Any]) -> None:
        """Book and tell."""
        make = factories.payment if kind == "payment" else factories.refund
        self.messages.append(make(self.client, shop, settlement_date=day, **told))
        self.net[day, shop] += net
        self.counts[(day, shop), f"{kind}s_count"] += 1

    def close(self, day: str) -> bytes:
        """A day's figures, shop by shop."""
        names = "payments_count", "refunds_count", "respends_count"
        totals = [
            {
                "merchant_id": shop,
                "currency": self.client.tenant.currency,
                "net_minor": net,
                **{name: self.counts[(day, shop), name] for name in names},
            }
            for (of, shop), net in self.net.items()
            if of == day
        ]
        content = {"settlement_date": day, "totals": totals}
        return factories.message(self.client, "cards.settlement_day_closed.v1", factories.new_id(), content)


def dated(message: bytes, day: str) -> bytes:
    """A re-spend of another day."""
    told = msgspec.json.decode(message)
    told["data"]["settlement_date"] = day
    return msgspec.json.encode(told)


async def batches_of(client: Client, shops: list[str]) -> dict[Key, Any]:
    """Every batch of these shops; two for one day and shop would be a fault."""
    found: list[Any] = []
    for shop in shops:
        cursor = ""
        while True:
            path = f"/batches?limit=200&merchant_id={shop}{cursor}"
            page = await client.get(path, by=factories.FINANCE)
            found += page["items"]
            if page.get("next") is None:
                break
            cursor = f"&cursor={page['next']}"
    by_key = {(each["settlement_date"], each["merchant_id"]): each for each in found}
    assert len(by_key) == len(found)
    return by_key


async def test_settlement_equals_the_ledger_however_it_is_heard(paggaio: Client, deliver: Deliver) -> None:
    number = seed("settlements")
    dice = random.Random(number)
    shops = [(await factories.accepted(paggaio))["id"] for _ in range(3)]
    paid: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    for place in range(SIZES.settlements):
        days = [f"{2000 + place}-02-0{day}" for day in (2, 3, 4)]
        ledger = Ledger(paggaio, dice, shops, days)
        for _ in range(12):
            ledger.sell()
        for _ in range(3):
            ledger.respend()
            ledger.charge()
        messages = ledger.messages + [ledger.close(day) for day in days]
        heard = messages + dice.sample(messages, len(messages) // 2)
        dice.shuffle(heard)
        outcomes = Counter([str(await deliver(each)) for each in heard])
        assert outcomes == {"applied": len(messages), "duplicate": len(heard) - len(messages)}
        batches = await batches_of(paggaio, shops)
        found = {key: batch["net_minor"] for key, batch in batches.items() if key[0] in days}
        assert found == dict(ledger.net)
        for day in days:
            told = await paggaio.get(f"/settlement-days/{day}", by=factories.FINANCE)
            assert (told["status"], told["missing"]) == ("closed", [])
        assert {str(await deliver(each)) for each in messages} == {"duplicate"}
        assert await batches_of(paggaio, shops) == batches
        for (_, shop), net in ledger.net.items():
            owed[shop] += net
        for shop, net in ledger.charged.items():
            owed[shop] += net
        await pay(paggaio, days[-1], owed, paid)
    assert {shop: await fed(paggaio, shop) for shop in shops} == {shop: owed[shop] for shop in shops}
    report("settlements", seed=number, settlements=SIZES.settlements, paid_minor=sum(paid.values()))


async def fed(client: Client, shop: str) -> int:
    """What the feed for accounting software gives in all, page by page, no line twice."""
    # A line is shown a minute after its batch was closed.
    client.now = "2099-02-04T09:30:00+02:00"
    path, cursor = f"/merchants/{shop}/statement/lines?limit=50", ""
    nets: dict[str, int] = {}
    while True:
        page = await client.get(path + cursor, by=factories.FINANCE)
        assert not nets.keys() & {each["id"] for each in page["items"]}
        nets |= {each["id"]: each["net_minor"] for each in page["items"]}
        if page.get("next") is None:
            return sum(nets.values())
        cursor = f"&cursor={page['next']}"


async def pay(client: Client, until: str, owed: Counter[str], paid: Counter[str]) -> None:
    """Pay what is owed; what is below the least payout is carried, and asking once more pays nobody twice."""
    due = {shop: owed[shop] - paid[shop] for shop in owed}
    expected = {shop: amount for shop, amount in due.items() if amount >= LEAST_PAYOUT}
    if expected:
        file = await factories.written(client, until)
        amounts = {each["merchant_id"]: each["amount_minor"] for each in file["payouts"]}
        assert amounts == expected
        paid.update(amounts)
    body = {"settlement_date": until}
    assert await refusal(client, "/bank-files", body, by=factories.FINANCE) == "409 nothing-to-pay"


LEAST_PAYOUT = 100
"""Of Paggaio's terms."""
