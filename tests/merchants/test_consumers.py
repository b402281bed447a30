"""With real servers: what cards says reaches merchants by NATS, in whatever order, and every batch closes."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from uuid import UUID

import msgspec

from contracts.cards import MerchantTotal, PaymentCaptured, PaymentRefunded, SettlementDayClosed
from contracts.envelope import Event
from infra.embedded.nats import NatsServer
from services.kit.db import Context, Database, connect
from services.kit.events import publish
from services.kit.events.inbox import Reader
from services.kit.settings import Municipality, Settings
from services.kit.work import Work
from services.merchants.__main__ import service as merchants
from services.merchants.consumers import BATCH_HANDLERS, HANDLERS
from tests.databases import Urls
from tests.merchants.conftest import example
from tests.merchants.factories import new_id

DAY = date(2026, 2, 3)
MERCHANTS = 5
SALES = 12
SEED = 2022


def story() -> list[list[Event]]:
    """Five shops, twelve sales each, some partly given back, and the closing of the day: a list for each aggregate."""
    sale = msgspec.json.decode(example("cards.payment_captured.v1").data, type=PaymentCaptured)
    back = msgspec.json.decode(example("cards.payment_refunded.v1").data, type=PaymentRefunded)
    histories: list[list[Event]] = []
    totals = []
    for _ in range(MERCHANTS):
        merchant_id = new_id()
        for number in range(SALES):
            payment_id = new_id()
            history: list[Event] = [
                msgspec.structs.replace(sale, payment_id=payment_id, merchant_id=merchant_id, amount_minor=100 + number)
            ]
            if number % 3 == 0:
                refund = msgspec.structs.replace(
                    back, refund_id=new_id(), payment_id=payment_id, merchant_id=merchant_id, amount_minor=40
                )
                history.append(refund)
            histories.append(history)
        net = sum(100 + number + 180 for number in range(SALES)) - 4 * (40 + 50)
        totals.append(
            MerchantTotal(merchant_id=merchant_id, currency="EUR", payments_count=SALES, refunds_count=4, net_minor=net)
        )
    histories.append([SettlementDayClosed(settlement_day_id=new_id(), settlement_date=DAY, totals=totals)])
    return histories


@asynccontextmanager
async def working(settings: Settings, database: Database, reader: Reader, part: str) -> AsyncIterator[Work]:
    """A service's background while the context lasts."""
    work = Work(settings, database, reader, None, asyncio.Event())
    await work.start(frozenset({part}))
    try:
        yield work
    finally:
        await work.stop()


async def closed(database: Database, tenant: UUID) -> list[int]:
    """Return what each closed batch is worth."""
    context = Context(now=datetime.now(UTC), municipality_ids=(tenant,))
    async with database.transaction(context) as transaction:
        rows = await transaction.fetch("SELECT net_minor FROM batches")
    return [row["net_minor"] for row in rows]


async def test_every_batch_closes_whatever_comes_first(
    nats_server: NatsServer,
    new_database: Callable[[str], Awaitable[Urls]],
    settings_of: Callable[..., Settings],
    tenants: dict[UUID, Municipality],
) -> None:
    tenant = next(iter(tenants))
    histories = story()
    random.Random(SEED).shuffle(histories)
    cards_urls, own_urls = await new_database("cards"), await new_database("merchants")
    cards, own = [await connect(urls.worker, size=8, tenants=tenants) for urls in (cards_urls, own_urls)]
    for history in histories:
        async with cards.transaction(
            Context(now=datetime(2026, 2, 4, 2, tzinfo=UTC), municipality_ids=(tenant,))
        ) as said:
            await publish(said, *history)
    cards_settings = settings_of("cards", cards_urls, nats_url=nats_server.url)
    own_settings = settings_of("merchants", own_urls, nats_url=nats_server.url)
    async with (
        working(cards_settings, cards, Reader(), "relay"),
        working(own_settings, own, Reader(HANDLERS, BATCH_HANDLERS), "consume"),
    ):
        deadline = time.monotonic() + 60
        while len(await closed(own, tenant)) < MERCHANTS:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
    assert await closed(own, tenant) == [sum(280 + number for number in range(SALES)) - 360] * MERCHANTS
    await cards.close()
    await own.close()


def test_the_service_hears_by_these_handlers() -> None:
    assert (merchants.handlers, merchants.batch_handlers) == (HANDLERS, BATCH_HANDLERS)
