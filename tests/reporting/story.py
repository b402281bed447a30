"""A story of two tenants as events."""

import random
from uuid import UUID

from services.kit.db import uuid7
from tests.reporting.factories import AL_KOURA, PAGGAIO, Town
from tests.reporting.log import Log


def two_towns(seed: int, *, sales: int = 60) -> Log:
    """Return a month in two towns whose events are mixed: all that moves money, and more."""
    chance, log = random.Random(seed), Log()
    towns = [Town(log, PAGGAIO), Town(log, AL_KOURA, programme="johud_training")]
    shops = {town: [town.accept("private"), town.accept("social_enterprise")] for town in towns}
    wallets = {town: [uuid7() for _ in range(12)] for town in towns}
    memberships = {town: [town.entitle() for _ in range(6)] for town in towns}
    for town in towns:
        town.fund(10_000_000)
        town.credit(wallets[town], 18_000, account_minor=18_000)
        town.credit(wallets[town], 2_000)
        town.follow_up(wallets[town][0], 6, jobs=2, is_working=True)
    paid: list[tuple[Town, UUID, UUID]] = []
    for _ in range(sales):
        town = chance.choice(towns)
        shop = chance.choice(shops[town])
        step = chance.random()
        if step < 0.6 or not paid:
            bonus = chance.choice([0, 50])
            paid.append((town, town.pay(chance.choice(wallets[town]), shop, 1_000, bonus_minor=bonus), shop))
        elif step < 0.75:
            earlier, payment_id, where = paid.pop(0)
            earlier.refund(payment_id, where, 400)
        elif step < 0.9:
            town.decline(shop, 700)
        else:
            membership = chance.choice(memberships[town])
            town.suspend(membership)
            town.resume(membership)
    return log
