"""Figures of what is late: a closed day that waits for events, and a payout that no bank has answered."""

from datetime import datetime, timedelta

from litestar import Litestar
from prometheus_client import REGISTRY

from services.kit.clock import wall_time
from services.kit.db import Context
from services.merchants.settling import lateness
from tests import bank
from tests.bank import Booking
from tests.clients import Client
from tests.merchants import factories
from tests.rolled_back import Deliver

DAY = "2026-02-03"
SINCE = "SELECT coalesce((SELECT max(written_at) FROM bank_files), (SELECT max(closed_at) FROM settlement_days))"
AN_HOUR = timedelta(hours=1)


async def measured(client: Client, app: Litestar) -> dict[str, float | None]:
    """Return both figures as they are an hour after the day was closed, or the file written."""
    tenants = (client.tenant.id,)
    async with app.state.worker_database.transaction(Context(now=wall_time(), municipality_ids=tenants)) as asking:
        since: datetime = await asking.fetchval(SINCE)
    after = Context(now=since + AN_HOUR, municipality_ids=tenants)
    async with app.state.worker_database.transaction(after) as transaction:
        await lateness.measure(transaction)
    names = ("settlement_waiting_seconds", "payout_unanswered_seconds")
    return {name: REGISTRY.get_sample_value(name) for name in names}


async def test_a_day_is_late_until_its_last_payment_has_come(paggaio: Client, deliver: Deliver, app: Litestar) -> None:
    shop = str(factories.new_id())
    await deliver(factories.day_closed(paggaio, DAY, (shop, 1, 0, 3780)))
    assert (await measured(paggaio, app))["settlement_waiting_seconds"] == 3600
    await deliver(factories.payment(paggaio, shop))
    assert (await measured(paggaio, app))["settlement_waiting_seconds"] == 0


async def test_a_payout_is_late_until_the_bank_has_answered(paggaio: Client, deliver: Deliver, app: Litestar) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 100_00))
    sent = await factories.sent(paggaio, await factories.written(paggaio))
    assert await measured(paggaio, app) == {"settlement_waiting_seconds": 0, "payout_unanswered_seconds": 3600}
    booked = bank.statement(sent.iban, Booking(amount="100.00", batch_id=sent.batch_id))
    await factories.answered(paggaio, booked)
    assert (await measured(paggaio, app))["payout_unanswered_seconds"] == 0
