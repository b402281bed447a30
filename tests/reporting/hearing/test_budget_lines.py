"""Budget lines: what is put on them, moved between them and given back."""

from typing import Any

from contracts import cards
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


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
