"""Card codes: a letter of the card desk with which somebody who has forgotten the PIN, or never had one, signs in once.

The code works once and with the number of the card it was made for. That one was made, and whether it was used, is in
the audit and is shown to the holder: the desk cannot look at purchases in somebody's name unseen.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.kit import audit, codes
from services.kit.db import Context, Database, Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

LIFETIME: Final = timedelta(days=7)
TOLD_FOR: Final = timedelta(days=60)
"""For how long the holder is shown that a code was made."""


class CardCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code that is shown this once."""

    code: str
    expires_at: datetime


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """That a code was made for somebody, and when it was used."""

    made_at: datetime
    used_at: datetime | None


class CardOf(msgspec.Struct, frozen=True, kw_only=True):
    """The card that a code is made for."""

    id: UUID
    number: str
    holder_id: UUID


async def make(transaction: Transaction, key: bytes, card: CardOf, now: datetime) -> CardCode:
    """Return a new code for the holder of a card; the one before it is void. `key` hashes the card's number."""
    made = CardCode(code=codes.make(), expires_at=now + LIFETIME)
    await transaction.execute(
        queries.upsert_code,
        card.holder_id,
        card_digest(key, card.number),
        codes.hash_of(made.code),
        transaction.actor_id,
        now,
        made.expires_at,
    )
    await audit.record(transaction, "card_code_made", object_type="card", object_ids=[card.id])
    return made


async def use(database: Database, key: bytes, context: Context, *, number: str, code: str) -> UUID | None:
    """Return the holder whose code this is with this card's number, once; else None."""
    async with database.transaction(context) as transaction:
        holder_id: UUID | None = await transaction.fetchval(
            queries.use_code, card_digest(key, number), codes.hash_of(code), context.now
        )
        if holder_id is not None:
            await audit.record(transaction, "card_code_used", object_type="holder", object_ids=[holder_id])
    return holder_id


async def find(transaction: Transaction, now: datetime) -> Told | None:
    """Return the code that was made for the acting holder lately, if any."""
    return await transaction.fetch_struct(Told, queries.find_code, transaction.actor_id, now - TOLD_FOR)


def card_digest(key: bytes, number: str) -> bytes:
    """Return what is kept of a card's number: twelve digits could be guessed from a hash without a key."""
    return hmac.digest(key, f"card code {number}".encode(), hashlib.sha256)
