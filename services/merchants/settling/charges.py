"""Charges: fees and claw-backs that the ledger has taken of a merchant, or given back, netted with the next payout.

They are adjustments, as what came back of a payout is: they go into the next file, whichever day it is for.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import MerchantCharged
from contracts.types import Currency
from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Charged(msgspec.Struct, frozen=True, kw_only=True):
    """A fee or claw-back as its merchant sees it; below zero it lessens what is owed."""

    charge_id: UUID
    kind: Literal["fee", "claw_back"]
    payment_id: UUID | None
    """The sale that it is about, where it is about one."""
    currency: Currency
    amount_minor: int
    arose_at: datetime
    payout_id: UUID | None


async def charge(transaction: Transaction, event: MerchantCharged) -> None:
    """Owe a merchant less by a charge, or more by one that takes an earlier one back."""
    amount_minor = -event.amount_minor if event.reverses_id is None else event.amount_minor
    await transaction.execute(
        queries.insert_charge,
        uuid7(),
        event.merchant_id,
        event.currency,
        event.kind,
        event.charge_id,
        event.payment_id,
        amount_minor,
        transaction.now,
    )
