"""NATS may be away or lose all it holds: sales go on, and every reader comes to the ledger's totals again."""

import shutil
import time
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.demo.offices import Refused
from infra.demo.tills import Shop, Till, enrol
from tests.faults.town import TENANT, Town
from tests.faults.waiting import until
from tests.sizes import report

SALES = 20
OWNERS = ("registry", "cards", "merchants", "incubator")
BEGINNING = "2020-01-01T00:00:00+00:00"


async def status(town: Town, service: str, probe: str) -> int:
    """Ask a service how it is."""
    async with httpx.AsyncClient(timeout=10) as client:
        return (await client.get(f"{town.stack.url(service)}/health/{probe}")).status_code


async def nothing_waits(town: Town) -> bool:
    """Whether cards' relay has sent everything."""
    return not await town.metric("cards", "outbox_waiting")


async def refunds_agree(town: Town) -> bool:
    """Whether reporting has heard of every refund."""
    name = ("EUR", "refunded_minor")
    return (await town.report()).get(name) == (await town.ledger()).get(name)


async def test_sales_go_on_while_nats_is_stopped_and_everything_arrives_afterwards(town: Town) -> None:
    await town.in_thread(town.stack.hold, "nats")
    before = await town.report()
    started = time.monotonic()
    receipts = await town.sell(SALES)
    seconds = time.monotonic() - started
    waiting = await town.metric("cards", "outbox_waiting")
    assert len(receipts) == SALES
    assert waiting >= SALES
    assert (await status(town, "cards", "ready"), await status(town, "cards", "consuming")) == (200, 503)
    assert await town.report() == before
    await town.in_thread(town.stack.release, "nats")
    started = time.monotonic()
    await town.until_agreed()
    report("nats_stopped", sales=SALES, selling_s=seconds, waiting=waiting, agreed_s=time.monotonic() - started)
    await town.in_thread(town.stack.wait_ready, OWNERS, "consuming")


async def test_a_till_is_stopped_at_once_also_while_nats_is_stopped(town: Town) -> None:
    """It is stopped where its sales are decided, so that its very next request is refused."""
    officer = town.outside.desk(TENANT, "merchant_officer", at=lambda: datetime.now(UTC))
    beside = town.tills[0].paired
    (first, *_) = await officer.pages("merchants", f"/merchants/{beside.merchant_id}/tills")
    shop = Shop(TENANT, beside.merchant_id, first["outlet_id"], social=beside.social)
    till = Till(town.outside, await enrol(officer, shop, Ed25519PrivateKey.generate()), town.seed.months.when_closed)
    await officer.until("cards", f"/tills/{till.paired.till_id}", lambda read: read["stopped_at"] is None)
    await town.in_thread(town.stack.hold, "nats")
    try:
        assert (await till.sell(town.cards[0], 1, "EUR"))["status"] in ("captured", "declined")
        await officer.post("cards", f"/tills/{till.paired.till_id}/stop")
        with pytest.raises(Refused) as refused:
            await till.sell(town.cards[0], 1, "EUR")
    finally:
        await town.in_thread(town.stack.release, "nats")
    assert refused.value.problem["type"] == "/problems/till-stopped"
    await town.until_agreed()
    await town.in_thread(town.stack.wait_ready, OWNERS, "consuming")


async def test_when_natss_data_are_deleted_gaps_are_filled_by_the_owner_and_a_republish_brings_the_rest(
    town: Town,
) -> None:
    stack = town.stack
    await town.in_thread(stack.hold, "reporting")
    lost = await town.sell(SALES)
    await until(partial(nothing_waits, town))
    await town.in_thread(stack.hold, "nats")
    shutil.rmtree(stack.home.nats / "store")
    await town.in_thread(stack.release, "nats")
    await town.in_thread(stack.release, "reporting")
    await town.in_thread(stack.wait_ready, ("reporting", "cards"), "consuming")

    refunded = [await town.refund(receipt) for receipt in lost[:3]]
    # A refund is heard only after the sale that it refunds, which NATS has lost: the owner is asked for it.
    await until(partial(refunds_agree, town))
    missing = (await town.ledger())["EUR", "payments_count"] - (await town.report())["EUR", "payments_count"]
    assert missing == SALES - len(refunded)

    said = [await town.in_thread(stack.run_command, owner, "republish", "--since", BEGINNING) for owner in OWNERS]
    started = time.monotonic()
    await town.until_agreed()
    report("nats_deleted", lost=SALES, filled=len(refunded), republished=said, agreed_s=time.monotonic() - started)
    again = await town.reports()
    await town.in_thread(stack.run_command, "cards", "republish", "--since", BEGINNING)
    await town.sell(1)
    await town.until_agreed()
    assert again != await town.reports()
    assert await town.metric("reporting", "dead_letters") == 0
