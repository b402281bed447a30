"""A year of a town: households, shops in several areas, sales, what shops pay shops, and what banks pay out."""

import random
from datetime import UTC, date, datetime, timedelta

from services.kit.clock import month_of
from services.kit.db import uuid7
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log

AREAS = ("640 04", "640 08", "641 00", "642 00", "640 06", "640 07")
KINDS = ("private", "private", "private", "public", "social_enterprise")
LAST = date(2025, 12, 1)


def year(*, households: int, shops: int, months: int = 12, seed: int = 5) -> Log:
    """Return so many months up to December 2025; every household shops four times a month."""
    chance, log = random.Random(seed), Log()
    town = Town(log, PAGGAIO)
    log.now = datetime(2024, 12, 20, 9, tzinfo=UTC)
    places = [
        town.accept(KINDS[number % len(KINDS)], area=AREAS[number % len(AREAS)])  # type: ignore[arg-type]
        for number in range(shops)
    ]
    wallets = {uuid7(): chance.choice((18_000, 21_600, 32_400, 45_000)) for _ in range(households)}
    town.fund(sum(wallets.values()) * (months + 1) * 2)
    for _ in range(households):
        town.entitle()
    for back in reversed(range(months)):
        town.month = month_of(LAST, later=-back)
        log.now = datetime.combine(town.month, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
        for amount in sorted(set(wallets.values())):
            given = [wallet for wallet, share in wallets.items() if share == amount]
            town.credit(given, amount // 2, month=town.month, account_minor=amount // 2)
        for wallet, amount in wallets.items():
            near = chance.sample(places, 3)
            for _ in range(4):
                day = town.month + timedelta(days=chance.randint(0, 27))
                town.pay(wallet, chance.choice(near), amount // 2 * chance.randint(10, 24) // 100, day=day)
        for payer in places:
            town.respend(payer, chance.choice(places), chance.randint(5_000, 60_000), day=town.month)
    return log
