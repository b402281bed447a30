"""Renewals: a card ends on a day that its programme says, and the next one is ordered before that day.

The old card pays until the new one does, or until its last day is over.
"""

from services.cards.holders import cards
from services.kit.db import Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

CHUNK = 500
"""Cards in one tick; what is left over follows at the next."""


async def tend(transaction: Transaction, _settings: Settings) -> None:
    """Order what has to be ordered before the old card ends, then stop what has ended."""
    await renew(transaction)
    await expire(transaction)


async def renew(transaction: Transaction) -> None:
    """Order the next card for those in use that end soon, where there is or may be money for it to pay with."""
    for due in await transaction.fetch(queries.cards_to_renew, transaction.today, CHUNK):
        await cards.order(transaction, due["wallet_id"], holder_id=due["holder_id"], reason="renewal")


async def expire(transaction: Transaction) -> None:
    """Stop cards whose last day is over. A sale looks at that day itself; this says it to everybody else."""
    for over in await transaction.fetch(queries.cards_to_expire, transaction.today, CHUNK):
        await cards.end(transaction, await cards.lock(transaction, over["id"]), "expired")
