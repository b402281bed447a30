"""Settlement: rows of what was sold, days that cards has closed, and one batch for each merchant and day.

A batch is closed only when our own rows equal the figures of the ledger. Where they do not, the day's total waits,
says what is missing, and is closed by the very row that completes it, however late that comes; the other merchants of
the day wait for nobody.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import asyncpg
import msgspec

from contracts.cards import PaymentCaptured, PaymentRefunded, RespendMade, SettlementDayClosed
from contracts.envelope import Envelope
from contracts.merchants import BatchClosed
from contracts.types import Currency
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.events.batches import Unbatchable, is_alone
from services.kit.sql import load_queries

queries = load_queries(__file__)


class BatchClosedBefore(Problem):
    """A sale or refund says that it belongs to a day that was settled without it."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Counts and sum of one merchant's day.

    `net_minor` is payments less refunds, and what other shops paid less what they were paid, bonuses included.
    """

    payments_count: int
    refunds_count: int
    respends_count: int
    net_minor: int


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """One merchant's part of a closed day: what the ledger says and what we hold."""

    merchant_id: UUID
    currency: Currency
    ledger: Figures
    ours: Figures
    batch_id: UUID | None
    """Absent while it waits."""

    @property
    def complete(self) -> bool:
        """Return whether our rows equal the ledger's figures."""
        return self.ledger == self.ours


class SettlementDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day that cards has closed. It is closed here too when no merchant waits for rows; `missing` says for which."""

    id: UUID
    settlement_date: date
    status: Literal["waiting", "closed"]
    closed_at: datetime
    waiting: int
    """Merchants whose rows are not all here."""
    missing: list[str]
    positions: list[Position]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A payment or refund as it is kept; who bought is not."""

    id: UUID
    kind: Literal["payment", "refund"]
    payment_id: UUID
    merchant_id: UUID
    till_id: UUID
    currency: Currency
    amount_minor: int
    bonus_minor: int
    settlement_date: date
    discount_minor: int = 0
    offer_id: UUID | None = None
    discount_offer_id: UUID | None = None


async def keep_payments(transaction: Transaction, events: Sequence[tuple[Envelope, PaymentCaptured]]) -> None:
    """Keep sales of tills."""
    await keep(transaction, [(told, _sale(event)) for told, event in events])


async def keep_refunds(transaction: Transaction, events: Sequence[tuple[Envelope, PaymentRefunded]]) -> None:
    """Keep what tills gave back."""
    await keep(transaction, [(told, _entry("refund", event.refund_id, event)) for told, event in events])


async def keep_respend(transaction: Transaction, event: RespendMade) -> None:
    """Keep that a shop paid another one: less for it and more for the other, on the same day."""
    sides = {event.payer_id: event.bonus_minor - event.amount_minor, event.payee_id: event.amount_minor}
    await transaction.execute(queries.share_days, [transaction.municipality_id], [event.settlement_date])
    for merchant_id, net_minor in sorted(sides.items()):
        await transaction.execute(
            queries.insert_respend, event.respend_id, merchant_id, event.currency, net_minor, event.settlement_date
        )
        await complete(transaction, event.settlement_date, merchant_id=merchant_id, currency=event.currency)


def _sale(event: PaymentCaptured) -> Entry:
    return msgspec.structs.replace(
        _entry("payment", event.payment_id, event),
        discount_minor=event.discount_minor,
        offer_id=event.offer_id,
        discount_offer_id=event.discount_offer_id,
    )


def _entry(kind: Literal["payment", "refund"], entry_id: UUID, event: PaymentCaptured | PaymentRefunded) -> Entry:
    return Entry(
        id=entry_id,
        kind=kind,
        payment_id=event.payment_id,
        merchant_id=event.merchant_id,
        till_id=event.till_id,
        currency=event.currency,
        amount_minor=event.amount_minor,
        bonus_minor=event.bonus_minor,
        settlement_date=event.settlement_date,
    )


async def keep(transaction: Transaction, told: Sequence[tuple[Envelope, Entry]]) -> None:
    """Keep rows; a late one, whose day was closed already, closes the batch that waited for it.

    Raises Unbatchable for a late one among others, and BatchClosedBefore when the batch did not wait.
    """
    tenants = [envelope.municipality for envelope, _ in told]
    days = [entry.settlement_date for _, entry in told]
    # A row and the closing of its day may arrive at once: the closing waits for rows under way, later rows see it.
    await transaction.execute(queries.share_days, tenants, days)
    columns = zip(*(msgspec.structs.astuple(entry) for _, entry in told), strict=True)
    await transaction.execute(queries.insert_entries, tenants, *(list(column) for column in columns))
    merchants, currencies = [entry.merchant_id for _, entry in told], [entry.currency for _, entry in told]
    late = await transaction.fetch(queries.lock_totals, tenants, days, merchants, currencies)
    if late and not is_alone(transaction, told[0][0]):
        raise Unbatchable("a day that was closed")
    if late:
        await complete(transaction, days[0], merchant_id=merchants[0], currency=currencies[0])


