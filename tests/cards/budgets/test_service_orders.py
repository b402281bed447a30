"""Service orders: what a public body orders leaves its line as it is published, and comes to the merchant at once."""

import asyncpg
import pytest

from contracts.incubator import OrderCancelled, OrderPaymentReleased, OrderPublished
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.cards.budgets.test_commitments import commitments
from tests.cards.budgets.test_line_balances import balances
from tests.cards.factories import OFFICER, Town


async def test_a_service_order_is_set_aside_then_paid_or_taken_back(town: Town, superuser: Connection) -> None:
    before = await balances(town, town.line_id)
    orders = [
        OrderPublished(order_id=uuid7(), budget_line_id=town.line_id, currency="EUR", amount_minor=amount)
        for amount in (4_000, 700)
    ]
    paid, cancelled = orders
    assert [await town.tell(each) for each in orders] == [Outcome.APPLIED, Outcome.APPLIED]
    assert (await balances(town, town.line_id))["available"] == before["available"] - 4_700
    release = OrderPaymentReleased(
        order_id=paid.order_id, merchant_id=town.merchant_id, currency="EUR", amount_minor=3_900, freed_minor=100
    )
    assert await town.tell(release) is Outcome.APPLIED
    taken_back = OrderCancelled(order_id=cancelled.order_id, currency="EUR", freed_minor=700)
    assert await town.tell(taken_back) is Outcome.APPLIED
    after = await balances(town, town.line_id)
    assert (after["available"], after["reserved"]) == (before["available"] - 3_900, before["reserved"])
    assert sorted(await commitments(town, town.line_id)) == [("ended", 700, 0), ("ended", 4_000, 3_900)]
    await town.verify()
    found = (await town.client.get(f"/budget-lines/{town.line_id}/commitments", by=OFFICER))["items"]
    assert {each["kind"] for each in found} == {"order"}
    assert sorted(await kinds_said(town)) == [
        ("cards.commitment_ended.v1", "order"),
        ("cards.commitment_ended.v1", "order"),
        ("cards.funds_committed.v1", "order"),
        ("cards.funds_committed.v1", "order"),
        ("cards.grant_credited.v1", "order"),
    ]
    transfers = "SELECT kind FROM transfers WHERE subject_id = $1 ORDER BY id"
    about_order = [row["kind"] for row in await superuser.fetch(transfers, paid.order_id)]
    assert about_order == ["reservation", "order_payment", "release"], "an order's payment is no grant in the books"
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute("UPDATE commitments SET recovered_minor = 1 WHERE award_id = $1", paid.order_id)


async def kinds_said(town: Town) -> list[tuple[str, str]]:
    said = "SELECT type, data ->> 'kind' AS kind FROM outbox WHERE data ->> 'kind' IN ('award', 'order')"
    async with town.worker.pool.acquire() as connection:
        return [(row["type"], row["kind"]) for row in await connection.fetch(said)]
