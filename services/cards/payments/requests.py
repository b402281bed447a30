"""A till's command besides a sale: whose it is, that it is no replay, and which settlement day it belongs to."""

from datetime import date

import msgspec

from services.cards.shops import settlement_days, signatures
from services.cards.shops.signatures import RequestReplayed, SignedTill, TillStopped
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


class TillAsks(msgspec.Struct, frozen=True, kw_only=True):
    """A command of a till: under the same key and with the same fingerprint it is the same command."""

    till: SignedTill
    idempotency_key: str
    fingerprint: bytes


async def check(transaction: Transaction, till: SignedTill) -> date:
    """Refuse a replay and a stopped till; return up to which date settlement days are closed, held until we commit."""
    if not await signatures.remember_nonces(transaction, [till]):
        raise RequestReplayed(signatures.SIGN_ANEW)
    if await transaction.fetchval(queries.till_stopped, till.id):
        raise TillStopped("This till was stopped; ask the shop's owner.")
    closed = await settlement_days.hold_calendars(transaction, {till.municipality_id: transaction.today})
    return closed[till.municipality_id]
