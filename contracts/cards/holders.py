"""Wallets, and the cards that are keys to them."""

from typing import Literal
from uuid import UUID

from contracts.envelope import Event
from contracts.types import Currency


class WalletOpened(Event, frozen=True, aggregate="wallet_id"):
    """A household (or, in the incubator's programmes, a participant) can hold money of this currency."""

    type = "cards.wallet_opened.v1"
    wallet_id: UUID
    household_id: UUID
    currency: Currency


class CardOrdered(Event, frozen=True, aggregate="card_id"):
    """A card was ordered for a holder. It holds no money; the desk prints it."""

    type = "cards.card_ordered.v1"
    card_id: UUID
    wallet_id: UUID
    holder_id: UUID
    reason: Literal["first", "renewal", "replacement"] = "first"


class CardIssued(Event, frozen=True, aggregate="card_id"):
    """A card was handed to its holder and can be used."""

    type = "cards.card_issued.v1"
    card_id: UUID
    wallet_id: UUID
    holder_id: UUID


class CardStopped(Event, frozen=True, aggregate="card_id"):
    """A card can no longer be used; the money stays in the wallet."""

    type = "cards.card_stopped.v1"
    card_id: UUID
    wallet_id: UUID
    holder_id: UUID
    reason: Literal["blocked", "lost", "stolen", "replaced", "closed", "expired"]
