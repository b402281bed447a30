"""A year of a town: households that shop in several areas, shops that pay shops, and days that banks pay for."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from contracts import cards, merchants
from services.kit.clock import month_of
from services.kit.db import uuid7
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log

AREAS = ("640 04", "640 08", "641 00", "642 00", "640 06", "640 07")
KINDS: tuple[merchants.MerchantKind, ...] = ("private", "private", "private", "public", "social_enterprise")
LAST = date(2025, 12, 1)
Sale = tuple[date, UUID, UUID, int]
"""The day, the wallet, the shop and the amount."""


def year(*, households: int, shops: int, months: int = 12, seed: int = 5, of: UUID = PAGGAIO) -> Log:
    """Return so many months up to December 2025; every household shops four times a month."""
    chance, log = random.Random(seed), Log()
    town = Town(log, of)
    log.now = datetime(2024, 12, 20, 9, tzinfo=UTC)
    places = [town.accept(KINDS[number % len(KINDS)], area=AREAS[number % len(AREAS)]) for number in range(shops)]
    wallets = {uuid7(): chance.choice((18_000, 21_600, 32_400, 45_000)) for _ in range(households)}
    town.fund(sum(wallets.values()) * (months + 1) * 2)
    for wallet in wallets:
        town.entitle()
        town.say(cards.WalletOpened(wallet_id=wallet, household_id=wallet, currency=town.currency))
    for back in reversed(range(months)):
        town.month = month_of(LAST, later=-back)
        log.now = datetime.combine(town.month, time(7), tzinfo=UTC)
        for amount in sorted(set(wallets.values())):
            given = [wallet for wallet, share in wallets.items() if share == amount]
            town.credit(given, amount // 2, month=town.month, account_minor=amount // 2)
        sales: list[Sale] = []
        for wallet, amount in wallets.items():
            near = chance.sample(places, 3)
            for _ in range(4):
                day = town.month + timedelta(days=chance.randint(0, 27))
                sales.append((day, wallet, chance.choice(near), amount // 2 * chance.randint(10, 24) // 100))
        supplies = [(payer, chance.choice(places), chance.randint(5_000, 60_000)) for payer in places]
        trade(town, sales, supplies, seed=seed + back)
    return log


def trade(town: Town, sales: list[Sale], supplies: list[tuple[UUID, UUID, int]], *, seed: int) -> None:
    """Let a month's sales happen day by day, some refunded, some declined; on the last day shops pay for supplies."""
    chance, days = random.Random(seed), sorted({sale[0] for sale in sales})
    for day in days:
        town.log.now = datetime.combine(day, time(8), tzinfo=UTC)
        owed, counts = Counter[UUID](), Counter[tuple[UUID, str]]()
        for _, wallet, shop, amount in (sale for sale in sales if sale[0] == day):
            bonus = amount // 20 if town.shops[shop] == "social_enterprise" else 0
            payment_id, step = town.pay(wallet, shop, amount, day=day, bonus_minor=bonus), chance.random()
            owed[shop] += amount + bonus
            counts[shop, "payments"] += 1
            if step < 0.02:
                town.refund(payment_id, shop, amount // 2, day=day)
                owed[shop] -= amount // 2
                counts[shop, "refunds"] += 1
            elif step < 0.05:
                town.decline(shop, amount)
        for payer, payee, amount in supplies if day == days[-1] else ():
            town.respend(payer, payee, amount, day=day)
            owed[payer] -= amount
            owed[payee] += amount
        settle(town, day, owed, counts)


def settle(town: Town, day: date, owed: Counter[UUID], counts: Counter[tuple[UUID, str]]) -> None:
    """Close a day in the ledger and with every shop, and let the bank pay what is owed."""
    totals = [
        cards.MerchantTotal(
            merchant_id=shop,
            currency=town.currency,
            payments_count=counts[shop, "payments"],
            refunds_count=counts[shop, "refunds"],
            net_minor=net_minor,
        )
        for shop, net_minor in owed.items()
    ]
    town.say(cards.SettlementDayClosed(settlement_day_id=uuid7(), settlement_date=day, totals=totals))
    for shop, net_minor in owed.items():
        batch = merchants.BatchClosed(
            batch_id=uuid7(), merchant_id=shop, settlement_date=day, currency=town.currency, net_minor=net_minor
        )
        town.say(batch)
        if net_minor > 0:
            town.bank_pays(town.instruct(shop, net_minor, day=day), shop, net_minor)
