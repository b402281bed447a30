"""Indicators: each has a definition, few people are hidden, and the last word counts."""

from datetime import date
from typing import Any, get_args

import pytest

from contracts import cards, incubator
from services.kit.db import uuid7
from services.reporting.counting.indicators import DEFINITIONS, Audience, queries
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def values(readings: Readings, *, role: str = "auditor") -> dict[str, Any]:
    found = await readings.get("/indicators", role=role)
    return {each["code"]: each for each in found}


async def test_everything_is_defined_before_anything_is_heard(readings: Readings) -> None:
    found = await values(readings)
    assert list(found) == list(DEFINITIONS)
    assert found["memberships_active"]["value"] == 0
    assert found["decision_days_median"]["value"] is None
    assert all(each["definition"] and each["source"] for each in found.values())


def test_every_definition_has_its_query() -> None:
    missing = [code for code in DEFINITIONS if f"'{code}'" not in queries.select_values
               and f"'{code.rpartition('_')[0]}_'" not in queries.select_values]  # fmt: skip
    assert not missing


ASKED: dict[Audience, set[str]] = {
    "caseworkers": {"applications_approved", "applications_rejected", "decision_days_median", "decisions_reversed",
                    "duplicates_merged", "renewals_due", "grievances_received", "grievances_open", "cards_replaced"},
    "finance": {"runs_credited", "days_unsettled", "payouts_instructed", "payouts_returned", "expired_basis_points",
                "declined_basis_points", "awards_committed", "awards_paid_basis_points"},
    "merchants": {"declines", "declined_basis_points", "days_unsettled", "payouts_returned", "merchants_accepted"},
    "incubator": {"attendance_basis_points", "accommodations_met_basis_points", "enterprises_accredited", "jobs",
                  "orders_published", "orders_released", "follow_ups_answered", "follow_ups_unreachable"},
}  # fmt: skip


@pytest.mark.parametrize("audience", get_args(Audience))
def test_each_audience_finds_what_it_asks_for(audience: Audience) -> None:
    shown = {code for code, each in DEFINITIONS.items() if audience in each.audiences}
    assert ASKED.get(audience, set().union(*ASKED.values())) <= shown


async def test_the_last_word_about_a_membership_counts(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    first, second, _ = town.entitle(), town.entitle(), town.entitle()
    town.suspend(first)
    town.resume(first)
    town.suspend(first)
    town.suspend(second)
    town.resume(second)
    await readings.hear(log.shuffled(1))
    found = await values(readings)
    assert (found["memberships_active"]["value"], found["memberships_suspended"]["value"]) == (2, 1)
    assert found["applications_approved"]["value"] == 3
    assert found["decision_days_median"]["value"] == 4


async def test_few_people_are_hidden_from_all_but_auditors(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    for _ in range(4):
        town.entitle()
    await readings.hear_all(log)
    found = (await values(readings, role="programme_manager"))["memberships_active"]
    assert (found["value"], found["hidden"]) == (None, True)
    assert (await values(readings))["memberships_active"]["value"] == 4


async def test_social_enterprises_have_a_share_of_spending(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    social, private = town.accept("social_enterprise"), town.accept("private")
    town.pay(wallet, social, 1_000, bonus_minor=500)
    payment = town.pay(wallet, private, 4_000)
    town.refund(payment, private, 1_000)
    await readings.hear_all(log)
    assert (await values(readings))["social_enterprise_share_basis_points"]["value"] == 2_500


async def test_money_that_waits_or_ran_out_is_counted(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    shop = town.accept("private")
    town.credit([wallet], 10_000)
    town.pay(wallet, shop, 1_000)
    town.decline(shop, 500)
    total = cards.MerchantTotal(merchant_id=shop, currency="EUR", payments_count=1, refunds_count=0, net_minor=1_000)
    day = cards.SettlementDayClosed(settlement_day_id=uuid7(), settlement_date=date(2026, 2, 2), totals=[total])
    town.say(day)
    lost = cards.ExpiredCredit(
        lot_id=uuid7(), wallet_id=wallet, household_id=wallet, amount_minor=2_500, expires_on=date(2026, 1, 31),
        month=date(2026, 1, 1),
    )  # fmt: skip
    town.say(
        cards.LotsExpired(sweep_id=uuid7(), programme="gmi", budget_line_id=town.line, currency="EUR", credits=[lost])
    )
    town.instruct(shop, 1_000)
    found = await values_of(readings, log)
    assert (found["runs_credited"]["value"], found["expired_basis_points"]["value"]) == (1, 2_500)
    assert (found["days_unsettled"]["value"], found["payouts_instructed"]["value"]) == (1, 1)
    assert found["declined_basis_points"]["value"] == 5_000
    assert found["declines"]["parts"] == {"category_not_allowed": 1}


async def test_what_came_of_training_is_counted_by_the_last_answer(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    for met, waived, unmet in ((2, 1, 0), (1, 0, 0)):
        town.say(
            incubator.SessionHeld(
                session_id=uuid7(), cohort_id=town.line, needs_met=met, needs_waived=waived, needs_unmet=unmet
            )
        )
    founder, other, late = uuid7(), uuid7(), uuid7()
    town.follow_up(founder, 6, jobs=1, is_working=True)
    town.follow_up(founder, 12, jobs=3, is_working=True)
    town.follow_up(other, 6)
    town.follow_up(other, 12, outcome="unreachable")
    town.follow_up(late, 6, outcome="unreachable", follow_up_id=late)
    town.follow_up(late, 6, jobs=2, is_working=True, follow_up_id=late)
    found = await values_of(readings, log)
    assert found["accommodations_met_basis_points"]["value"] == 7_500
    assert (found["follow_ups_answered"]["value"], found["follow_ups_unreachable"]["value"]) == (4, 1)
    assert (found["participants_working"]["value"], found["jobs"]["value"]) == (2, 5)


async def test_a_right_that_ends_soon_is_due(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    town.entitle()
    assert (await values_of(readings, log))["renewals_due"]["value"] == 0


async def values_of(readings: Readings, log: Log) -> dict[str, Any]:
    await readings.hear_all(log)
    return await values(readings)
