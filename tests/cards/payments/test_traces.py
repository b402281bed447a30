"""A payment is followed from the till to the events that others hear, and nobody learns whose it was."""

from typing import Any

import msgspec

from services.kit.db import Connection, uuid7
from tests.cards.factories import OFFICER, PIN, Town

OPERATOR = "anna administrator"
AUDITOR = "irini auditor"


async def trace(town: Town, payment_id: str, by: str = OPERATOR) -> dict[str, Any]:
    found: dict[str, Any] = await town.client.get(f"/payments/{payment_id}/trace", by=by)
    return found


async def test_a_sale_with_its_refund_is_followed_to_its_events(town: Town) -> None:
    receipt = await town.receipt(2_000)
    before = await trace(town, receipt["id"])
    assert [each["leaf"] for each in before["transfers"]] == [None]
    assert before["sealed_by"] is None
    await town.till.send(f"/payments/{receipt['id']}/refunds", b'{"amount_minor": 500}', "back")
    await town.seal()
    after = await trace(town, receipt["id"])
    assert [(each["kind"], each["amount_minor"]) for each in after["transfers"]] == [
        ("payment", 2_000),
        ("refund", 500),
    ]
    assert after["sealed_by"]["size"] > max(each["leaf"] for each in after["transfers"])
    said = [(each["type"], each["sequence"], each["published_at"]) for each in after["events"]]
    assert said == [("cards.payment_captured.v1", 1, None), ("cards.payment_refunded.v1", 2, None)]
    assert (after["amount_minor"], after["refunded_minor"]) == (2_000, 500)


async def test_a_closed_settlement_day_is_told(town: Town) -> None:
    receipt = await town.receipt(1_000)
    assert (await trace(town, receipt["id"]))["settlement_closed_at"] is None
    town.client.now = "2026-02-12T20:00:00+02:00"
    await town.client.post("/settlement-days", {"settlement_date": receipt["settlement_date"]}, by=OFFICER)
    assert (await trace(town, receipt["id"]))["settlement_closed_at"] is not None


async def test_a_declined_sale_has_moved_nothing(town: Town) -> None:
    receipt = await town.receipt(90_000, partial=False, pin=PIN)
    found = await trace(town, receipt["id"])
    assert (found["status"], found["transfers"], found["sealed_by"]) == ("declined", [], None)
    assert found["decline_code"] == receipt["decline_code"]
    assert [each["type"] for each in found["events"]] == ["cards.payment_declined.v1"]


async def test_a_trace_tells_nobody_whose_payment_it_was_and_is_audited(town: Town, superuser: Connection) -> None:
    receipt = await town.receipt(1_000)
    told = msgspec.json.encode(await trace(town, receipt["id"], by=AUDITOR)).decode()
    assert not [each for each in (town.wallet_id, town.card_id, town.household_id) if str(each) in told]
    assert "gmi" not in told
    looked = await superuser.fetchval("SELECT count(*) FROM audit_entries WHERE action = 'payment_traced'")
    assert looked == 1
    for stranger in ("maria caseworker", OFFICER):
        assert (await town.client.refused("GET", f"/payments/{receipt['id']}/trace", by=stranger))[0] == 403
    assert (await town.client.refused("GET", f"/payments/{uuid7()}/trace", by=OPERATOR))[0] == 404
