"""A card's own limits: what one card may spend of what its household may, at once, on a day and in a month.

They are for a card that somebody else carries: a proxy who shops, a child. They only ever narrow; what its household
may spend stays with the rules.
"""

from uuid import UUID

from contracts.types import PositiveMinorUnits
from services.cards.deciding import programmes
from services.cards.holders import cards
from services.cards.holders.cards import Card
from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem, TransitionForbidden
from services.kit.sql import load_queries
from services.kit.web import Body, check_version

queries = load_queries(__file__)


class LimitAboveHousehold(Problem):
    """The card's limit is above its household's."""


class CardLimits(Body, frozen=True, kw_only=True):
    """All of a card's own limits, in minor units of its wallet's currency; what is left out is no limit."""

    payment_minor_max: PositiveMinorUnits | None = None
    day_minor_max: PositiveMinorUnits | None = None
    month_minor_max: PositiveMinorUnits | None = None


async def set_limits(transaction: Transaction, card_id: UUID, limits: CardLimits, *, version: int) -> Card:
    """Give a card these limits in place of those that it has; its next sale is judged by them.

    Raises Stale, LimitAboveHousehold, TransitionForbidden for a card that pays no more.
    """
    card = await cards.lock(transaction, card_id)
    check_version(card.version, version)
    if card.status in cards.STOPS:
        raise TransitionForbidden("What pays no more needs no limits.", status=card.status)
    rows = await transaction.fetch(cards.queries.programmes_of_wallet, card.wallet_id)
    check_narrower(limits, [row["programme"] for row in rows], transaction)
    await transaction.execute(
        queries.set_limits, card_id, limits.payment_minor_max, limits.day_minor_max, limits.month_minor_max
    )
    await audit.record(transaction, "card_limits_set", object_type="card", object_ids=[card_id])
    return await cards.get(transaction, card_id)


async def set_own_limits(transaction: Transaction, card_id: UUID, limits: CardLimits, *, version: int) -> Card:
    """Set limits as whose wallet it is, of the own card or of a proxy's. Raises NotFound for anybody else."""
    if not await transaction.fetchval(queries.holds_wallet, card_id, transaction.actor_id):
        raise NotFound("There is no such card.")
    return await set_limits(transaction, card_id, limits, version=version)


def check_narrower(limits: CardLimits, names: list[str], transaction: Transaction) -> None:
    """Raise LimitAboveHousehold for a limit above what every programme of the wallet lets its household spend."""
    rules = programmes.rules_on(transaction.today)
    households = [rules[name].household for name in names if name in rules]
    for name in CardLimits.__struct_fields__:
        wanted, allowed = getattr(limits, name), [getattr(each, name) for each in households]
        if wanted is None or not allowed or None in allowed:
            continue
        if wanted > max(allowed):
            raise LimitAboveHousehold(f"Set {max(allowed)} at most.", limit=name, limit_minor=max(allowed))
