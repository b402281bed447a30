"""What households got."""

from datetime import date

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
