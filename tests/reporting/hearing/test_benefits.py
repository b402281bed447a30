"""What households got."""

from datetime import date

import msgspec

from contracts import cards
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def test_chunks_of_a_run_and_arrears_of_a_month_add_up(readings: Readings) -> None:
    log = Log()
    town, households = Town(log, PAGGAIO), [uuid7() for _ in range(5)]
    town.credit(households, 10_000, account_minor=1_000)
    town.credit(households[:2], 500)
    town.credit(households, 10_000, month=date(2026, 2, 1))
    await readings.hear_all(log)
    found = await readings.get(f"/budget-lines/{town.line}/trail", role="auditor")
    assert [(month["month"], month["credited_minor"], month["account_minor"]) for month in found["months"]] == [
        ("2026-01-01", 51_000, 5_000), ("2026-02-01", 50_000, 0)
    ]  # fmt: skip
    assert found["households_count"] == 5


async def test_what_was_not_spent_in_time_is_on_its_line_again(readings: Readings) -> None:
    log = Log()
    town, households = Town(log, PAGGAIO), [uuid7() for _ in range(5)]
    town.credit(households, 10_000)
    expired = [
        cards.ExpiredCredit(
            lot_id=uuid7(),
            wallet_id=uuid7(),
            household_id=household,
            amount_minor=400,
            expires_on=date(2026, 7, 31),
            month=date(2026, 1, 1),
        )
        for household in households
    ]
    log.say(
        PAGGAIO,
        cards.LotsExpired(sweep_id=uuid7(), programme="gmi", budget_line_id=town.line, currency="EUR", credits=expired),
    )
    await readings.hear_all(log)
    found = await readings.get(f"/budget-lines/{town.line}/trail", role="auditor")
    (month,) = found["months"]
    assert (month["credited_minor"], month["expired_minor"], found["unspent_minor"]) == (50_000, 2_000, 48_000)
    assert found["households_count"] == 5


async def test_what_a_dispute_brought_until_it_was_decided_counts_only_as_far_as_it_stayed(readings: Readings) -> None:
    log = Log()
    town, households = Town(log, PAGGAIO), [uuid7() for _ in range(5)]
    town.credit(households, 10_000)
    dispute_id = uuid7()
    lot = cards.ProvisionalLot(
        lot_id=uuid7(),
        wallet_id=uuid7(),
        household_id=households[0],
        programme="gmi",
        budget_line_id=town.line,
        month=date(2026, 1, 1),
        amount_minor=700,
    )
    log.say(PAGGAIO, cards.ProvisionalCredited(dispute_id=dispute_id, currency="EUR", credits=[lot]))
    back = [msgspec.structs.replace(lot, amount_minor=500)]
    log.say(
        PAGGAIO,
        cards.ProvisionalReturned(dispute_id=dispute_id, currency="EUR", returns=back, uncovered_minor=200),
    )
    await readings.hear_all(log)
    found = await readings.get(f"/budget-lines/{town.line}/trail", role="auditor")
    (month,) = found["months"]
    assert (month["credited_minor"], month["expired_minor"], found["unspent_minor"]) == (50_200, 0, 50_200)
