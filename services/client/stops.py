"""Stops at once: a card that is lost, a till that is stolen."""

from datetime import datetime
from uuid import UUID

import httpx
import msgspec

from services.client.sessions import Session, address, read, send, told
from services.client.telling import Told, moment

STOPPED = ("blocked", "lost", "stolen", "replaced", "closed", "expired")
REASONS = ("blocked", "lost", "stolen", "closed")
TRIES = 3
"""How often a card is looked at again when somebody else has changed it meanwhile."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card."""

    id: UUID
    wallet_id: UUID
    status: str
    version: int


class Till(msgspec.Struct, frozen=True, kw_only=True):
    """A till, and since when it is stopped."""

    id: UUID
    merchant_id: UUID
    stopped_at: datetime | None


def stop_card(http: httpx.Client, session: Session, card_id: UUID, *, reason: str) -> Told:
    """Stop a card; one that is stopped already stays as it is. Raises Refused."""
    url = f"{address(session, 'cards')}/cards/{card_id}"
    for tries_left in reversed(range(TRIES)):
        card = read(http, session, url, Card)
        if card.status in STOPPED:
            return was_stopped(card)
        answer = send(http, session, f"{url}/stop", {"reason": reason}, version=card.version)
        if answer.status_code != httpx.codes.PRECONDITION_FAILED or not tries_left:
            return is_stopped(told(answer, Card))
    raise AssertionError("the last try is answered")


def was_stopped(card: Card) -> Told:
    """Tell of a card that somebody else has stopped before."""
    return Told(
        sentences=[f"Card {card.id} was stopped before: it is {card.status}."],
        following="Nothing; the card desk orders another one in its place when the holder needs it.",
        answer=card,
    )


def is_stopped(card: Card) -> Told:
    """Tell of a card that is stopped now."""
    return Told(
        sentences=[
            f"Card {card.id} is stopped ({card.status}): it pays nothing from now on, on paper and on phones.",
            f"The money stays in wallet {card.wallet_id}.",
        ],
        following="The card desk orders another one in its place; replacing moves no money.",
        answer=card,
    )


def stop_till(http: httpx.Client, session: Session, till_id: UUID) -> Told:
    """Stop a till; stopping it again keeps the first moment. Raises Refused."""
    till = told(send(http, session, f"{address(session, 'cards')}/tills/{till_id}/stop", None), Till)
    since = moment(till.stopped_at) if till.stopped_at else "now"
    return Told(
        sentences=[
            f"Till {till.id} is stopped since {since}: its next request is refused, refunds too.",
            f"The other tills of shop {till.merchant_id} go on.",
        ],
        following="A stop is final for a till's key. The merchant office gives the shop a code to enrol another till.",
        answer=till,
    )
