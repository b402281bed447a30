"""A batch is closed only when our rows equal the ledger's figures; until then it says what is missing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.kit.db import Connection, Database, connect
from services.kit.events.batches import apply_batch
from services.kit.events.inbox import Outcome, apply
from services.kit.settings import Municipality
from services.merchants.__main__ import service as merchants
from tests.clients import Client
from tests.databases import Urls
from tests.merchants import factories
from tests.merchants.conftest import Said, example
from tests.rolled_back import Deliver

DAY = "2026-02-03"


@pytest.mark.parametrize(
    "type",
    [
        "cards.payment_captured.v1",
        "cards.payment_refunded.v1",
        "cards.respend_made.v1",
        "cards.settlement_day_closed.v1",
    ],
)
async def test_an_example_is_applied_once(deliver: Deliver, type: str) -> None:
    if type == "cards.payment_refunded.v1":
        await deliver(msgspec.json.encode(example("cards.payment_captured.v1")))
    message = msgspec.json.encode(example(type))
    assert [await deliver(message) for _ in range(2)] == ["applied", "duplicate"]


async def test_the_examples_close_a_batch(paggaio: Client, deliver: Deliver, said: Said) -> None:
    for type in ("payment_captured", "payment_refunded", "settlement_day_closed"):
        assert await deliver(msgspec.json.encode(example(f"cards.{type}.v1"))) == "applied"
    ((type, told),) = await said()
    assert (type, told["net_minor"], told["settlement_date"]) == ("batch_closed", 2730, "2026-02-03")
    (batch,) = (await paggaio.get(f"/batches?settlement_date={DAY}"))["items"]
    assert (batch["id"], batch["payments_count"], batch["refunds_count"]) == (told["batch_id"], 1, 1)


async def test_nothing_tells_who_bought(deliver: Deliver, connection: Connection) -> None:
    event = example("cards.payment_captured.v1")
    await deliver(msgspec.json.encode(event))
    wallet_id = msgspec.json.decode(event.data)["wallet_id"]
    await connection.execute("RESET ROLE")
    for table in ("settlement_entries", "inbox", "gates"):
        for row in await connection.fetch(f"SELECT t::text AS row FROM {table} AS t"):
            assert wallet_id not in row["row"]


async def test_a_day_says_what_is_missing_and_is_closed_by_the_row_that_completes_it(
    paggaio: Client, deliver: Deliver, said: Said
) -> None:
    first, second = str(factories.new_id()), str(factories.new_id())
    await deliver(factories.payment(paggaio, first))
    await deliver(factories.payment(paggaio, second))
    await deliver(factories.day_closed(paggaio, DAY, (first, 1, 0, 3780), (second, 1, 1, 2730)))
    assert [told["merchant_id"] for _, told in await said()] == [first]
    day = await paggaio.get(f"/settlement-days/{DAY}")
    assert (day["status"], day["waiting"]) == ("waiting", 1)
    missing = "1 of 1 payments, 0 of 1 refunds, 0 of 0 re-spends, 3780 of 2730 EUR in minor units"
    assert day["missing"] == [f"{second}: {missing}"]
    await deliver(factories.refund(paggaio, second))
    day = await paggaio.get(f"/settlement-days/{DAY}")
    assert (day["status"], day["waiting"], day["missing"]) == ("closed", 0, [])
    assert [told["net_minor"] for _, told in await said()] == [3780, 2730]


@pytest.mark.parametrize("late", [False, True], ids=["before the day", "after the day"])
async def test_what_shops_pay_shops_is_settled_with_the_day(
    paggaio: Client, deliver: Deliver, said: Said, late: bool
) -> None:
    payer, payee = str(factories.new_id()), str(factories.new_id())
    messages = [
        factories.respend(paggaio, payer, payee, 1_000, 20),
        factories.day_closed(paggaio, DAY, (payer, 1, 0, 2_800), (payee, 0, 0, 1_000), respends=1),
    ]
    await deliver(factories.payment(paggaio, payer))
    for message in reversed(messages) if late else messages:
        assert await deliver(message) == "applied"
    assert {told["merchant_id"]: told["net_minor"] for _, told in await said()} == {payer: 2_800, payee: 1_000}
    day = await paggaio.get(f"/settlement-days/{DAY}")
    assert (day["status"], [each["ledger"]["respends_count"] for each in day["positions"]]) == ("closed", [1, 1])


async def test_rows_that_the_ledger_does_not_know_are_named(paggaio: Client, deliver: Deliver) -> None:
    merchant = str(factories.new_id())
    await deliver(factories.payment(paggaio, merchant))
    await deliver(factories.day_closed(paggaio, DAY))
    day = await paggaio.get(f"/settlement-days/{DAY}")
    missing = "1 of 0 payments, 0 of 0 refunds, 0 of 0 re-spends, 3780 of 0 EUR in minor units"
    assert day["missing"] == [f"{merchant}: {missing}"]
    assert (await paggaio.get("/batches"))["items"] == []


async def test_a_sale_for_a_settled_day_is_kept_as_a_dead_letter(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    merchant = str(factories.new_id())
    await factories.settled(paggaio, deliver, (merchant, 1000))
    assert await deliver(factories.payment(paggaio, merchant)) == "dead"
    await connection.execute("RESET ROLE")
    assert await connection.fetchval("SELECT problem FROM dead_letters") == "batch-closed-before"
    (batch,) = (await paggaio.get("/batches"))["items"]
    assert batch["net_minor"] == 1000


async def test_a_day_that_is_not_closed_is_not_found(paggaio: Client, al_koura: Client, deliver: Deliver) -> None:
    assert (await paggaio.send("GET", f"/settlement-days/{DAY}")).status_code == 404
    await factories.settled(paggaio, deliver, (str(factories.new_id()), 1000))
    assert (await al_koura.send("GET", f"/settlement-days/{DAY}")).status_code == 404
    assert (await al_koura.get("/batches"))["items"] == []


@pytest.fixture
async def worker(new_database: Callable[[str], Awaitable[Urls]], tenants: dict[UUID, Municipality]) -> Any:
    """The worker's pool on a database of the test's own: what runs at once has to commit."""
    opened = await connect((await new_database("merchants")).worker, size=8, tenants=tenants)
    yield opened
    await opened.close()


@pytest.mark.parametrize("place", range(0, 20, 4))
async def test_rows_and_the_closing_arriving_at_once_close_every_batch(
    worker: Database, paggaio: Client, place: int
) -> None:
    merchant_ids = [str(factories.new_id()) for _ in range(3)]
    messages = [factories.payment(paggaio, each) for each in merchant_ids for _ in range(5)]
    closing = factories.day_closed(paggaio, DAY, *((each, 5, 0, 5 * 3780) for each in merchant_ids))
    messages.insert(place, closing)
    outcomes = await asyncio.gather(*(apply(worker, merchants.reader, message) for message in messages))
    assert set(outcomes) == {Outcome.APPLIED}
    async with worker.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL koinon.municipalities = '{{{paggaio.tenant.id}}}'")
        rows = await connection.fetch("SELECT net_minor FROM batches")
    assert [row["net_minor"] for row in rows] == [5 * 3780] * 3


async def rows_of(worker: Database, client: Client) -> list[str]:
    """Return the merchants of the rows that a tenant holds."""
    async with worker.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL koinon.municipalities = '{{{client.tenant.id}}}'")
        return sorted(str(row["merchant_id"]) for row in await connection.fetch("SELECT * FROM settlement_entries"))


async def test_sales_of_several_tenants_are_kept_by_one_list(
    worker: Database, paggaio: Client, al_koura: Client
) -> None:
    sold = {client: sorted(str(factories.new_id()) for _ in range(3)) for client in (paggaio, al_koura)}
    messages = [factories.payment(client, merchant) for client, shops in sold.items() for merchant in shops]
    assert await apply_batch(worker, merchants.reader, messages)
    assert {client: await rows_of(worker, client) for client in sold} == sold


async def test_a_late_row_among_others_is_taken_alone(worker: Database, paggaio: Client) -> None:
    waited_for, other = str(factories.new_id()), str(factories.new_id())
    await apply(worker, merchants.reader, factories.day_closed(paggaio, DAY, (waited_for, 1, 0, 3780)))
    late, early = factories.payment(paggaio, waited_for), factories.payment(paggaio, other)
    assert not await apply_batch(worker, merchants.reader, [early, late])
    assert await rows_of(worker, paggaio) == []
    assert [await apply(worker, merchants.reader, each) for each in (early, late)] == [Outcome.APPLIED] * 2
    async with worker.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL koinon.municipalities = '{{{paggaio.tenant.id}}}'")
        assert await connection.fetchval("SELECT net_minor FROM batches") == 3780
