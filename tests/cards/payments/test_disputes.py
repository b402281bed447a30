"""Disputes: said by code, answered by the shop, decided by two people; when it is upheld the shop pays it back."""

from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from services.kit.db import Connection, uuid7
from tests.cards.factories import APPROVER, DESK, OFFICER, PIN, Town
from tests.cards.payments.test_refunds import refund
from tests.clients import Till, etag

JUDGE = "irini dispute_officer"


async def paid(town: Town, amount_minor: int = 4_000) -> dict[str, Any]:
    """Buy something on a day that is the same for tills and staff."""
    town.client.now = town.till.now
    return await town.receipt(amount_minor, pin=PIN)


async def dispute(town: Town, payment: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"payment_id": payment["id"], "card_id": str(town.card_id), "reason": "charged_twice"} | more
    opened: dict[str, Any] = await town.client.post("/disputes", body, by=DESK)
    return opened


async def refused(town: Town, payment: dict[str, Any], **more: Any) -> tuple[int, str]:
    body = {"payment_id": payment["id"], "card_id": str(town.card_id), "reason": "charged_twice"} | more
    status, problem, _ = await town.client.refused("POST", "/disputes", body, by=DESK)
    return status, problem


async def answer(town: Town, opened: dict[str, Any], said: str, till: Till | None = None) -> httpx.Response:
    body = msgspec.json.encode({"answer": said})
    return await (till or town.till).send(f"/disputes/{opened['id']}/answers", body, str(uuid7()))


