"""Withdrawals: cash from a shop that gives it, within what of each credit may be withdrawn; else a payment."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from contracts.types import Currency, PositiveMinorUnits
from services.cards.payments.sales import Booked, SaleRequest
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


class WithdrawalRequest(Body, frozen=True, kw_only=True):
    """Cash that the holder wants, with the PIN: it is given whole or not at all."""

    card_token: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}([A-Za-z0-9_-]{102})?$(?!\n)")]
    """What a printed card's QR says, or the code that a phone shows."""
    amount_minor: PositiveMinorUnits
    currency: Currency
    pin: Annotated[str, Meta(pattern=r"^[0-9]{4}$(?!\n)")] | None = None


def as_sale(request: WithdrawalRequest) -> SaleRequest:
    """Return a withdrawal as it waits among sales for its posting."""
    return SaleRequest(
        card_token=request.card_token,
        amount_minor=request.amount_minor,
        currency=request.currency,
        partial=False,
        pin=request.pin,
    )


async def note(transaction: Transaction, booked: Sequence[Booked]) -> None:
    """Take a batch's withdrawals from their lots' quotas; nothing is asked of the database when there are none."""
    taken: dict[UUID, int] = {}
    for each in booked:
        if each.asked.kind == "withdrawal":
            for draw in each.decision.draws:
                taken[draw.lot_id] = taken.get(draw.lot_id, 0) + draw.amount_minor
    if taken:
        await transaction.execute(queries.take_quota, list(taken), list(taken.values()))


async def give_back(transaction: Transaction, lot_ids: Sequence[UUID], parts: Sequence[int]) -> None:
    """Let what a shop has taken back of a withdrawal be withdrawn again, from the lots that it came from."""
    await transaction.execute(queries.return_quota, list(lot_ids), list(parts))
