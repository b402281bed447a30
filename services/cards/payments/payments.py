"""Payments as they are stored, and the receipt that is rendered from them: the programme is never named on it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.cards.deciding.decisions import SAID
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sentences import say
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the till shows and prints. Amounts in minor units; `remainder_minor` is to be paid in cash."""

    id: UUID
    authorisation_id: UUID | None = None
    """Set when this captures part or all of what was held before."""
    merchant_id: UUID
    status: Literal["captured", "declined"]
    decline_code: str | None
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
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
    message: str | None = None
    """Why a sale was declined and what the holder can do, in the language asked for."""


async def receipts(transaction: Transaction, payment_ids: Sequence[UUID]) -> dict[UUID, Receipt]:
    """Return receipts by payment."""
    found = await transaction.fetch_structs(Receipt, queries.receipts, list(payment_ids))
    return {receipt.id: receipt for receipt in found}


async def get(transaction: Transaction, payment_id: UUID) -> Receipt:
    """Return a payment's receipt. Raises NotFound."""
    found = await receipts(transaction, [payment_id])
    if payment_id not in found:
        raise NotFound("There is no such payment.")
    return found[payment_id]


def worded(receipt: Receipt, language: str) -> Receipt:
    """Return a receipt with its sentence in a language."""
    if receipt.decline_code is None:
        return receipt
    said = say("cards", SAID[receipt.decline_code], language, currency=receipt.currency)
    return msgspec.structs.replace(receipt, message=said)
