"""What a card and its household have spent before a sale, on its day and in its month: what limits ask about.

It is read from the payments themselves, in one query for a batch, and only where a limit asks. What was given back does
not count, and a payment that was given back in whole is none.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from contracts.cards import Draw
from services.cards.deciding.limits import Spent, Sums
from services.cards.payments.sales import Asked, Standing
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

INTERVAL_MAX = timedelta(days=1)
"""A card's last payment is looked for no longer back: no rule may ask for a longer time between two."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A sale that this batch has paid, as limits ask about it."""

    wallet_id: UUID
    card_id: UUID
    at: datetime
    drawn: dict[str, int]
    """Minor units by programme."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for one sale, by its place in the batch."""

    place: int
    wallet_id: UUID
    card_id: UUID
    at: datetime
    """In the tenant's time zone."""
    before: UUID | None = None
    """Only payments that came before this one; none when all that are known count."""


def by_programme(drawn: Iterable[Draw]) -> dict[str, int]:
    """Return what was drawn of each programme."""
    sums: dict[str, int] = {}
    for each in drawn:
        sums[each.programme] = sums.get(each.programme, 0) + each.amount_minor
    return sums


async def read(transaction: Transaction, questions: Sequence[Question]) -> dict[int, list[Spent]]:
    """Return what was spent before each sale, by its place."""
    # Local arithmetic: where daylight saving begins or ends, a day has 23 or 25 hours.
    starts = [each.at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) for each in questions]
    rows = await transaction.fetch(
        queries.spent,
        [each.place for each in questions],
        [each.wallet_id for each in questions],
        [each.card_id for each in questions],
        [each.before for each in questions],
        [each.at - INTERVAL_MAX for each in questions],
        starts,
        [start + timedelta(days=1) for start in starts],
        [month_start(start) for start in starts],
        [month_start(start, later=1) for start in starts],
    )
    found: dict[int, list[Spent]] = {each.place: [] for each in questions}
    for row in rows:
        household = Sums(row["day_minor"], row["day_count"], row["month_minor"], row["month_count"])
        card = Sums(row["card_day_minor"], row["card_day_count"], row["card_month_minor"], row["card_month_count"])
        found[row["place"]].append(Spent(row["programme"], household, card, row["card_paid_at"]))
    return found


def month_start(day: datetime, *, later: int = 0) -> datetime:
    """Return the local midnight with which a day's month begins, or one so many months later."""
    first = month_of(day.date(), later=later)
    return day.replace(year=first.year, month=first.month, day=1)


def carried(
    spent: Sequence[Spent], made: Sequence[Made], asked: Asked, standing: Standing, zone: ZoneInfo
) -> list[Spent]:
    """Return what was spent before a sale, by programme: what was read, and what the batch has paid since."""
    sums = {each.programme: each for each in spent}
    at = asked.now.astimezone(zone)
    for each in made:
        if each.wallet_id == standing.wallet_id:
            for programme, amount in each.drawn.items():
                found = sums.get(programme, Spent(programme))
                sums[programme] = with_made(found, each, amount, at=at, card_id=standing.card_id)
    return sorted(sums.values(), key=lambda each: each.programme)


def with_made(spent: Spent, made: Made, amount_minor: int, *, at: datetime, card_id: UUID | None) -> Spent:
    """Return what was spent with one more payment."""
    paid_at = made.at.astimezone(at.tzinfo)
    same_day = paid_at.date() == at.date()
    same_month = month_of(paid_at.date()) == month_of(at.date())
    household = one_more(spent.household, amount_minor, day=same_day, month=same_month)
    if made.card_id != card_id:
        return Spent(spent.programme, household, spent.card, spent.card_paid_at)
    card = one_more(spent.card, amount_minor, day=same_day, month=same_month)
    return Spent(spent.programme, household, card, max(spent.card_paid_at or made.at, made.at))


def one_more(sums: Sums, amount_minor: int, *, day: bool, month: bool) -> Sums:
    """Return sums with one more payment, as far as it is of the same day and month."""
    return Sums(
        sums.day_minor + amount_minor * day,
        sums.day_count + day,
        sums.month_minor + amount_minor * month,
        sums.month_count + month,
    )
