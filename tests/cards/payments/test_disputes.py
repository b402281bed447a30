"""Disputes: said by code and answered by the shop; listed when they are due, and said when they are late."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec

from contracts.cards import DisputeDelayed
from contracts.merchants import DisputeAnswer, DisputeAnswered
from services.cards.payments import disputes
from services.kit.db import Connection, Context, uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, PIN, Town
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


async def balance(town: Town) -> int:
    found: int = (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"]
    return found


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


async def test_those_that_nobody_decides_in_time_are_said_once_and_counted(town: Town, superuser: Connection) -> None:
    opened = await dispute(town, await paid(town))
    for day in (27, 28, 29):
        context = Context(now=datetime(2026, 3, day, 10, tzinfo=UTC), municipality_ids=(town.client.tenant.id,))
        async with town.worker.transaction(context) as transaction:
            await disputes.note_overdue(transaction, town.settings)
    said = await superuser.fetch("SELECT recorded_at FROM outbox WHERE type = $1", DisputeDelayed.type)
    assert len(said) == 1
    assert (await read(town, opened))["overdue_at"] == "2026-03-28T10:00:00Z"
    town.client.now = "2026-03-29T10:00:00+02:00"
    (figures,) = await town.client.get("/dispute-figures", by=JUDGE)
    assert (figures["open_count"], figures["overdue_count"], figures["open_minor"]) == (1, 1, 4_000)


async def test_the_shop_is_heard_by_its_owner_too_until_it_is_decided(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    dispute_id = UUID(opened["id"])
    said: list[tuple[DisputeAnswer, UUID]] = [("accepted", town.merchant_id), ("amount_is_right", uuid7())]
    for answered, merchant_id in said:
        event = DisputeAnswered(answer_id=uuid7(), dispute_id=dispute_id, merchant_id=merchant_id, answer=answered)
        assert await town.tell(event) is Outcome.APPLIED
    assert (await read(town, opened))["answer"] == "accepted"
    version = etag(await read(town, opened))
    await town.client.post(f"/disputes/{opened['id']}/withdraw", by=DESK, If_Match=version)
    late = DisputeAnswered(
        answer_id=uuid7(), dispute_id=dispute_id, merchant_id=town.merchant_id, answer="goods_delivered"
    )
    assert await town.tell(late) is Outcome.APPLIED
    assert (await read(town, opened))["answer"] == "accepted"
