"""Pauses: a card that pays nothing for a while, by one step that needs no staff, and pays again by another.

Who may pause is in an order: a card's holder, whose wallet it is (for a proxy's card), the desk. A pause is lifted by
who made it or by somebody later in that order, so that nobody resumes what the desk has paused for a reason.
"""

from typing import Final
from uuid import UUID

from services.cards.holders import cards
from services.cards.holders.cards import TRANSITIONS, Card, Pauser
from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import check_version

queries = load_queries(__file__)

RANK: Final[dict[Pauser, int]] = {"holder": 0, "owner": 1, "desk": 2}


class PausedByAnother(Problem):
    """Somebody else has paused this card and has to let it pay again."""


async def pause(transaction: Transaction, card_id: UUID, *, version: int) -> Card:
    """Let a card pay nothing until it is resumed, as the desk: its next sale is refused."""
    card = await cards.lock(transaction, card_id)
    check_version(card.version, version)
    return await hold(transaction, card, by="desk")


async def resume(transaction: Transaction, card_id: UUID, *, version: int) -> Card:
    """Let a paused card pay again, as the desk."""
    card = await cards.lock(transaction, card_id)
    check_version(card.version, version)
    return await release(transaction, card, by="desk")


async def freeze(transaction: Transaction, card_id: UUID) -> Card:
    """Pause a card as the acting holder, in whatever version: it must not wait for a page to be read again."""
    by = await standing_of(transaction, card_id)
    return await hold(transaction, await cards.lock(transaction, card_id), by=by)


async def unfreeze(transaction: Transaction, card_id: UUID) -> Card:
    """Let a card that a holder has paused pay again, as the acting holder. Raises PausedByAnother."""
    by = await standing_of(transaction, card_id)
    return await release(transaction, await cards.lock(transaction, card_id), by=by)


async def standing_of(transaction: Transaction, card_id: UUID) -> Pauser:
    """Return what the acting holder is to a card. Raises NotFound for one that is somebody else's."""
    found: Pauser | None = await transaction.fetchval(queries.standing_of, card_id, transaction.actor_id)
    if found is None:
        raise NotFound("There is no such card.")
    return found


async def of_holder(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Card]:
    """Return the acting holder's cards and, of the own wallets, the proxies' cards."""
    return await transaction.fetch_structs(Card, queries.cards_of_holder, transaction.actor_id, after, limit)


async def hold(transaction: Transaction, card: Card, *, by: Pauser) -> Card:
    """Pause a locked card. One that is paused stays so, by whoever is later in the order."""
    status = transition(TRANSITIONS, card.status, "paused")
    if card.paused_by is not None and RANK[card.paused_by] >= RANK[by]:
        return card
    await transaction.execute(queries.set_paused, card.id, status, by)
    await audit.record(transaction, "card_paused", object_type="card", object_ids=[card.id], purpose=by)
    return await cards.get(transaction, card.id)


async def release(transaction: Transaction, card: Card, *, by: Pauser) -> Card:
    """Let a locked, paused card pay again; one that pays already goes on. Raises PausedByAnother."""
    transition(TRANSITIONS, card.status, "paused")  # What cannot be paused cannot be resumed either.
    if card.paused_by is None:
        return card
    if RANK[card.paused_by] > RANK[by]:
        raise PausedByAnother("Ask at the card desk of the municipality.", paused_by=card.paused_by)
    status = transition(TRANSITIONS, card.status, "active")
    await transaction.execute(queries.set_paused, card.id, status, None)
    await audit.record(transaction, "card_resumed", object_type="card", object_ids=[card.id], purpose=by)
    return await cards.get(transaction, card.id)
