"""Settlement days: each payment, refund and re-spend is stamped with one in its posting; closing it fixes its figures.

A day is closed by itself at its cut-off when it is one that is settled, or by hand on any day.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

import msgspec

from contracts.cards import MerchantTotal, SettlementDayClosed
from services.cards.shops import settlement_calendars
from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

BEGIN = timedelta(days=400)
"""A calendar is opened so far before its first posting, so that past months can be entered at their own time."""


class DayAlreadyClosed(Problem):
    """This settlement day is closed."""


class DayNotReached(Problem):
    """This settlement day lies in the future."""


class SettlementDay(msgspec.Struct, frozen=True, kw_only=True):
    """A closed day: how much all shops together are owed for it, bonuses included and refunds taken off."""

    id: UUID
    settlement_date: date
    payments_count: int
    refunds_count: int
    respends_count: int
    """Shops that paid shops."""
    net_minor: int
    merchants: int
    closed_at: datetime
    version: int


async def hold_calendars(transaction: Transaction, days: Mapping[UUID, date]) -> dict[UUID, date]:
    """Return up to which date each tenant's days are closed, and let none be closed until we commit.

    `days` gives each tenant's business date, from which a calendar is opened that is not there yet.
    """
    rows = await transaction.fetch(queries.hold_calendars, list(days))
    missing = days.keys() - {row["municipality_id"] for row in rows}
    if missing:
        await transaction.execute(
            queries.open_calendars, list(missing), [days[municipality_id] - BEGIN for municipality_id in missing]
        )
        rows = await transaction.fetch(queries.hold_calendars, list(days))
    return {row["municipality_id"]: row["closed_through"] for row in rows}


async def close(transaction: Transaction, settlement_date: date) -> SettlementDay:
    """Close a day, and with it every open day before; say each one's figures. Return the day asked for."""
    if settlement_date > transaction.today:
        raise DayNotReached(f"Today is {transaction.today}.")
    # Alone from the start: two who close and both held it shared would wait for each other.
    await transaction.execute(queries.open_calendars, [transaction.municipality_id], [transaction.today - BEGIN])
    closed_through: date = await transaction.fetchval(queries.lock_calendar, transaction.municipality_id)
    if settlement_date <= closed_through:
        raise DayAlreadyClosed(f"The days up to {closed_through} are closed.", closed_through=closed_through)
    return await close_through(transaction, closed_through, settlement_date)


async def close_due(transaction: Transaction, settings: Settings) -> None:
    """Close the last settled day whose cut-off has passed, unless somebody has; where nothing was sold yet, nothing.

    Where requests choose their own time (demo, tests) no clock knows which day it is there: days are closed by hand.
    """
    if settings.environment != "production":
        return
    day = settlement_calendars.last_reached(transaction.municipality, transaction.now)
    closed_through: date | None = await transaction.fetchval(queries.lock_calendar, transaction.municipality_id)
    if closed_through is not None and closed_through < day:
        await close_through(transaction, closed_through, day)


async def close_through(transaction: Transaction, closed_through: date, settlement_date: date) -> SettlementDay:
    """Close every open day up to one, whose calendar the caller holds alone, and return that one."""
    rows = await transaction.fetch(queries.totals, closed_through, settlement_date)
    by_day = {day: list(group) for day, group in groupby(rows, key=lambda row: row["settlement_date"])}
    by_day.setdefault(settlement_date, [])
    day_id = uuid7()
    for day, group in sorted(by_day.items()):
        day_id = uuid7()
        totals = [MerchantTotal(**{name: row[name] for name in MerchantTotal.__struct_fields__}) for row in group]
        await store(transaction, day_id, day, totals)
    await transaction.execute(queries.close_through, transaction.municipality_id, settlement_date)
    await audit.record(transaction, "settlement_day_closed", object_type="settlement_day", object_ids=[day_id])
    return await get(transaction, day_id)


async def store(transaction: Transaction, day_id: UUID, day: date, totals: list[MerchantTotal]) -> None:
    """Write a day's figures and say them."""
    await transaction.execute(
        queries.insert_day,
        day_id,
        day,
        sum(total.payments_count for total in totals),
        sum(total.refunds_count for total in totals),
        sum(total.respends_count for total in totals) // 2,
        sum(total.net_minor for total in totals),
        len(totals),
        transaction.actor_id,
        transaction.now,
    )
    await publish(transaction, SettlementDayClosed(settlement_day_id=day_id, settlement_date=day, totals=totals))


async def get(transaction: Transaction, day_id: UUID) -> SettlementDay:
    """Return a closed day. Raises NotFound."""
    day = await transaction.fetch_struct(SettlementDay, queries.get_day, day_id)
    if day is None:
        raise NotFound("There is no such closed day.")
    return day


async def list_days(transaction: Transaction, *, after: UUID | None, limit: int) -> list[SettlementDay]:
    """Return closed days in the order in which they were closed."""
    return await transaction.fetch_structs(SettlementDay, queries.list_days, after, limit)