async def complete(transaction: Transaction, settlement_date: date, *, merchant_id: UUID, currency: str) -> None:
    """Close the batch of a merchant's day when it waited for the row that was just kept. Raises BatchClosedBefore."""
    total = await transaction.fetchrow(queries.lock_total, settlement_date, merchant_id, currency)
    if total is None:
        return
    if total["batch_id"] is not None:
        raise BatchClosedBefore(f"The batch of {settlement_date} was closed.", batch_id=total["batch_id"])
    await close_complete(transaction, settlement_date, merchant_id=merchant_id)


async def keep_day(transaction: Transaction, event: SettlementDayClosed) -> None:
    """Keep the ledger's figures of a day and close the batches that equal them; the others wait."""
    await transaction.execute(queries.own_day, event.settlement_date)
    await transaction.execute(queries.insert_day, event.settlement_day_id, event.settlement_date, transaction.now)
    await transaction.executemany(
        queries.insert_total,
        [
            (
                event.settlement_day_id,
                event.settlement_date,
                total.merchant_id,
                total.currency,
                total.payments_count,
                total.refunds_count,
                total.respends_count,
                total.net_minor,
            )
            for total in event.totals
        ],
    )
    await close_complete(transaction, event.settlement_date)


async def close_complete(transaction: Transaction, settlement_date: date, *, merchant_id: UUID | None = None) -> None:
    """Close the batches of a day whose rows are all here, and say so."""
    complete = [
        BatchClosed(
            batch_id=uuid7(),
            merchant_id=position.merchant_id,
            settlement_date=settlement_date,
            currency=position.currency,
            net_minor=position.ledger.net_minor,
        )
        for position in await positions(transaction, settlement_date, merchant_id=merchant_id)
        if position.complete and position.batch_id is None
    ]
    await transaction.execute(
        queries.close_batches,
        settlement_date,
        [batch.batch_id for batch in complete],
        [batch.merchant_id for batch in complete],
        [batch.currency for batch in complete],
        transaction.now,
    )
    await publish(transaction, *complete)


async def positions(
    transaction: Transaction, settlement_date: date, *, merchant_id: UUID | None = None
) -> list[Position]:
    """Return every merchant's figures of a day, the ledger's beside ours; also where only one side has any."""
    rows = await transaction.fetch(queries.select_positions, settlement_date, merchant_id)
    return [
        Position(
            merchant_id=row["merchant_id"],
            currency=row["currency"],
            ledger=_figures(row, ""),
            ours=_figures(row, "our_"),
            batch_id=row["batch_id"],
        )
        for row in rows
    ]


def _figures(row: asyncpg.Record, whose: str) -> Figures:
    return Figures(**{name: row[whose + name] for name in Figures.__struct_fields__})


async def read_day(transaction: Transaction, settlement_date: date) -> SettlementDay:
    """Return a closed day and what it waits for. Raises NotFound while cards has not closed it."""
    row = await transaction.fetchrow(queries.select_day, settlement_date)
    if row is None:
        raise NotFound(f"Cards has not closed {settlement_date.isoformat()} yet.")
    found = await positions(transaction, settlement_date)
    waiting = [position for position in found if not position.complete]
    return SettlementDay(
        id=row["id"],
        settlement_date=settlement_date,
        status="waiting" if waiting else "closed",
        closed_at=row["closed_at"],
        waiting=len(waiting),
        missing=describe(waiting),
        positions=found,
    )


def describe(waiting: Sequence[Position]) -> list[str]:
    """Return, for each merchant that waits, what is missing or too much."""
    return [
        f"{each.merchant_id}: {each.ours.payments_count} of {each.ledger.payments_count} payments, "
        f"{each.ours.refunds_count} of {each.ledger.refunds_count} refunds, "
        f"{each.ours.respends_count} of {each.ledger.respends_count} re-spends, "
        f"{each.ours.net_minor} of {each.ledger.net_minor} {each.currency} in minor units"
        for each in waiting
    ]
