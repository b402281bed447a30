"""The euro trail: how far the money of a line has come, and to whom it is told."""

from datetime import date
from typing import get_args

from services.cards.ledger.wallets import TransferKind
from services.kit.db import uuid7
from services.reporting.counting.trails import ENTRIES
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
    found = await readings.get(f"/budget-lines/{town.line}/trail", role="auditor")
    stages = {
        "credited_minor": 60_000, "account_minor": 24_000, "expired_minor": 0, "spent_minor": 8_000,
        "refunded_minor": 500, "bonus_minor": 100, "settled_minor": 6_500, "instructed_minor": 2_000,
        "paid_minor": 4_500, "returned_minor": 0,
    }  # fmt: skip
    assert found["line"] == {
        "id": str(town.line), "programme": "gmi", "currency": "EUR", "funded_minor": 1_000_000, "moved_in_minor": 0,
        "moved_out_minor": 0, "returned_minor": 0, "closed_on": None, "successor_id": None,
    }  # fmt: skip
    assert found["stages"] == stages
    assert found["months"] == [stages | {"month": "2026-01-01"}]
    assert (found["uncommitted_minor"], found["unspent_minor"]) == (916_000, 52_500)
    assert found["households_count"] == 6


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
    stages = (await readings.get(f"/budget-lines/{town.line}/trail", role="auditor"))["stages"]
    assert (stages["paid_minor"], stages["returned_minor"]) == (0, 5_000)


async def test_what_few_households_got_or_spent_is_not_told(readings: Readings) -> None:
    log, town = story()
    town.credit([uuid7() for _ in range(4)], 1_000, month=date(2026, 2, 1))
    await readings.hear_all(log)
    found = await readings.get(f"/budget-lines/{town.line}/trail")
    january, february = found["months"]
    # Three wallets spent; of two months one is small, and the other would give it away.
    assert {found["stages"][name] for name in ("spent_minor", "refunded_minor", "bonus_minor", "paid_minor")} == {None}
    assert (january["credited_minor"], february["credited_minor"], found["stages"]["credited_minor"]) == (
        None, None, 64_000
    )  # fmt: skip
    assert [run["households_count"] for run in found["runs"]] == [None, None]
    assert found["unspent_minor"] is None
    seen = await readings.get(f"/budget-lines/{town.line}/trail", role="auditor")
    assert [run["households_count"] for run in seen["runs"]] == [6, 4]
    assert [kind["amount_minor"] for kind in seen["kinds"]] == [6_500, 1_000]


async def test_what_shops_passed_on_is_followed_to_their_suppliers(readings: Readings) -> None:
    log = Log()
    town, shop = Town(log, PAGGAIO), uuid7()
    supplier, next_one = town.accept("social_enterprise"), town.accept("public")
    town.credit([uuid7()], 5_000)
    for payer, payee, hop, amount in ((shop, supplier, 2, 900), (supplier, next_one, 3, 400), (shop, supplier, 2, 100)):
        town.respend(payer, payee, amount, hop=hop)
    await readings.hear_all(log)
    found = await readings.get(f"/budget-lines/{town.line}/trail", role="auditor")
    assert [(each["hop"], each["amount_minor"]) for each in found["hops"]] == [(2, 1_000), (3, 400)]
    assert [(each["merchant_id"], each["merchant_kind"], each["amount_minor"]) for each in found["suppliers"]] == [
        (str(supplier), "social_enterprise", 1_000), (str(next_one), "public", 400)
    ]  # fmt: skip


async def test_an_auditor_is_led_to_the_entries_of_each_figure(readings: Readings) -> None:
    log, town = story()
    await readings.hear_all(log)
    entries = (await readings.get(f"/budget-lines/{town.line}/trail", role="auditor"))["entries"]
    assert entries["credited_minor"] == f"/ledger-entries?budget_line_id={town.line}&kind=credit"
    assert set(ENTRIES.values()) <= set(get_args(TransferKind))
    assert (await readings.get(f"/budget-lines/{town.line}/trail"))["entries"] is None


async def test_another_tenants_line_is_not_found(readings: Readings) -> None:
    log, town = story()
    await readings.hear_all(log)
    answer = await readings.ask(f"/budget-lines/{town.line}/trail", of=AL_KOURA, role="auditor")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
