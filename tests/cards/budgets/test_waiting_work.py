"""What waits in the ledger is counted for the desk and for finance, and for nobody who began it themselves."""

from datetime import date
from typing import Any

from tests.cards.factories import APPROVER, DESK, OFFICER, Town


async def waiting(town: Town, by: str) -> dict[str, int]:
    found: list[dict[str, Any]] = await town.client.get("/waiting-work", by=by)
    return {each["code"]: each["number"] for each in found}


async def test_a_funding_waits_for_the_second_person_alone(town: Town) -> None:
    before = await waiting(town, OFFICER)
    line_id = await town.client.post("/budget-lines", town_line(), by=OFFICER)
    path = f"/budget-lines/{line_id['id']}/fundings"
    proposal = await town.client.post(path, {"amount_minor": 500, "decision_number": "ΑΔΣ 7/2026"}, by=OFFICER)
    assert await waiting(town, OFFICER) == before
    assert (await waiting(town, APPROVER))["money_to_agree"] == 1
    assert "money_to_agree" not in await waiting(town, DESK)
    body = {"payload_hash": proposal["payload_hash"]}
    await town.client.post(f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
    assert "money_to_agree" not in await waiting(town, APPROVER)


def town_line() -> dict[str, str]:
    return {"programme": "gmi", "purpose": "benefits", "name": "ΚΑΕ 00.6736"}


async def test_a_month_that_nobody_has_calculated_waits_for_finance(town: Town) -> None:
    assert "runs_to_calculate" not in await waiting(town, OFFICER), "this month's run is there"
    town.client.now = "2026-05-04T09:30:00+03:00"
    assert (await waiting(town, OFFICER))["runs_to_calculate"] == 1
    assert "runs_to_calculate" not in await waiting(town, APPROVER)
    await town.calculate(date(2026, 5, 1))
    assert "runs_to_calculate" not in await waiting(town, OFFICER)
