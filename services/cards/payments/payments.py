"""Payments as they are stored, and the receipt that is rendered from them: the programme is never named on it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.cards.deciding import reasons, records
from services.cards.deciding.covering import LinePaid
from services.cards.deciding.decisions import Decision
from services.cards.deciding.reasons import RuleSaid
from services.cards.deciding.records import KeptLine, Record
from services.cards.deciding.standings import Sale, Standing
from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A payment as its row tells it."""

    id: UUID
    authorisation_id: UUID | None = None
    """Set when this captures part or all of what was held before."""
    cash: bool
    """Whether the shop gave cash for it."""
    merchant_id: UUID
    status: Literal["captured", "declined"]
    decline_code: str | None
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
    discount_minor: int
    """What the shop has taken off its price."""
    remainder_minor: int
    refunded_minor: int
    refunded_bonus_minor: int
    balance_minor: int | None
    """What the wallet holds after this; absent when the card is not known."""
    next_expiry_on: date | None
    next_expiry_minor: int | None
    """How much of the balance can be spent until the next expiry date only."""
    settlement_date: date | None
    paid_at: datetime
    version: int


class Receipt(Figures, frozen=True, kw_only=True):
    """What the till shows and prints. Amounts in minor units; `remainder_minor` is to be paid another way."""

    basket: list[LinePaid]
    """What is paid of each category."""
    decision: list[RuleSaid]
    """Every rule that was looked at, its result, and what it means for the holder, in the language asked for."""
    message: str | None = None
    """Why a sale was declined and what the holder can do, in the language asked for."""


class Stored(Figures, frozen=True, kw_only=True):
    """A payment with the record of its decision."""

    category: str
    decision: Record


async def stored(transaction: Transaction, payment_ids: Sequence[UUID]) -> dict[UUID, Stored]:
    """Return payments by id."""
    found = await transaction.fetch_structs(Stored, queries.receipts, list(payment_ids))
    return {payment.id: payment for payment in found}


async def get(transaction: Transaction, payment_id: UUID) -> Stored:
    """Return a payment. Raises NotFound."""
    found = await stored(transaction, [payment_id])
    if payment_id not in found:
        raise NotFound("There is no such payment.")
    return found[payment_id]


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was stored, all that it was made on, and the decision made again from that."""

    payment_id: UUID
    versions: dict[str, str]
    """Which rules of each programme were in force: day and fingerprint."""
    sale: Sale
    standing: Standing
    stored: Decision
    again: Decision
    identical: bool
    """Whether both decisions are the same, byte for byte."""


class DecidedElsewhere(Problem):
    """A capture is not decided: its authorisation was."""


async def replayed(transaction: Transaction, payment_id: UUID) -> Replayed:
    """Decide a payment again on what it was decided on. Raises NotFound, DecidedElsewhere, RulesGone."""
    payment = await get(transaction, payment_id)
    if payment.authorisation_id is not None or payment.decision.looked_at == 0:
        raise DecidedElsewhere("Nothing was decided for this payment itself.", payment_id=payment_id)
    await audit.record(transaction, "decision_read", object_type="payment", object_ids=[payment_id])
    made = records.replay(payment.decision, asked_of(payment, transaction.municipality.zone))
    return Replayed(
        payment_id=payment_id,
        versions=made.versions,
        sale=made.sale,
        standing=made.standing,
        stored=made.stored,
        again=made.again,
        identical=made.identical,
    )


def asked_of(payment: Stored, zone: ZoneInfo) -> records.Asked:
    """Return what a payment's columns tell of its sale."""
    return records.Asked(
        amount_minor=payment.requested_minor,
        currency=payment.currency,
        category=payment.category,
        at=payment.paid_at.astimezone(zone),
    )


def worded(payment: Stored, language: str) -> Receipt:
    """Return a payment's receipt with its sentences in a language."""
    results = records.results_of(payment.decision)
    whole = KeptLine(
        payment.category, payment.requested_minor, payment.amount_minor, payment.bonus_minor, payment.discount_minor
    )
    said = {each.rule: reasons.said(each, language, payment.currency) for each in results}
    declined = said.get(payment.decision.decline_code) if payment.decision.decline_code else None
    return Receipt(
        **{name: getattr(payment, name) for name in Figures.__struct_fields__},
        basket=records.lines_of(payment.decision, whole),
        decision=list(said.values()),
        message=declined.says if declined else None,
    )
