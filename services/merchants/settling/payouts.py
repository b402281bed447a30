"""Payouts: what one merchant is paid by one bank file, and what the bank made of it.

What comes back is owed again as an adjustment, and goes into the next file. Where the bank says that the account is at
fault, that account is paid no more: another has to be entered, verified and wait out the cooling period first.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

import msgspec

from contracts.merchants import PayoutPaid, PayoutReturned
from contracts.types import Currency
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.events import publish
from services.kit.sql import load_queries
from services.merchants.joining import merchants, terms
from services.merchants.settling.matching import NO_REASON, Finding, KnownPayout, LineKind, PayoutStatus

queries = load_queries(__file__)


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """A payout as it is now."""

    id: UUID
    bank_file_id: UUID
    merchant_id: UUID
    bank_account_id: UUID
    settlement_date: date
    """The last day that it pays for."""
    execution_date: date
    currency: Currency
    amount_minor: int
    status: PayoutStatus
    paid_on: date | None
    returned_on: date | None
    returned_reason: str | None
    """ISO 20022 external code."""
    version: int


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which payouts a list shows."""

    merchant_id: UUID | None = None
    bank_file_id: UUID | None = None
    status: PayoutStatus | None = None
    after: UUID | None = None
    limit: int = 50


async def list_all(transaction: Transaction, wanted: Filter) -> list[Payout]:
    """Return payouts in order, one more than the limit; an owner sees the own merchant's."""
    return await transaction.fetch_structs(
        Payout,
        queries.select_payouts,
        wanted.merchant_id,
        wanted.bank_file_id,
        wanted.status,
        None if merchants.sees_all(transaction) else transaction.actor_id,
        wanted.after,
        wanted.limit + 1,
    )


async def get(transaction: Transaction, payout_id: UUID) -> Payout:
    """Return a payout of a merchant that the actor may see. Raises NotFound."""
    payout = await transaction.fetch_struct(Payout, queries.select_payout, payout_id)
    if payout is None:
        raise NotFound(f"There is no payout {payout_id}.")
    await merchants.get(transaction, payout.merchant_id)
    return payout


async def lock_known(transaction: Transaction, ids: Sequence[UUID]) -> dict[UUID, KnownPayout]:
    """Return all payouts of the files that these ids name or that hold these payouts, locked in one order."""
    rows = await transaction.fetch_structs(KnownPayout, queries.lock_known, list(ids))
    return {row.id: row for row in rows}


async def move(transaction: Transaction, applied: Sequence[Finding], payouts: Mapping[UUID, KnownPayout]) -> None:
    """Carry out what was found, in its order: a payout may be paid and come back in one file.

    What is booked alike is carried out together: a file of thousands takes a few statements.
    """
    for alike, findings in groupby(applied, key=lambda each: (each.kind, each.booked_on, each.reference, each.reason)):
        moved = [payouts[payout_id] for finding in findings for payout_id in finding.payout_ids]
        booking = Booking(*alike)
        if booking.kind == "paid":
            await _pay(transaction, booking, moved)
        else:
            await _take_back(transaction, booking, moved)


class Booking(NamedTuple):
    """What a bank has done with payouts: when, under which reference of its own, and why where they came back."""

    kind: LineKind
    booked_on: date | None
    reference: str | None
    reason: str | None


async def _pay(transaction: Transaction, booking: Booking, paid: Sequence[KnownPayout]) -> None:
    ids = [payout.id for payout in paid]
    await transaction.execute(queries.pay, ids, booking.booked_on, booking.reference)
    await transaction.execute(queries.follow_payouts, ids, "paid")
    events = [
        PayoutPaid(
            payout_id=each.id, merchant_id=each.merchant_id, currency=each.currency, amount_minor=each.amount_minor
        )
        for each in paid
    ]
    await publish(transaction, *events)


async def _take_back(transaction: Transaction, booking: Booking, returned: Sequence[KnownPayout]) -> None:
    ids, reason = [payout.id for payout in returned], booking.reason or NO_REASON
    await transaction.execute(queries.take_back, ids, booking.booked_on, booking.reference, reason)
    await transaction.execute(queries.follow_payouts, ids, "returned")
    await transaction.execute(queries.insert_adjustments, [uuid7() for _ in ids], ids, transaction.now)
    if reason in terms.current(transaction).account_fault_reasons:
        await transaction.execute(queries.refuse_accounts, ids, transaction.now)
    events = [
        PayoutReturned(
            payout_id=each.id,
            merchant_id=each.merchant_id,
            currency=each.currency,
            amount_minor=each.amount_minor,
            reason_code=reason,
        )
        for each in returned
    ]
    await publish(transaction, *events)
