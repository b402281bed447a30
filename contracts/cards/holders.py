"""Wallets, and the cards that are keys to them."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import Currency, MinorUnits


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


class StatementFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A wallet's month, both days included; never what was bought, where or when.

    opening + credited − spent + refunded − withdrawn − expired + moved = closing.
    """

    from_on: date
    until_on: date
    opening_minor: MinorUnits
    credited_minor: MinorUnits
    spent_minor: MinorUnits
    """Paid to shops, bonuses left out: they were never in the wallet."""
    refunded_minor: MinorUnits
    withdrawn_minor: int
    """As cash; below zero where shops have taken more back than they gave."""
    expired_minor: MinorUnits
    moved_minor: int
    """Came, or below zero left, because the household changed."""
    closing_minor: MinorUnits
    next_expiry_on: date | None = None
    next_expiry_minor: MinorUnits | None = None
    """How much of what is there now can be used until that day only."""


class WalletStatementOrdered(Event, frozen=True, aggregate="statement_id"):
    """A wallet's month is wanted on paper, with the name of its holder."""

    type = "cards.wallet_statement_ordered.v1"
    statement_id: UUID
    wallet_id: UUID
    holder_id: UUID
    currency: Currency
    figures: StatementFigures
