"""Matches: which incubated enterprises could do what a public body needs, and in which order they are asked."""

from uuid import UUID

import msgspec

from services.incubator.ventures import accounts, enterprises, orders
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise that could do the work, and what was looked at: the first in the list has the fewest orders."""

    enterprise_id: UUID
    trade_name: str
    orders_open: int
    orders_won: int
    public_basis_points_after: int
    """Its share of public revenue if it takes this order."""
    stays_below_ceiling: bool


async def list_of(transaction: Transaction, order_id: UUID) -> list[Match]:
    """Return who could do the work: who stays below the ceiling first, then who has had the fewest orders."""
    order = await orders.load(transaction, order_id)
    found = []
    for row in await transaction.fetch(queries.select_candidates, order.category):
        enterprise = await enterprises.find(transaction, row["id"])
        below, after = await accounts.measure(transaction, enterprise, order.value_minor)
        found.append(
            Match(
                enterprise_id=enterprise.id,
                trade_name=enterprise.trade_name,
                orders_open=row["orders_open"],
                orders_won=row["orders_won"],
                public_basis_points_after=after,
                stays_below_ceiling=below,
            )
        )
    return sorted(found, key=place_of)


def place_of(match: Match) -> tuple[bool, int, int, UUID]:
    """Return by what matches are put in order; the id decides among equals, so that a list is the same each time."""
    return not match.stays_below_ceiling, match.orders_won, match.orders_open, match.enterprise_id
