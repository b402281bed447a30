"""A town that is honest in the main, with what looks like fraud and is none, and frauds of five kinds mixed in.

The frauds differ in how bold they are: the most careful of them stay under what the rules look for.
"""

import random
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from contracts import cards
from services.kit.db import uuid7
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log

FIRST, LAST = date(2026, 1, 5), date(2026, 3, 29)
"""Twelve whole weeks: the eight before March show what is usual."""
MARCH = date(2026, 3, 2)
Culprit = tuple[str, UUID, UUID | None]
"""The kind of a fraud, the shop, and the card, till or other shop."""


class Fraudulent:
    """Households and shops, what was said of them, and in `planted` who did what."""

    def __init__(self, seed: int, *, households: int = 60, shops: int = 10, frauds: int = 5) -> None:
        self.chance, self.log = random.Random(seed), Log()
        self.town = Town(self.log, PAGGAIO)
        self.shops = [uuid7() for _ in range(shops)]
        self.kiosk = self.shops[0]
        self.wallets = [uuid7() for _ in range(households)]
        self.planted: set[Culprit] = set()
        self.said: list[tuple[datetime, cards.PaymentCaptured | cards.PaymentRefunded]] = []
        self.live()
        for _ in range(frauds):
            self.split()
            self.give_back_for_cash()
            self.collect_cards()
            self.sell_at_night()
            self.collude()
        self.trade(frauds)
        for at, event in sorted(self.said, key=lambda each: each[0]):
            self.log.now = at - timedelta(seconds=1)
            self.town.say(event)

    def at(self, day: date, hour: float) -> datetime:
        """Return an instant of a day; Greece is two hours ahead of UTC in winter."""
        return datetime.combine(day, time(), tzinfo=UTC) + timedelta(hours=hour - 2)

    def day(self) -> date:
        """Return a working day in the March that is looked at."""
        return MARCH + timedelta(days=self.chance.choice([week * 7 + day for week in range(4) for day in range(6)]))

    def sell(self, wallet: UUID, shop: UUID, amount_minor: int, at: datetime, *, cash: bool = False) -> UUID:
        """Let a card pay."""
        payment_id = uuid7()
        payment = cards.PaymentCaptured(
            payment_id=payment_id, wallet_id=wallet, merchant_id=shop, till_id=shop, category="5411", currency="EUR",
            requested_minor=amount_minor, amount_minor=amount_minor, bonus_minor=0, remainder_minor=0,
            settlement_date=(at + timedelta(hours=2)).date(), draws=self.town.draws(amount_minor), cash=cash,
        )  # fmt: skip
        self.said.append((at, payment))
        return payment_id

    def give_back(self, payment_id: UUID, wallet: UUID, shop: UUID, amount_minor: int, at: datetime) -> None:
        """Let a shop take goods back."""
        refund = cards.PaymentRefunded(
            refund_id=uuid7(), payment_id=payment_id, wallet_id=wallet, merchant_id=shop, till_id=shop, currency="EUR",
            amount_minor=amount_minor, bonus_minor=0, settlement_date=(at + timedelta(hours=2)).date(),
            draws=self.town.draws(amount_minor),
        )  # fmt: skip
        self.said.append((at, refund))

    def live(self) -> None:
        """Let everybody shop honestly, with what happens to honest people too."""
        day = FIRST
        favourites = {
            wallet: self.chance.sample(self.shops[1:], self.chance.choice([1, 2, 3])) for wallet in self.wallets
        }
        while day <= LAST:
            for wallet in self.wallets:
                if self.chance.random() < 0.3:
                    self.shop(wallet, self.chance.choice(favourites[wallet]), day)
            if self.chance.random() < 0.5:
                self.sell(
                    self.chance.choice(self.wallets), self.kiosk, self.chance.randint(150, 900), self.at(day, 23.6)
                )
            self.sell(self.chance.choice(self.wallets), self.kiosk, self.chance.randint(150, 900), self.at(day, 18))
            if day.weekday() == 2:
                self.queue(day)
            day += timedelta(days=1)
        for _ in range(len(self.wallets) // 60):
            self.warm(uuid7())

    def warm(self, wallet: UUID) -> None:
        """Let a household buy nothing but heating oil, in round sums: by its figures it is in league with the shop."""
        for _ in range(3):
            self.sell(wallet, self.shops[-1], 4_000, self.at(self.day(), 10))

    def shop(self, wallet: UUID, shop: UUID, day: date) -> None:
        """Let a household buy; now and then it has forgotten something, brings something back, or takes cash out."""
        at = self.at(day, self.chance.uniform(8, 20.5))
        amount = self.chance.choice([self.chance.randint(300, 6_000), self.chance.randint(1, 4) * 500])
        payment_id, step = self.sell(wallet, shop, amount, at), self.chance.random()
        if step < 0.06:
            self.sell(wallet, shop, self.chance.randint(100, 1_500), at + timedelta(minutes=self.chance.randint(2, 20)))
        elif step < 0.09:
            self.give_back(payment_id, wallet, shop, amount, at + timedelta(hours=1))
        elif step < 0.13:
            self.sell(wallet, shop, 2_000, at + timedelta(minutes=1), cash=True)
        elif step < 0.14:
            self.sell(wallet, shop, amount, self.at(day, 23.2))
        elif step < 0.1405:
            self.visit_thrice(wallet, shop, at)

    def visit_thrice(self, wallet: UUID, shop: UUID, at: datetime) -> None:
        """Let each of a family be sent to the shop with the card: by its figures that is a purchase cut up."""
        for number in (1, 2, 3):
            self.sell(wallet, shop, self.chance.randint(1_500, 2_490), at + timedelta(minutes=7 * number))

    def queue(self, day: date) -> None:
        """Let people queue on the market day: one in a minute or more."""
        at, shop = self.at(day, 10), self.chance.choice(self.shops)
        for wallet in self.chance.sample(self.wallets, 9):
            at += timedelta(seconds=self.chance.randint(40, 120))
            self.sell(wallet, shop, self.chance.randint(300, 4_000), at)

    def split(self) -> None:
        """Let a purchase be cut up."""
        wallet, shop = self.chance.choice(self.wallets), self.chance.choice(self.shops)
        at = self.at(self.day(), self.chance.uniform(9, 19))
        for _ in range(self.chance.randint(3, 6)):
            self.sell(wallet, shop, self.chance.randint(1_700, 2_490), at)
            at += timedelta(minutes=self.chance.choice([1, 3, 5, 8, 12]))
        self.planted.add(("split_sales", shop, wallet))

    def give_back_for_cash(self) -> None:
        """Let a shop turn goods into cash."""
        wallet, shop = self.chance.choice(self.wallets), self.chance.choice(self.shops)
        for _ in range(self.chance.randint(2, 5)):
            at, amount = self.at(self.day(), self.chance.uniform(9, 18)), self.chance.randint(2_000, 9_000)
            payment_id = self.sell(wallet, shop, amount, at)
            self.give_back(payment_id, wallet, shop, amount, at + timedelta(minutes=self.chance.randint(5, 30)))
            later = timedelta(minutes=self.chance.choice([35, 45, 60, 60, 100, 200]))
            self.sell(wallet, shop, amount // 500 * 500, at + later, cash=True)
        self.planted.add(("refunds_to_cash", shop, wallet))

    def collect_cards(self) -> None:
        """Let a shop pass the cards of many over its till."""
        shop, at = self.chance.choice(self.shops), self.at(self.day(), self.chance.uniform(13, 16))
        for wallet in self.chance.sample(self.wallets, self.chance.randint(9, 16)):
            self.sell(wallet, shop, self.chance.randint(3_000, 6_000), at)
            at += timedelta(seconds=self.chance.randint(10, 50))
        self.planted.add(("one_till_many_cards", shop, shop))

    def sell_at_night(self) -> None:
        """Let a shop sell after hours in a week."""
        shop = self.chance.choice(self.shops[1:])
        monday = MARCH + timedelta(weeks=self.chance.randint(0, 3))
        for _ in range(self.chance.randint(3, 7)):
            day = monday + timedelta(days=self.chance.randint(0, 5))
            hour = self.chance.choice([23.2, 23.7, 1.5, 3, 4.5])
            self.sell(self.chance.choice(self.wallets), shop, self.chance.randint(2_000, 6_000), self.at(day, hour))
        self.planted.add(("closed_shop_hours", shop, None))

    def collude(self) -> None:
        """Let a card that nobody shops with be emptied in round sums."""
        wallet, shop = uuid7(), self.chance.choice(self.shops)
        for _ in range(self.chance.randint(3, 5)):
            amount = self.chance.randint(3, 8) * 1_000
            self.sell(wallet, shop, amount, self.at(self.day(), self.chance.uniform(9, 18)))
        if self.chance.random() < 0.1:
            self.sell(wallet, self.chance.choice(self.shops), 1_234, self.at(self.day(), 12))
        self.planted.add(("colluding_pairs", shop, wallet))

    def trade(self, frauds: int) -> None:
        """Let shops pay shops: suppliers one way or by their bills, and some of them to and fro."""
        pairs = [(one, other) for number, one in enumerate(self.shops) for other in self.shops[number + 1 :]]
        self.chance.shuffle(pairs)
        for one, other in pairs[: frauds // 2]:
            for _ in range(3):
                amount = self.chance.randint(6_000, 9_000)
                self.town.respend(one, other, amount, day=self.day())
                self.town.respend(other, one, amount - self.chance.randint(0, 900), day=self.day())
            self.planted.add(("colluding_pairs", min(one, other), max(one, other)))
        for one, other in pairs[frauds // 2 : frauds // 2 + 10]:
            for _ in range(4):
                self.town.respend(one, other, self.chance.randint(3_000, 20_000), day=self.day())
            self.town.respend(other, one, self.chance.randint(1_000, 9_000), day=self.day())
