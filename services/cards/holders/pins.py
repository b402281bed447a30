"""PINs: a keyed verifier, as a card scheme's PVV, and not a slow hash; the key is not in the database.

The try is spent and committed before the PIN is looked at, so that parallel guesses cannot outrun the counter.
"""

import hashlib
import hmac
from uuid import UUID

import msgspec

from services.cards.deciding.decisions import PinState
from services.cards.holders import cards
from services.cards.holders.cards import TRANSITIONS, Card, queries
from services.kit import audit
from services.kit.db import Context, Database, Transaction
from services.kit.transitions import transition


def verifier(key: bytes, card_id: UUID, pin: str) -> bytes:
    """Return the HMAC-SHA-256 of a card's PIN under the service's PIN key."""
    return hmac.digest(key, card_id.bytes + pin.encode(), hashlib.sha256)


async def set_pin(transaction: Transaction, key: bytes, card_id: UUID, *, pin: str) -> Card:
    """Set the PIN that the holder has chosen, being present; the card pays from now on."""
    card = await cards.lock(transaction, card_id)
    status = transition(TRANSITIONS, card.status, "active")
    await transaction.execute(queries.set_pin, card_id, verifier(key, card_id, pin), status)
    await audit.record(transaction, "pin_set", object_type="card", object_ids=[card_id])
    return await cards.get(transaction, card_id)


class PinTry(msgspec.Struct, frozen=True, kw_only=True):
    """A PIN that was entered for a sale."""

    token: str
    pin: str
    till_id: UUID
    idempotency_key: str


async def try_pin(database: Database, context: Context, key: bytes, entered: PinTry) -> PinState:
    """Return whether the PIN is right, having spent a try on it. A sale that was answered before spends none."""
    digest = cards.token_hash(entered.token)
    async with database.transaction(context) as transaction:
        row = await transaction.fetchrow(queries.spend_try, digest, entered.till_id, entered.idempotency_key)
        left = await transaction.fetchval(queries.tries_left, digest)
    if row is None:
        return "blocked" if left == 0 else "absent"
    if not hmac.compare_digest(verifier(key, row["id"], entered.pin), row["pin_verifier"]):
        return "wrong"
    async with database.transaction(context) as transaction:
        await transaction.execute(queries.restore_tries, row["id"])
    return "right"
