"""Movements at tills: each sale and refund by itself, at its instant."""

import asyncpg

from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def test_a_refund_is_a_movement_of_its_own_and_the_pot_counts_in(readings: Readings) -> None:
    log = Log()
    town, shop, wallet = Town(log, PAGGAIO), uuid7(), uuid7()
    payment_id = town.pay(wallet, shop, 2_000, bonus_minor=100)
    town.refund(payment_id, shop, 500, bonus_minor=25)
    town.pay(wallet, shop, 1_000, cash=True)
    await readings.hear_all(log)
    connection = await asyncpg.connect(readings.admin_url)
    rows = await connection.fetch("SELECT * FROM till_movements ORDER BY happened_at")
    await connection.close()
    assert [(row["amount_minor"], row["is_refund"], row["is_cash"]) for row in rows] == [
        (2_100, False, False),
        (525, True, False),
        (1_000, False, True),
    ]
    assert [row["payment_id"] == payment_id for row in rows] == [True, True, False]
    assert [row["happened_at"] for row in rows] == [each.time for each in log.envelopes]
