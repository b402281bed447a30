"""Postings in batches: as correct as one by one, and one poisoned sale takes no other with it."""

import asyncio
from collections import Counter

import asyncpg
import msgspec
from litestar import Litestar

from services.cards.__main__ import service as cards
from services.kit.db import uuid7
from services.kit.service import application
from tests.cards.factories import DESK, Town
from tests.clients import Till, open_http
from tests.databases import Urls
from tests.sizes import SIZES, report


async def test_a_batch_has_as_many_statements_as_a_single_sale(town: Town, own_urls: Urls) -> None:
    await town.receipt(10)
    connection = await asyncpg.connect(own_urls.owner)
    try:
        before = await connection.fetchval("SELECT count(DISTINCT xmin::text) FROM payments")
        await asyncio.gather(*(town.receipt(10) for _ in range(40)))
        after = await connection.fetchval("SELECT count(DISTINCT xmin::text) FROM payments")
    finally:
        await connection.close()
    assert before == 0 or after - before < 40, "sales that wait are posted together"
    await town.verify()


async def test_a_sale_that_the_database_refuses_takes_no_other_with_it(town: Town, own_urls: Urls) -> None:
    owner = await asyncpg.connect(own_urls.owner)
    try:
        await owner.execute("ALTER TABLE payments ADD CONSTRAINT poison CHECK (requested_minor <> 13)")
        answers = await asyncio.gather(*(town.pay(amount) for amount in (10, 11, 12, 13, 14, 15)))
    finally:
        await owner.close()
    assert [answer.status_code for answer in answers] == [201, 201, 201, 409, 201, 201]
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 10_800 - 62
    await town.verify()


ROUND = 64
"""Sales that ask at once for money that pays ten of them."""


async def test_of_sales_at_once_exactly_as_many_are_paid_as_there_is_money_for(town: Town, app: Litestar) -> None:
    """Two replicas; what was paid is given back before the next round."""
    replica = application(cards, town.settings, app.state.database, app.state.worker_database, None)
    body = msgspec.json.encode({"card_token": town.token, "amount_minor": 1_080, "currency": "EUR", "partial": False})
    counted: Counter[str] = Counter()
    async with open_http(replica) as http:
        tills = (town.till, Till(http, town.till.origin, town.till.key))
        for _ in range(SIZES.overspend_rounds):
            sales = [tills[place % 2].send("/payments", body, str(uuid7())) for place in range(ROUND)]
            receipts = [answer.json() for answer in await asyncio.gather(*sales)]
            paid = [each["id"] for each in receipts if each["status"] == "captured"]
            counted[f"{len(paid)} paid, {len(receipts) - len(paid)} declined"] += 1
            backs = [town.till.send(f"/payments/{each}/refunds", b"{}", str(uuid7())) for each in paid]
            assert {answer.status_code for answer in await asyncio.gather(*backs)} == {201}
    report("overspending", rounds=SIZES.overspend_rounds, paid_and_declined=counted)
    assert counted == {"10 paid, 54 declined": SIZES.overspend_rounds}
    await town.verify()


async def test_two_replicas_and_one_pot_never_overspend_it(town: Town, app: Litestar) -> None:
    await town.open_line("bonus", 95)
    await town.offer("private", 1_000, 5_000)
    state = app.state
    replica = application(cards, town.settings, state.database, state.worker_database, None)
    body = msgspec.json.encode({"card_token": town.token, "amount_minor": 100, "currency": "EUR"})
    async with open_http(replica) as http:
        other = Till(http, town.till.origin, town.till.key)
        sales = [till.send("/payments", body, str(uuid7())) for _ in range(20) for till in (town.till, other)]
        receipts = [answer.json() for answer in await asyncio.gather(*sales)]
    assert state.counter.postings is not replica.state.counter.postings
    assert sum(receipt["bonus_minor"] for receipt in receipts) == 95
    assert sum(receipt["amount_minor"] for receipt in receipts) == 40 * 100 - 95
    await town.verify()
