"""Grants: tranches of awards and payments of orders that merchants get beside their sales, and what is taken back.

All are adjustments, as what came back of a payout is: they go into the next file, whichever day it is for.
"""

from collections.abc import Sequence
from uuid import UUID

from contracts.cards import CommitmentEnded, GrantCredited
from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def owe(transaction: Transaction, event: GrantCredited) -> None:
    """Owe a merchant a tranche, or an order's payment, that the ledger has credited."""
    await transaction.execute(
        queries.insert_grant,
        uuid7(),
        event.merchant_id,
        event.currency,
        "grant" if event.kind == "award" else "order",
        event.tranche_id,
        event.amount_minor,
        transaction.now,
    )


async def take_back(transaction: Transaction, event: CommitmentEnded) -> None:
    """Pay a merchant less by what was not spent of an award; what it does not earn is carried."""
    if event.merchant_id is not None and event.recovered_minor:
        await transaction.execute(
            queries.insert_grant,
            uuid7(),
            event.merchant_id,
            event.currency,
            "grant_recovered",
            event.award_id,
            -event.recovered_minor,
            transaction.now,
        )


async def paid_with(transaction: Transaction, payout_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Return the tranches and orders that each of these payouts pays, also those that came back of earlier ones."""
    rows = await transaction.fetch(queries.select_tranches, list(payout_ids))
    return {row["payout_id"]: row["tranche_ids"] for row in rows}
