"""Sales, by the money that they drew."""

from datetime import date
from uuid import UUID

from contracts.cards import Draw, PaymentCaptured
from services.kit.db import uuid7
from services.reporting.hearing.sales import key_of
from services.reporting.hearing.till_movements import moved
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


def draw(programme: str, amount_minor: int) -> Draw:
    return Draw(programme=programme, budget_line_id=uuid7(), month=date(2026, 1, 1), amount_minor=amount_minor)


def sale(log: Log, shop: UUID, *draws: Draw) -> PaymentCaptured:
    """Say a sale that drew so."""
    amount = sum(each.amount_minor for each in draws)
    event = PaymentCaptured(
        payment_id=uuid7(), wallet_id=uuid7(), merchant_id=shop, till_id=shop, category="5411", currency="EUR",
        requested_minor=1_000, amount_minor=amount, bonus_minor=0, remainder_minor=1_000 - amount,
        settlement_date=date(2026, 2, 2), draws=list(draws),
    )  # fmt: skip
    Town(log, PAGGAIO).say(event)
    return event


def test_a_payment_counts_with_the_programme_that_it_drew_first() -> None:
    log = Log()
    of_two = sale(log, uuid7(), draw("waste", 1), draw("gmi", 9))
    of_none = sale(log, uuid7())
    found = moved([(log.envelopes[-2], of_two), (log.envelopes[-1], of_none)])
    assert ["waste" in key_of(found[0]), "" in key_of(found[1])] == [True, True]


async def test_sales_of_one_shop_and_day_that_are_heard_together_are_summed(readings: Readings) -> None:
    log = Log()
    shop = Town(log, PAGGAIO).accept("public")
    for amount in (300, 500, 200):
        sale(log, shop, draw("gmi", amount))
    await readings.hear_all(log)
    found = await readings.get("/totals?month=2026-02-01", role="auditor")
    assert (found["figures"][0]["payments_count"], found["figures"][0]["spent_minor"]) == (3, 1_000)


async def test_a_payment_of_two_programmes_is_one_payment_and_spends_both(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    shop = town.accept("public")
    draws = [draw("waste", 300), draw("gmi", 700)]
    town.say(
        PaymentCaptured(
            payment_id=uuid7(), wallet_id=wallet, merchant_id=shop, till_id=shop, category="5411", currency="EUR",
            requested_minor=1_000, amount_minor=1_000, bonus_minor=0, remainder_minor=0,
            settlement_date=date(2026, 2, 2), draws=draws,
        )
    )  # fmt: skip
    await readings.hear_all(log)
    found = await readings.get("/totals?month=2026-02-01", role="auditor")
    assert (found["figures"][0]["payments_count"], found["figures"][0]["spent_minor"]) == (1, 1_000)
    spent = {(bucket.get("programme"), bucket.get("merchant_kind")): bucket for bucket in found["spending"]}
    assert spent["waste", "public"]["amount_minor"] == 300
    assert spent["gmi", "public"]["amount_minor"] == 700
    assert (spent[None, None]["amount_minor"], spent[None, None]["households_count"]) == (1_000, 1)


async def test_a_refund_counts_on_its_own_day(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    shop = town.accept("private")
    payment = town.pay(wallet, shop, 1_000, day=date(2026, 1, 31))
    town.refund(payment, shop, 400, day=date(2026, 2, 1))
    await readings.hear_all(log)
    (january,) = (await readings.get("/totals?month=2026-01-01"))["figures"]
    (february,) = (await readings.get("/totals?month=2026-02-01"))["figures"]
    assert (january["spent_minor"], january["refunded_minor"]) == (1_000, 0)
    assert (february["spent_minor"], february["refunded_minor"]) == (0, 400)
