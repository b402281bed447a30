"""Cards: keys to a wallet. A card holds no money, so losing, blocking or replacing one moves none."""

import base64
import hashlib
import secrets
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from stdnum import luhn

from contracts.cards import CardIssued, CardOrdered, CardStopped
from services.cards.deciding import programmes
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
ReturnReason = Literal["unknown_at_address", "refused", "not_collected", "damaged"]
OrderReason = Literal["first", "renewal", "replacement"]
Pauser = Literal["holder", "owner", "desk"]

STOPS: tuple[CardStatus, ...] = ("blocked", "lost", "stolen", "replaced", "closed", "expired")
TRANSITIONS: dict[CardStatus, tuple[CardStatus, ...]] = {
    "ordered": ("ordered", "issued", "blocked", "replaced", "closed"),
    "issued": ("active", *STOPS),
    "active": ("active", "paused", *STOPS),
    "paused": ("paused", "active", *STOPS),
    "blocked": ("replaced", "closed"),
    "lost": ("replaced", "closed"),
    "stolen": ("replaced", "closed"),
    "expired": ("replaced", "closed"),
}
TOKEN_BYTES = 16
NUMBER_DIGITS = 11
"""Before the check digit (ISO/IEC 7812-1, Luhn)."""


class CardNotPrinted(Problem):
    """The card has not been printed yet."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card bound to a wallet and a holder; what its QR says is never kept, only a digest of it."""

    id: UUID
    number: str | None
    """What is printed on it for people; none before it was printed."""
    wallet_id: UUID
    holder_id: UUID
    status: CardStatus
    paused_by: Pauser | None
    """Its holder, whose wallet it is (of a proxy's card), or the desk."""
    has_pin: bool
    pin_tries_left: int
    is_printed: bool
    payment_minor_max: int | None
    """The card's own limits, in minor units of its wallet's currency; none is none besides the household's."""
    day_minor_max: int | None
    month_minor_max: int | None
    ordered_at: datetime
    expires_on: date | None
    """The last day on which it pays; known once it is handed over."""
    version: int


class PrintedCard(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed on a card, told once: an identifier only, so a copied card still needs the PIN."""

    id: UUID
    token: str
    """What its QR says."""
    number: str
    """What is printed beside the QR for people to read and type; the same in each print of the card."""
    version: int


def token_hash(token: str) -> bytes:
    """Return the digest of a QR's content by which a card is found; 128 random bits need no secret."""
    return hashlib.sha256(token.encode()).digest()


async def order(
    transaction: Transaction, wallet_id: UUID, *, holder_id: UUID, reason: OrderReason = "first"
) -> UUID | None:
    """Order a card for the desk to print; None when the holder has a living one, or a renewal is on its way."""
    renews = reason == "renewal"
    card_id: UUID | None = await transaction.fetchval(
        queries.insert_card, uuid7(), wallet_id, holder_id, transaction.now, renews
    )
    if card_id is not None:
        ordered = CardOrdered(card_id=card_id, wallet_id=wallet_id, holder_id=holder_id, reason=reason)
        await publish(transaction, ordered)
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
    number = card.number or await free_number(transaction)
    await transaction.execute(queries.set_print, card_id, token_hash(token), number)
    await audit.record(transaction, "card_printed", object_type="card", object_ids=[card_id])
    return PrintedCard(id=card_id, token=token, number=number, version=card.version + 1)


async def free_number(transaction: Transaction) -> str:
    """Return a number that no card of the tenant has: random, so that nobody meets another's by counting on."""
    while True:
        digits = f"{secrets.randbelow(10**NUMBER_DIGITS):0{NUMBER_DIGITS}}"
        number: str = digits + luhn.calc_check_digit(digits)
        if not await transaction.fetchval(queries.number_is_taken, number):
            return number


async def take_back(transaction: Transaction, card_id: UUID, *, reason: ReturnReason, version: int) -> Card:
    """Note that a printed card came back and did not reach its holder. The print is void; it is printed again."""
    card = await lock(transaction, card_id)
    check_version(card.version, version)
    transition(TRANSITIONS, card.status, "ordered")
    if not card.is_printed:
        raise CardNotPrinted("What was never printed cannot come back.")
    await transaction.execute(queries.void_print, card_id)
    await audit.record(transaction, "card_returned", object_type="card", object_ids=[card_id], purpose=reason)
    return await get(transaction, card_id)


async def hand_over(transaction: Transaction, card_id: UUID) -> Card:
    """Note that the holder has the printed card in hand; it pays once a PIN is set, as long as its programme says."""
    card = await lock(transaction, card_id)
    if not card.is_printed:
        raise CardNotPrinted("Print the card first; what is handed over has to exist.")
    status = transition(TRANSITIONS, card.status, "issued")
    rows = await transaction.fetch(queries.programmes_of_wallet, card.wallet_id)
    valid = programmes.card_validity([row["programme"] for row in rows], transaction.today)
    await transaction.execute(queries.issue, card_id, status, valid.expires_on, valid.renew_on)
    await audit.record(transaction, "card_handed_over", object_type="card", object_ids=[card_id])
    await publish(transaction, CardIssued(card_id=card_id, wallet_id=card.wallet_id, holder_id=card.holder_id))
    return await get(transaction, card_id)


async def activate(transaction: Transaction, card: Card) -> None:
    """Let a card pay. The one before it pays no more from this moment; one that is paused stays so."""
    if card.status == "paused":
        return
    status = transition(TRANSITIONS, card.status, "active")
    before = await transaction.fetchrow(queries.card_in_use, card.wallet_id, card.holder_id)
    if before is not None and before["id"] != card.id:
        await stop(transaction, before["id"], reason="replaced", version=before["version"])
    await transaction.execute(queries.set_status, card.id, status)


async def stop(transaction: Transaction, card_id: UUID, *, reason: StopReason, version: int) -> Card:
    """Stop a card for good, at once: no sale after this is paid with it. Its money stays in the wallet."""
    card = await lock(transaction, card_id)
    check_version(card.version, version)
    return await end(transaction, card, reason)


async def end(transaction: Transaction, card: Card, reason: StopReason | Literal["expired"]) -> Card:
    """Let a locked card pay no more. What it was authorised for before may still be captured."""
    await transaction.execute(queries.set_status, card.id, transition(TRANSITIONS, card.status, reason))
    await audit.record(transaction, f"card_{reason}", object_type="card", object_ids=[card.id])
    await publish(
        transaction,
        CardStopped(card_id=card.id, wallet_id=card.wallet_id, holder_id=card.holder_id, reason=reason),
    )
    return await get(transaction, card.id)


async def replace(transaction: Transaction, card_id: UUID) -> Card:
    """Order a new card, or take the renewal on its way, in place of this one, which pays no more; no money moves."""
    card = await end(transaction, await lock(transaction, card_id), "replaced")
    new_id = await order(transaction, card.wallet_id, holder_id=card.holder_id, reason="replacement")
    if new_id is None:
        new_id = await transaction.fetchval(queries.card_on_its_way, card.wallet_id, card.holder_id)
    return await get(transaction, new_id) if new_id else card
