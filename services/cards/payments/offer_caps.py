"""Monthly caps of offers: what one has given a household in a month, where the offer says how much it may be.

It is read from the payments themselves, in one query for a batch, and only where a running offer has such a cap. What
was given back does not count. Months are those of the tenant's time zone.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.cards.deciding.decisions import Decision
from services.cards.payments import spending
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

Key = tuple[UUID | None, UUID, datetime]
"""A household's wallet, an offer, and the first local moment of the month."""
Given = dict[Key, int]


def month_begin(at: datetime) -> datetime:
    """Return the first local moment of a time's month."""
    return spending.month_start(at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0))


async def read(transaction: Transaction, asked: Iterable[Key]) -> Given:
    """Return what offers have given in these months, in minor units; without any question nothing is read."""
    keys = list(dict.fromkeys(asked))
    if not keys:
        return {}
    rows = await transaction.fetch(
        queries.given,
        list(range(len(keys))),
        [wallet_id for wallet_id, _, _ in keys],
        [offer_id for _, offer_id, _ in keys],
        [month for _, _, month in keys],
        [spending.month_start(month, later=1) for _, _, month in keys],
    )
    return {keys[row["place"]]: row["given_minor"] for row in rows}


def note(given: Given, wallet_id: UUID | None, month: datetime, decision: Decision) -> None:
    """Count what a sale that was just decided has been given."""
    for offer_id, amount in (
        (decision.offer_id, decision.bonus_minor),
        (decision.discount_offer_id, decision.discount_minor),
    ):
        if offer_id is not None:
            given[wallet_id, offer_id, month] = given.get((wallet_id, offer_id, month), 0) + amount
