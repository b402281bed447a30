"""Claw-backs of sales: what a shop still has of one. It pays once: to the public purse, or to the holder by a refund.

Who refunds, and who claws something back of a sale, has locked the shop's wallet: each sees what the other has taken.
"""

from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sql import load_queries

queries = load_queries(__file__)


class ClawedBack(Problem):
    """The shop has paid this back to the public purse already."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What claw-backs have taken of a sale, and what is left of it after them and all refunds; minor units."""

    taken_minor: int
    left_minor: int


async def kept(transaction: Transaction, payment_id: UUID) -> Kept:
    """Return what a shop still has of a payment that was made."""
    found = await transaction.fetch_struct(Kept, queries.kept, payment_id)
    assert found is not None  # the payment was looked up before
    return found


async def wanted(transaction: Transaction, payment_id: UUID, asked_minor: int | None) -> int | None:
    """Return what is to be given back: as asked, and of a sale that was clawed back in part all that the shop has left.

    Raises ClawedBack for more: two people take the claw-back back first, then the shop can give the holder all of it.
    """
    has = await kept(transaction, payment_id)
    if not has.taken_minor:
        return asked_minor
    if not has.left_minor or (asked_minor is not None and asked_minor > has.left_minor):
        raise ClawedBack("The claw-back has to be taken back before more is refunded.", left_minor=has.left_minor)
    return has.left_minor if asked_minor is None else asked_minor
