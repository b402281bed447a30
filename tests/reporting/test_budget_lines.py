"""The euro trail: how far the money of a line has come."""

from datetime import date
from typing import Any

from contracts import cards
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import AL_KOURA, PAGGAIO, Town
from tests.reporting.log import Log

MONDAY, TUESDAY = date(2026, 2, 2), date(2026, 2, 3)


def story() -> tuple[Log, Town]:
    """Two shops, two days: the first day of the first shop is paid, its second is settled, the other shop is not."""
    log = Log()
    town, wallets = Town(log, PAGGAIO), [uuid7() for _ in range(6)]
    town.fund(1_000_000)
    first, second = town.accept("private"), town.accept("public")
    town.credit(wallets, 10_000, account_minor=4_000)
    payment = town.pay(wallets[0], first, 5_000, day=MONDAY, bonus_minor=100)
    town.refund(payment, first, 500, day=MONDAY)
    town.pay(wallets[1], first, 2_000, day=TUESDAY)
    town.pay(wallets[2], second, 1_000, day=MONDAY)
    town.close_day(first, 4_600, day=MONDAY)
    town.close_day(first, 2_000, day=TUESDAY)
    town.bank_pays(town.instruct(first, 4_600, day=MONDAY), first, 4_600)
    town.instruct(first, 2_000, day=TUESDAY)
    return log, town


async def test_the_trail_of_a_line(readings: Readings) -> None:
    log, town = story()
    await readings.hear_all(log)
    found = await readings.get(f"/budget-lines/{town.line}/trail")
    stages = {
        "credited_minor": 60_000, "account_minor": 24_000, "expired_minor": 0, "spent_minor": 8_000,
        "refunded_minor": 500, "settled_minor": 6_500, "paid_minor": 4_500,
    }  # fmt: skip
    assert found["line"] == {
        "id": str(town.line), "programme": "gmi", "currency": "EUR", "funded_minor": 1_000_000, "moved_in_minor": 0,
        "moved_out_minor": 0, "returned_minor": 0, "closed_on": None, "successor_id": None,
    }  # fmt: skip
    assert found["stages"] == stages
    assert found["months"] == [stages | {"month": "2026-01-01"}]
    assert (found["uncommitted_minor"], found["unspent_minor"]) == (916_000, 52_500)
    assert found["households_count"] == 6


async def test_what_moves_leaves_one_line_and_reaches_the_other(readings: Readings) -> None:
    log = Log()
    town, after = Town(log, PAGGAIO), uuid7()
    town.fund(1_000)
    line: dict[str, Any] = {"budget_line_id": town.line, "programme": "gmi", "decision_number": "40/2026"}
    for amount in (250, 300):
        town.say(
            cards.BudgetLineMoved(to_line_id=after, to_programme="gmi", amount_minor=amount, currency="EUR", **line)
        )
    town.say(cards.BudgetLineReturned(amount_minor=450, currency="EUR", **line))
    town.say(cards.BudgetLineClosed(successor_id=after, **line))
    await readings.hear_all(log)
    found = await readings.get(f"/budget-lines/{town.line}/trail")
    assert found["line"] | {"id": ""} == {
        "id": "", "programme": "gmi", "currency": "EUR", "funded_minor": 1_000, "moved_in_minor": 0,
        "moved_out_minor": 550, "returned_minor": 450, "closed_on": "2026-02-02", "successor_id": str(after),
    }  # fmt: skip
    assert found["uncommitted_minor"] == 0
    assert (await readings.get(f"/budget-lines/{after}/trail"))["uncommitted_minor"] == 550
    (figures,) = (await readings.get("/totals", role="finance_officer"))["figures"]
    assert (figures["funded_minor"], figures["line_moved_minor"], figures["line_returned_minor"]) == (1_000, 550, 450)


async def test_only_an_auditor_sees_the_shops(readings: Readings) -> None:
    log, town = story()
    await readings.hear_all(log)
    assert (await readings.get(f"/budget-lines/{town.line}/trail"))["shops"] is None
    shops = (await readings.get(f"/budget-lines/{town.line}/trail", role="auditor"))["shops"]
    assert [(shop["merchant_kind"], shop["spent_minor"], shop["refunded_minor"]) for shop in shops] == [
        ("private", 7_000, 500), ("public", 1_000, 0)
    ]  # fmt: skip


async def test_a_payout_that_came_back_is_not_paid(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    shop = town.accept("private")
    town.credit([wallet], 10_000)
    town.pay(wallet, shop, 5_000)
    payout = town.instruct(shop, 5_000)
    town.bank_pays(payout, shop, 5_000)
    town.bank_returns(payout, shop, 5_000)
    await readings.hear_all(log)
    assert (await readings.get(f"/budget-lines/{town.line}/trail"))["stages"]["paid_minor"] == 0


async def test_few_households_are_not_counted_for_everybody(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    town.credit([uuid7() for _ in range(4)], 10_000)
    await readings.hear_all(log)
    assert (await readings.get(f"/budget-lines/{town.line}/trail"))["households_count"] is None
    assert (await readings.get(f"/budget-lines/{town.line}/trail", role="auditor"))["households_count"] == 4


async def test_another_tenants_line_is_not_found(readings: Readings) -> None:
    log, town = story()
    await readings.hear_all(log)
    answer = await readings.ask(f"/budget-lines/{town.line}/trail", of=AL_KOURA, role="auditor")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
