"""A settlement day of 10,000 payments, and the bank file that pays 5,000 shops: written, sent, read back as booked.

Every shop has an account of its own in the vault. The bank's part, which is not ours, is not counted.
"""

import os
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contracts.cards import MerchantTotal, PaymentCaptured, SettlementDayClosed
from contracts.envelope import Envelope, Event
from infra.demo.people import make_afm, make_iban
from services.kit.clock import wall_time
from services.kit.db import Context, uuid7
from services.kit.events.batches import apply_batch
from services.kit.events.inbox import Outcome, apply
from services.kit.sql import load_queries
from services.merchants.joining import applications
from services.merchants.joining.applications import Application
from services.merchants.joining.bank_accounts import NewBankAccount
from tests import bank
from tests.bank import Booking, Part
from tests.bench import usage
from tests.bench.alone import Alone
from tests.bench.measures import Figures
from tests.clients import Client

queries = load_queries(__file__)

SHOPS = 5_000
PAYMENTS = 10_000
TOGETHER = 500
"""Events in a transaction, as the service takes them."""
DAY = date(2026, 2, 3)
FINANCE, APPROVER = "petros finance_officer", "dimitra finance_approver"


async def measure(alone: Alone, figures: Figures) -> None:
    """Enter the shops; then settle the day, write the file, and read what the bank has booked."""
    shops = await enter(alone)
    sales = [told(alone, sale(shops[place % SHOPS])) for place in range(PAYMENTS)]
    closed = told(alone, day_of(shops))
    async with alone.database(worker=True) as worker:
        before, began = usage.times({"all": os.getpid()}), time.perf_counter()
        for first in range(0, PAYMENTS, TOGETHER):
            assert await apply_batch(worker, alone.service.reader, sales[first : first + TOGETHER])
        assert await apply(worker, alone.service.reader, closed) is Outcome.APPLIED
        figures.keep(settle_seconds_10k=time.perf_counter() - began, settle_cpu_seconds_10k=spent(before))
    async with alone.client(FINANCE) as client:
        before, began = usage.times({"all": os.getpid()}), time.perf_counter()
        content = await written(client)
        wrote, used = time.perf_counter() - began, spent(before)
        answer = booked(bank.take(content))
        before, began = usage.times({"all": os.getpid()}), time.perf_counter()
        read = await answered(client, answer)
        reading, used = time.perf_counter() - began, used + spent(before)
    assert (read["applied"], read["differences"]) == (SHOPS, 0), read
    figures.keep(
        bank_file_write_s=wrote,
        bank_file_read_s=reading,
        bank_file_seconds_5k=wrote + reading,
        bank_file_cpu_seconds_5k=used,
        bank_file_kb=len(content) >> 10,
    )


def spent(before: usage.Times) -> float:
    """Return what this process and its PostgreSQL have used of the processors since."""
    return usage.used(before, usage.times({"all": os.getpid()}))["all"]


async def enter(alone: Alone) -> list[UUID]:
    """Enter shops with accounts; a second person's checks are entered in one statement."""
    shops: list[UUID] = []
    async with alone.database() as database:
        while len(shops) < SHOPS:
            context = Context(
                now=wall_time(),
                municipality_ids=(alone.tenant.id,),
                actor_id=uuid7(),
                actor_roles=frozenset({"merchant_officer"}),
            )
            async with database.transaction(context) as transaction:
                chunk = range(len(shops), len(shops) + TOGETHER)
                shops += [(await applications.apply(transaction, application(place))).id for place in chunk]
    async with alone.admin() as connection:
        await connection.execute(queries.verify_accounts, uuid7(), wall_time())
    return shops


def application(place: int) -> Application:
    """Return the application of a shop with an account of its own."""
    return Application(
        trade_name=f"Παντοπωλείο {place}",
        kind="private",
        registration_number=make_afm(700_000 + place),
        categories=["5411"],
        bank_account=NewBankAccount(iban=make_iban("GR", f"0110105{place:016d}"), holder="Ελένη Παπαδοπούλου"),
    )


def sale(shop: UUID) -> PaymentCaptured:
    """Return a sale of 12.50."""
    return PaymentCaptured(
        payment_id=uuid7(),
        wallet_id=uuid7(),
        merchant_id=shop,
        till_id=uuid7(),
        category="5411",
        currency="EUR",
        requested_minor=12_50,
        amount_minor=12_00,
        bonus_minor=50,
        remainder_minor=0,
        settlement_date=DAY,
        draws=[],
    )


def day_of(shops: Sequence[UUID]) -> SettlementDayClosed:
    """Return the day's figures: two sales for each shop."""
    made = PAYMENTS // SHOPS
    totals = [
        MerchantTotal(merchant_id=shop, currency="EUR", payments_count=made, refunds_count=0, net_minor=made * 12_50)
        for shop in shops
    ]
    return SettlementDayClosed(settlement_day_id=uuid7(), settlement_date=DAY, totals=totals)


def told(alone: Alone, event: Event) -> bytes:
    """Return an event as cards tells it, the first of its aggregate."""
    envelope = Envelope(
        specversion="1.0",
        id=uuid7(),
        source="/cards",
        type=event.type,
        subject=event.aggregate_id,
        time=wall_time(),
        sequence=1,
        municipality=alone.tenant.id,
        traceparent="00-00000000000000000000000000000001-0000000000000001-01",
        data=msgspec.Raw(msgspec.json.encode(event)),
    )
    return msgspec.json.encode(envelope)


async def written(client: Client) -> bytes:
    """Propose a file, let a second person approve it, and fetch it as it goes to the bank."""
    file = await client.post("/bank-files", {"settlement_date": DAY.isoformat()})
    approval = {"payload_hash": file["payload_hash"]}
    file = await client.post(f"/bank-files/{file['id']}/approve", approval, by=APPROVER)
    assert (file["status"], file["payouts_count"]) == ("written", SHOPS)
    return (await client.send("GET", f"/bank-files/{file['id']}/content")).content


def booked(sent: bank.Sent) -> bytes:
    """Return the bank's statement: one booking with every transfer in it."""
    parts = tuple(Part(end_to_end_id=order.end_to_end_id, amount=order.amount) for order in sent.orders)
    total = sum((Decimal(order.amount) for order in sent.orders), Decimal())
    return bank.statement(sent.iban, Booking(amount=str(total), batch_id=sent.batch_id, parts=parts))


async def answered(client: Client, content: bytes) -> Any:
    """Let the finance office read the bank's file."""
    headers = {"Authorization": f"Bearer {client.token(*FINANCE.split())}"}
    answer = await client.http.post("/bank-answers", content=content, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()
