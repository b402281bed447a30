"""Charges: two people let a shop pay something back; it is named, bounded, taken back once, and the ledger agrees."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection, uuid7
from tests.cards.budgets.test_line_balances import balances
from tests.cards.factories import APPROVER, OFFICER, Town
from tests.cards.shops.charging import claw_back, clawed_back


async def refused(town: Town, path: str, body: Any) -> tuple[int, str]:
    return (await town.client.refused("POST", path, body, by=OFFICER))[:2]


async def test_a_claw_back_goes_from_the_shop_to_the_line_and_comes_back_once(town: Town) -> None:
    payment = await town.receipt(3_000)
    town.client.now = "2026-02-11T10:00:00+02:00"
    before = await balances(town, town.line_id)
    charge = await clawed_back(town, 1_000, payment_id=payment["id"])
    assert (charge["kind"], charge["amount_minor"], charge["reversed"]) == ("claw_back", 1_000, False)
    after = await balances(town, town.line_id)
    assert (after["charged"], after["available"] - before["available"], after["spent"]) == (1_000, 1_000, 3_000)
    held = {each["kind"]: each["balance_minor"] for each in (await town.verify())["balances"]}
    assert held["merchant"] == 2_000
    too_much = claw_back(town, 2_001, payment_id=payment["id"])
    assert await refused(town, "/claw-backs", too_much) == (409, "claw-back-too-large")
    reversal = f"/charges/{charge['id']}/reversal"
    await town.approve(await town.client.post(reversal, {"decision_number": "8"}, by=OFFICER))
    assert await refused(town, reversal, {"decision_number": "9"}) == (409, "charge-reversed")
    assert (await town.client.get(f"/charges/{charge['id']}", by=OFFICER))["reversed"]
    assert (await balances(town, town.line_id))["charged"] == 0
    await town.verify()


async def test_nobody_agrees_to_an_own_proposal_and_what_cannot_be_taken_is_refused(town: Town) -> None:
    proposal = await town.client.post("/claw-backs", claw_back(town, 100), by=OFFICER)
    body = {"payload_hash": proposal["payload_hash"]}
    own = f"/proposals/{proposal['id']}/approve"
    assert (await town.client.refused("POST", own, body, by=OFFICER))[1] == "same-actor"
    assert (await town.client.refused("POST", "/claw-backs", claw_back(town, 100), by=APPROVER))[0] == 403
    stranger = claw_back(town, 100, merchant_id=str(uuid7()))
    assert await refused(town, "/claw-backs", stranger) == (404, "not-found")
    pot = await town.open_line("bonus", 1_000)
    planned = (await town.name_line())["id"]
    for line_id in (str(pot), planned):
        unfit = claw_back(town, 100, budget_line_id=line_id)
        assert await refused(town, "/claw-backs", unfit) == (409, "line-unfit")
    sold = await town.receipt(100)
    other = claw_back(town, 50, merchant_id=str(await town.accept_merchant("private")), payment_id=sold["id"])
    assert await refused(town, "/claw-backs", other) == (404, "not-found"), "it is another shop's sale"


@pytest.mark.parametrize(
    "edit",
    ["DELETE FROM charges", "UPDATE charges SET amount_minor = 1", "UPDATE proposals SET state = 'rejected'"],
)
async def test_a_charge_that_was_tampered_with_is_named(town: Town, superuser: Connection, edit: str) -> None:
    await clawed_back(town, 500)
    if "charges" in edit:
        with pytest.raises(asyncpg.RestrictViolationError):
            await superuser.execute(edit)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(edit)
    found = await town.client.get("/verify", by=OFFICER)
    assert "charges_are_their_transfers" in {check["name"] for check in found["checks"] if check["violations"]}
