"""Cases: two people close a difference that stays; one that is gone resolves by itself and is closed by nobody."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.cards.budgets.banking import Account, booked, instruct
from tests.cards.factories import APPROVER, OFFICER, Town

FUNDED = booked("10000.00", "2026-01-12", credit=True)


async def charged(town: Town) -> tuple[Account, dict[str, Any]]:
    """Return an account on which the bank has booked a charge, and its case."""
    account = Account(town)
    await account.read("2026-01-12", FUNDED, booked("0.55", "2026-01-12"))
    return account, await account.case("booking_unknown")


async def propose(town: Town, case: dict[str, Any]) -> dict[str, Any]:
    body = {"closed_for": "bank_charge", "decision_number": "77/2026"}
    proposal: dict[str, Any] = await town.client.post(f"/reconciliation-cases/{case['id']}/closing", body, by=OFFICER)
    return proposal


async def test_two_people_close_a_difference_that_stays(town: Town) -> None:
    account, case = await charged(town)
    proposal = await propose(town, case)
    agreeing = {"payload_hash": proposal["payload_hash"]}
    path = f"/proposals/{proposal['id']}/approve"
    assert (await town.client.refused("POST", path, agreeing, by=OFFICER))[:2] == (409, "same-actor")
    assert (await town.approve(proposal))["state"] == "executed"
    found = await town.client.get(f"/reconciliation-cases/{case['id']}", by=APPROVER)
    assert (found["status"], found["closed_for"], found["proposal_id"]) == ("closed", "bank_charge", proposal["id"])
    await account.read("2026-01-13")
    assert await account.cases() == [], "what is closed is not opened again"
    await town.verify()


async def test_what_is_closed_takes_no_part_in_the_matching(town: Town) -> None:
    account, case = await charged(town)
    await town.approve(await propose(town, case))
    await instruct(town, 55)
    await account.look_again("2026-01-13T09:00:00+02:00")
    assert (await account.case("booking_unknown"))["status"] == "closed"


async def test_a_case_that_has_resolved_is_closed_by_nobody(town: Town) -> None:
    account, case = await charged(town)
    proposal = await propose(town, case)
    await instruct(town, 55)
    await account.look_again("2026-01-13T09:00:00+02:00")
    assert (await account.case("booking_unknown"))["status"] == "resolved"
    agreeing = {"payload_hash": proposal["payload_hash"]}
    path = f"/proposals/{proposal['id']}/approve"
    assert (await town.client.refused("POST", path, agreeing, by=APPROVER))[:2] == (409, "transition-forbidden")
    path, body = f"/reconciliation-cases/{case['id']}/closing", {"closed_for": "other"}
    assert (await town.client.refused("POST", path, body, by=OFFICER))[:2] == (409, "transition-forbidden")


async def test_no_sql_closes_a_case_without_two_people_or_opens_a_closed_one(town: Town, superuser: Connection) -> None:
    _, case = await charged(town)
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute("UPDATE reconciliation_cases SET status = 'closed', settled_at = opened_at")
    await town.approve(await propose(town, case))
    with pytest.raises(asyncpg.RestrictViolationError):
        await superuser.execute("UPDATE reconciliation_cases SET status = 'open'")
