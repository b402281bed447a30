"""Closings: no runs any more, the rest to the municipality's account; what comes back later follows."""

from datetime import UTC, date, datetime

import msgspec

from contracts.registry import HouseholdClosed
from services.cards.budgets import closings
from services.kit.db import Context
from tests.cards.factories import APPROVER, OFFICER, Town

CLOSING = {"decision_number": "77/2026"}
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


async def pass_on(town: Town) -> None:
    """Tick the timer."""
    context = Context(now=NOW, municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        await closings.pass_on(transaction, town.settings)


async def flow(town: Town, kind: str) -> int:
    """Return what all transfers of a kind have moved."""
    flows = (await town.verify())["flows"]
    return sum(each["amount_minor"] for each in flows if each["kind"] == kind)


async def test_the_rest_of_a_closed_line_returns_to_the_municipality(town: Town) -> None:
    rest = (await town.line(town.line_id))["available_minor"]
    await town.agree(f"{town.line_id}/closing", CLOSING)
    line = await town.line(town.line_id)
    assert (line["status"], line["available_minor"]) == ("closed", 0)
    assert await flow(town, "line_return") == rest
    assert (await town.receipt(1_000))["status"] == "captured", "what households hold stays theirs"


async def test_a_closed_line_takes_no_runs(town: Town) -> None:
    run = await town.calculate(date(2026, 3, 1))
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    await town.agree(f"{town.line_id}/closing", CLOSING)
    body = {"programme": "gmi", "budget_line_id": str(town.line_id), "month": "2026-03-01"}
    assert (await town.client.refused("POST", "/runs", body, by=OFFICER))[:2] == (409, "budget-line-closed")
    agreeing = {"payload_hash": proposal["payload_hash"]}
    path = f"/proposals/{proposal['id']}/approve"
    assert (await town.client.refused("POST", path, agreeing, by=APPROVER))[:2] == (409, "budget-line-closed")


async def test_a_rest_that_changed_is_looked_at_again(town: Town) -> None:
    proposal = await town.client.post(f"/budget-lines/{town.line_id}/closing", CLOSING, by=OFFICER)
    await town.fund(str(town.line_id), 1)
    agreeing = {"payload_hash": proposal["payload_hash"]}
    path = f"/proposals/{proposal['id']}/approve"
    assert (await town.client.refused("POST", path, agreeing, by=APPROVER))[:2] == (409, "rest-changed")


async def test_what_comes_back_to_a_closed_line_is_passed_on_by_the_same_decision(town: Town) -> None:
    await town.agree(f"{town.line_id}/closing", CLOSING)
    before = await flow(town, "line_return")
    event = HouseholdClosed(household_id=town.household_id, closed_on=date(2026, 3, 1), reason="moved_away")
    await town.tell(event)
    assert (await town.line(town.line_id))["available_minor"] == 10_800
    await pass_on(town)
    await pass_on(town)
    assert (await town.line(town.line_id))["available_minor"] == 0
    assert await flow(town, "line_return") == before + 10_800
    *_, last = (await town.client.get(f"/budget-lines/{town.line_id}/movements", by=OFFICER))["items"]
    assert (last["kind"], last["amount_minor"], last["decision_number"]) == ("return", 10_800, "77/2026")


async def test_a_bonus_given_back_after_its_pot_was_closed_is_passed_on(town: Town) -> None:
    pot = await town.open_line("bonus", 5_000)
    await town.offer("private", 1_000, 500)
    payment = await town.receipt(1_000)
    assert payment["bonus_minor"] == 100
    await town.agree(f"{pot}/closing", CLOSING)
    assert (await town.receipt(1_000))["bonus_minor"] == 0, "a closed pot pays nothing"
    answer = await town.till.send(f"/payments/{payment['id']}/refunds", msgspec.json.encode({}), "back")
    assert answer.status_code == 201, answer.text
    assert (await town.line(pot))["available_minor"] == 100
    await pass_on(town)
    assert (await town.line(pot))["available_minor"] == 0
    await town.verify()


async def test_a_line_is_closed_once(town: Town) -> None:
    await town.agree(f"{town.line_id}/closing", CLOSING)
    path = f"/budget-lines/{town.line_id}/closing"
    assert (await town.client.refused("POST", path, CLOSING, by=OFFICER))[:2] == (409, "budget-line-closed")
