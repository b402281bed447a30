"""Cards: keys to a wallet. A card holds no money, so losing, blocking or replacing one moves none."""

import base64
import hashlib
import secrets
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import CardIssued, CardOrdered, CardStopped
from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import check_version

queries = load_queries(__file__)

CardStatus = Literal[
    "ordered", "issued", "active", "paused", "blocked", "lost", "stolen", "replaced", "closed", "expired"
]
StopReason = Literal["blocked", "lost", "stolen", "replaced", "closed"]

STOPS: tuple[CardStatus, ...] = ("blocked", "lost", "stolen", "replaced", "closed", "expired")
TRANSITIONS: dict[CardStatus, tuple[CardStatus, ...]] = {
    "ordered": ("issued", "blocked", "replaced", "closed"),
    "issued": ("active", *STOPS),
    "active": ("active", "paused", *STOPS),
    "paused": ("active", *STOPS),
    "blocked": ("replaced", "closed"),
    "lost": ("replaced", "closed"),
    "stolen": ("replaced", "closed"),
    "expired": ("replaced", "closed"),
}
TOKEN_BYTES = 16


class CardNotPrinted(Problem):
    """The card has not been printed yet."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card bound to a wallet and a holder; what its QR says is never kept, only a digest of it."""

    id: UUID
    wallet_id: UUID
    holder_id: UUID
    status: CardStatus
    has_pin: bool
    pin_tries_left: int
    ordered_at: datetime
    version: int


class PrintedCard(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed on a card, told once: an identifier only, so a copied card still needs the PIN."""

    id: UUID
    token: str
    version: int


def token_hash(token: str) -> bytes:
    """Return the digest of a QR's content by which a card is found; 128 random bits need no secret."""
    return hashlib.sha256(token.encode()).digest()


async def order(transaction: Transaction, wallet_id: UUID, *, holder_id: UUID) -> UUID | None:
    """Order a card for the desk to print; None when the holder has a living one."""
    card_id: UUID | None = await transaction.fetchval(
        queries.insert_card, uuid7(), wallet_id, holder_id, transaction.now
    )
    if card_id is not None:
        await publish(transaction, CardOrdered(card_id=card_id, wallet_id=wallet_id, holder_id=holder_id))
    return card_id


async def get(transaction: Transaction, card_id: UUID) -> Card:
    """Return a card. Raises NotFound."""
    card = await transaction.fetch_struct(Card, queries.get_card, card_id)
    if card is None:
        raise NotFound("There is no such card.")
    return card


async def lock(transaction: Transaction, card_id: UUID) -> Card:
    """Return a card that nobody else changes until the transaction ends. Raises NotFound."""
    card = await transaction.fetch_struct(Card, queries.lock_card, card_id)
    if card is None:
        raise NotFound("There is no such card.")
    return card


async def list_cards(
    transaction: Transaction, *, status: CardStatus | None, holder_id: UUID | None, after: UUID | None, limit: int
) -> list[Card]:
    """Return cards in the order in which they were ordered."""
    return await transaction.fetch_structs(Card, queries.list_cards, status, holder_id, after, limit)


async def print_card(transaction: Transaction, card_id: UUID) -> PrintedCard:
    """Make the QR's content and return it, this once. Printing again, until the hand-over, voids the first print."""
    card = await lock(transaction, card_id)
    transition(TRANSITIONS, card.status, "issued")
    token = base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")
    await transaction.execute(queries.set_token, card_id, token_hash(token))
    await audit.record(transaction, "card_printed", object_type="card", object_ids=[card_id])
    return PrintedCard(id=card_id, token=token, version=card.version + 1)


async def hand_over(transaction: Transaction, card_id: UUID) -> Card:
    """Note that the holder has the printed card in hand; it pays once a PIN is set."""
    card = await lock(transaction, card_id)
    if card.version == 1:
        raise CardNotPrinted("Print the card first; what is handed over has to exist.")
    await transaction.execute(queries.set_status, card_id, transition(TRANSITIONS, card.status, "issued"))
    await publish(transaction, CardIssued(card_id=card_id, wallet_id=card.wallet_id, holder_id=card.holder_id))
    return await get(transaction, card_id)


async def stop(transaction: Transaction, card_id: UUID, *, reason: StopReason, version: int) -> Card:
    """Stop a card for good, at once: no sale after this is paid with it. Its money stays in the wallet."""
    card = await lock(transaction, card_id)
    check_version(card.version, version)
    await transaction.execute(queries.set_status, card_id, transition(TRANSITIONS, card.status, reason))
    await audit.record(transaction, f"card_{reason}", object_type="card", object_ids=[card_id])
    await publish(
        transaction,
        CardStopped(card_id=card_id, wallet_id=card.wallet_id, holder_id=card.holder_id, reason=reason),
    )
    return await get(transaction, card_id)


async def replace(transaction: Transaction, card_id: UUID) -> Card:
    """Order a new card in place of this one; no money moves."""
    card = await lock(transaction, card_id)
    replaced = await stop(transaction, card_id, reason="replaced", version=card.version)
    new_id = await order(transaction, replaced.wallet_id, holder_id=replaced.holder_id)
    return await get(transaction, new_id) if new_id else replaced
