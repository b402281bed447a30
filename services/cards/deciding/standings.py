"""What a decision is made on: a sale as the till sent it, and all that the ledger knew at that moment."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from services.cards.deciding.covering import BasketLine, LotStanding
from services.cards.deciding.limits import NO_LIMITS, Limits, Spent
from services.cards.deciding.offers import OfferStanding

PinState = Literal["absent", "right", "wrong", "blocked"]
CodeState = Literal["absent", "right", "refused"]
"""A code that a phone has shown; absent where a printed card was."""


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """A sale as the till sent it, with the state of the PIN that was tried before."""

    amount_minor: int
    currency: str
    basket: list[BasketLine]
    partial: bool
    """Whether the till can take the rest in cash."""
    cash: bool = False
    """Whether the shop gives cash for it: then it is paid whole or not at all, within what may be withdrawn."""
    pin: PinState
    at: datetime
    """In the tenant's time zone: days, months and hours are counted there."""
    code: CodeState = "absent"

    @property
    def today(self) -> date:
        """Return the local day of the sale."""
        return self.at.date()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger knows about card, wallet and shop when the sale is decided."""

    card_status: str | None
    wallet_currency: str | None
    merchant_accepting: bool
    lots: Sequence[LotStanding]
    offers: Sequence[OfferStanding]
    area: str | None = None
    """Where the till stands."""
    card_limits: Limits = NO_LIMITS
    """The card's own, whatever programmes pay."""
    sales_without_pin: int = 0
    spent: Sequence[Spent] = ()
    """By programme; read only where a limit asks for it."""

    def spent_of(self, programme: str) -> Spent:
        """Return what was spent of a programme before this sale."""
        return next((each for each in self.spent if each.programme == programme), Spent(programme))
