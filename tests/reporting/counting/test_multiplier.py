"""LM3 against the published example, and its interval; then from what was heard."""

import pytest

from services.kit.db import uuid7
from services.reporting.counting.multiplier import Rounds, interval, ratio
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


@pytest.mark.parametrize(
    ("r1", "r2", "r3", "basis_points"),
    [
        (100_000, 70_000, 28_000, 19_800),  # the published worked example (DOMAIN §A5): 1.98
        (100_000, 0, 0, 10_000),
        (100_000, 100_000, 100_000, 30_000),
        (3, 1, 0, 13_333),
        (0, 0, 0, None),
    ],
)
def test_lm3_is_the_sum_of_three_rounds_by_the_first(r1: int, r2: int, r3: int, basis_points: int | None) -> None:
    assert ratio(r1=r1, r2=r2, r3=r3) == basis_points


@pytest.mark.parametrize(
    ("local_share", "high"), [(10_000, 23_000), (4_000, 19_400), (0, 17_000)], ids=["no survey", "surveyed", "none"]
)
def test_what_left_the_circuit_counts_at_the_local_share(local_share: int, high: int) -> None:
    rounds = Rounds(currency="EUR", credited_minor=100_000, spent_minor=70_000, paid_out_minor=60_000)
    found = interval(rounds, local_share)
    assert (found.low_basis_points, found.high_basis_points) == (17_000, high)


def test_shops_cannot_spend_again_more_than_they_received() -> None:
    rounds = Rounds(currency="EUR", credited_minor=100, spent_minor=50, respent_minor=30, paid_out_minor=50)
    assert interval(rounds, 10_000).high_basis_points == ratio(r1=100, r2=50, r3=50)


async def test_rounds_follow_the_lots_of_a_month_whenever_they_were_spent(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    shop = town.accept("private")
    town.credit([wallet], 10_000)
    payment = town.pay(wallet, shop, 6_000, bonus_minor=300)
    town.refund(payment, shop, 1_000)
    town.close_day(shop, 5_300)
    town.bank_pays(town.instruct(shop, 5_300), shop, 5_300)
    await readings.hear_all(log)
    (found,) = await readings.get("/multiplier?month=2026-01-01&local_share_basis_points=5000", role="auditor")
    assert found["rounds"] == {
        "currency": "EUR", "credited_minor": 10_000, "spent_minor": 5_000, "respent_minor": 0, "cash_minor": 0,
        "further_minor": 0, "paid_out_minor": 5_000,
    }  # fmt: skip
    assert (found["low_basis_points"], found["high_basis_points"]) == (15_000, 17_500)
    assert await readings.get("/multiplier?month=2026-02-01") == []


@pytest.mark.parametrize(("local_share", "high"), [(10_000, 17_000), (5_000, 15_750), (0, 15_000)])
def test_cash_has_left_the_circuit(local_share: int, high: int) -> None:
    rounds = Rounds(currency="EUR", credited_minor=100_000, spent_minor=50_000, cash_minor=10_000)
    found = interval(rounds, local_share)
    assert (found.low_basis_points, found.high_basis_points) == (15_000, high)


async def test_cash_from_a_shop_is_no_spending_there(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    shop = town.accept("private")
    town.credit([wallet], 10_000)
    town.pay(wallet, shop, 2_000)
    town.refund(town.pay(wallet, shop, 4_000, cash=True), shop, 1_000, cash=True)
    town.close_day(shop, 5_000)
    town.bank_pays(town.instruct(shop, 5_000), shop, 5_000)
    await readings.hear_all(log)
    (found,) = await readings.get("/multiplier?month=2026-01-01&local_share_basis_points=0", role="auditor")
    assert found["rounds"] | {"currency": ""} == {
        "currency": "", "credited_minor": 10_000, "spent_minor": 2_000, "respent_minor": 0, "cash_minor": 3_000,
        "further_minor": 0, "paid_out_minor": 2_000,
    }  # fmt: skip