async def read(town: Town, opened: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = await town.client.get(f"/disputes/{opened['id']}", by=JUDGE)
    return found


async def propose(town: Town, opened: dict[str, Any], outcome: str) -> dict[str, Any]:
    path, version = f"/disputes/{opened['id']}/decision", etag(await read(town, opened))
    made: dict[str, Any] = await town.client.post(path, {"outcome": outcome}, by=JUDGE, If_Match=version)
    return made


async def decide(town: Town, opened: dict[str, Any], outcome: str) -> dict[str, Any]:
    await town.approve(await propose(town, opened, outcome))
    return await read(town, opened)


async def balance(town: Town) -> int:
    found: int = (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"]
    return found


async def test_the_shop_pays_back_what_two_people_uphold_and_it_is_settled(town: Town) -> None:
    opened = await dispute(town, await paid(town), amount_minor=1_500)
    assert (opened["status"], opened["answer_by"], opened["decide_by"]) == ("disputed", "2026-02-20", "2026-03-27")
    assert (await answer(town, opened, "accepted")).json()["answer"] == "accepted"
    upheld = await decide(town, opened, "upheld")
    assert (upheld["status"], await balance(town)) == ("upheld", 10_800 - 2_500)
    day = await town.client.post("/settlement-days", {"settlement_date": "2026-02-10"}, by=OFFICER)
    assert (day["payments_count"], day["refunds_count"], day["net_minor"]) == (1, 1, 2_500)
    await town.verify()


async def test_one_person_moves_nothing(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    await answer(town, opened, "accepted")
    await propose(town, opened, "upheld")
    assert (await balance(town), (await read(town, opened))["status"]) == (6_800, "disputed")


async def test_a_rejected_dispute_moves_nothing_and_another_may_follow(town: Town) -> None:
    payment = await paid(town)
    assert (await decide(town, await dispute(town, payment), "rejected"))["status"] == "rejected"
    assert await balance(town) == 6_800
    again = await dispute(town, payment)
    assert await refused(town, payment) == (409, "dispute-open")
    path = f"/disputes/{again['id']}/withdraw"
    withdrawn = await town.client.post(path, by=DESK, If_Match=etag(again))
    assert withdrawn["status"] == "withdrawn"
    status, problem, _ = await town.client.refused("POST", path, by=DESK, If_Match=etag(withdrawn))
    assert (status, problem) == (409, "transition-forbidden")


async def test_a_shop_is_heard_before_money_is_taken_from_it(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    path, body = f"/disputes/{opened['id']}/decision", {"outcome": "upheld"}
    status, problem, _ = await town.client.refused("POST", path, body, by=JUDGE, If_Match=etag(opened))
    assert (status, problem) == (409, "answer-awaited")
    town.client.now = "2026-02-21T10:00:00+02:00"
    assert (await decide(town, opened, "upheld"))["status"] == "upheld"
    assert await balance(town) == 10_800


async def test_an_answer_after_the_proposal_is_looked_at_before_anything_is_decided(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    proposal = await propose(town, opened, "rejected")
    await answer(town, opened, "accepted")
    body = {"payload_hash": proposal["payload_hash"]}
    status, problem, _ = await town.client.refused("POST", f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
    assert (status, problem) == (412, "stale")


async def test_only_the_shop_that_sold_answers(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    other = await town.enrol_till(await town.accept_merchant("private"))
    assert (await answer(town, opened, "accepted", other)).status_code == 403
    assert "idempotent-replayed" not in (await answer(town, opened, "goods_delivered")).headers
    again = await answer(town, opened, "goods_delivered")
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")


async def test_what_is_not_left_or_too_long_ago_is_not_disputed(town: Town) -> None:
    payment = await paid(town)
    assert await refused(town, payment, amount_minor=4_001) == (409, "dispute-too-large")
    assert await refused(town, payment, card_id=str(uuid7())) == (404, "not-found")
    assert (await refund(town, payment, None)).status_code == 201
    assert await refused(town, payment) == (409, "dispute-too-large")
    later = await paid(town, 100)
    town.client.now = "2026-06-11T10:00:00+03:00"
    assert await refused(town, later) == (409, "dispute-too-late")


async def test_what_a_bonus_has_paid_alone_is_disputed_too(town: Town) -> None:
    await town.open_line("bonus", 1_000)
    await town.offer("social_enterprise", 10_000, 1_000)
    town.till = await town.enrol_till(await town.accept_merchant("social_enterprise"))
    payment = await paid(town, 500)
    assert (payment["amount_minor"], payment["bonus_minor"]) == (0, 500)
    opened = await dispute(town, payment)
    await answer(town, opened, "accepted")
    assert (await decide(town, opened, "upheld"))["status"] == "upheld"
    await town.verify()


async def test_a_declined_sale_is_not_disputed(town: Town) -> None:
    assert await refused(town, await town.receipt(10_000)) == (404, "not-found")


async def test_the_payment_is_shown_to_the_officer_alone_with_purpose_and_audit(
    town: Town, superuser: Connection
) -> None:
    payment = await paid(town)
    opened = await dispute(town, payment)
    path = f"/disputes/{opened['id']}/payment"
    shown = await town.client.get(f"{path}?purpose=dispute", by=JUDGE)
    assert (shown["id"], shown["merchant_id"]) == (payment["id"], str(town.merchant_id))
    assert (await town.client.send("GET", path, by=JUDGE)).status_code == 400
    assert (await town.client.send("GET", f"{path}?purpose=dispute", by=DESK)).status_code == 403
    assert str(town.merchant_id) not in (await town.client.send("GET", f"/disputes/{opened['id']}", by=DESK)).text
    looked = "SELECT purpose FROM audit_entries WHERE action = 'payment_read'"
    assert [row["purpose"] for row in await superuser.fetch(looked)] == ["dispute"]


async def test_those_that_are_due_are_listed(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    due = await town.client.get("/disputes?status=disputed&due_by=2026-03-27", by=JUDGE)
    assert [each["id"] for each in due["items"]] == [opened["id"]]
    assert (await town.client.get("/disputes?due_by=2026-03-26", by=JUDGE))["items"] == []


@pytest.mark.parametrize("edit", ["status = 'upheld', closed_at = now()", "status = 'rejected', closed_at = now()"])
async def test_no_dispute_is_decided_without_two_people(town: Town, superuser: Connection, edit: str) -> None:
    await dispute(town, await paid(town))
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute(f"UPDATE disputes SET {edit}")
