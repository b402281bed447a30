"""Moves between lines: by two people, within a currency, never more than is there."""

from datetime import date

import pytest

from tests.cards.factories import APPROVER, OFFICER, Town


async def test_two_people_move_money_to_another_line(town: Town) -> None:
    target = await town.name_line()
    before = (await town.line(town.line_id))["available_minor"]
    body = {"to_line_id": target["id"], "amount_minor": 5_000, "decision_number": "40/2026"}
    assert (await town.agree(f"{town.line_id}/moves", body))["state"] == "executed"
    found = await town.line(target["id"])
    assert ((await town.line(town.line_id))["available_minor"], found["available_minor"]) == (before - 5_000, 5_000)
    assert found["status"] == "open"
    await town.verify()


async def test_what_is_reserved_for_a_run_is_not_moved(town: Town) -> None:
    available = (await town.line(town.line_id))["available_minor"]
    target = await town.name_line()
    body = {"to_line_id": target["id"], "amount_minor": available, "decision_number": "40/2026"}
    proposal = await town.client.post(f"/budget-lines/{town.line_id}/moves", body, by=OFFICER)
    run = await town.calculate(date(2026, 3, 1))
    await town.approve(await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER))
    agreeing = {"payload_hash": proposal["payload_hash"]}
    status, kind, problem = await town.client.refused(
        "POST", f"/proposals/{proposal['id']}/approve", agreeing, by=APPROVER
    )
    assert (status, kind, problem["available_minor"]) == (409, "insufficient-funds", available - 21_600)


@pytest.mark.parametrize(("changes", "kind"), [({"valid_until": "2025-12-31"}, "outside-validity"), ({}, "same-line")])
async def test_money_goes_to_another_line_whose_year_is_not_over(
    town: Town, changes: dict[str, str], kind: str
) -> None:
    target = await town.name_line(valid_from="2025-01-01", **changes) if changes else {"id": str(town.line_id)}
    body = {"to_line_id": target["id"], "amount_minor": 1, "decision_number": "40/2026"}
    path = f"/budget-lines/{town.line_id}/moves"
    assert (await town.client.refused("POST", path, body, by=OFFICER))[:2] == (409, kind)


async def test_a_line_that_is_not_there_receives_nothing(town: Town) -> None:
    body = {"to_line_id": str(town.merchant_id), "amount_minor": 1, "decision_number": "40/2026"}
    path = f"/budget-lines/{town.line_id}/moves"
    assert (await town.client.refused("POST", path, body, by=OFFICER))[:2] == (404, "not-found")
