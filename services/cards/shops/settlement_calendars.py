"""Which days a municipality settles: data, its weekend and the public holidays of its country, in its own time.

Every day has figures of its own. A day that is not settled by itself (weekend, holiday) is closed with the next one.
"""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contracts.types import Currency
from services.cards.deciding import programmes
from services.kit.db import Transaction
from services.kit.settings import Municipality
from services.kit.sql import load_queries

queries = load_queries(__file__)

FOLDER = Path(__file__).parents[1] / "municipalities"
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Settlement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which days are settled. Without any of it, every day is."""

    weekend: frozenset[Weekday] = frozenset()
    closed_on: frozenset[date] = frozenset()
    """Public holidays, and days of the town's own."""


class Books(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the ledger is kept in a municipality's books: accounts by kind of wallet, texts by kind of transfer."""

    accounts: dict[str, str] = {}
    other_account: str = "9999"
    """Where a kind of wallet has no account of its own."""
    texts: dict[str, str] = {}


class Bank(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which accounts a municipality's money for programmes lies, and how long the bank may take."""

    accounts: dict[Currency, str] = {}
    """The IBAN by currency: a public body's own, not personal."""
    transit_days: Annotated[int, Meta(ge=0)] = 5
    """Days between what the ledger moved and what the bank booked."""
    statement_days_max: Annotated[int, Meta(ge=1)] = 3
    """Settled days without a statement after which one is missing."""


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality's file."""

    municipality: str
    settlement: Settlement = Settlement()
    books: Books = Books()
    bank: Bank = Bank()


class NextClosing(msgspec.Struct, frozen=True, kw_only=True):
    """The next day that is settled, from when it is closed by itself, and through which day all is closed."""

    settlement_date: date
    closes_at: datetime
    closed_through: date | None


@cache
def all_practices() -> dict[str, Practice]:
    """Return every municipality's file by its slug, read once. Raises msgspec.ValidationError for a wrong file."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    found = [msgspec.convert(table, Practice) for table in tables]
    return {practice.municipality: practice for practice in found}


def settlement_of(municipality: Municipality) -> Settlement:
    """Return which days a municipality settles; one without a file settles every day."""
    practice = all_practices().get(municipality.slug)
    return Settlement() if practice is None else practice.settlement


def books_of(municipality: Municipality) -> Books:
    """Return how a municipality keeps its books."""
    practice = all_practices().get(municipality.slug)
    return Books() if practice is None else practice.books


def bank_of(municipality: Municipality) -> Bank:
    """Return where a municipality's money lies; one without a file has no account."""
    practice = all_practices().get(municipality.slug)
    return Bank() if practice is None else practice.bank


def is_settled(settlement: Settlement, day: date) -> bool:
    """Return whether a day is settled by itself."""
    return day not in settlement.closed_on and WEEK[day.weekday()] not in settlement.weekend


def closes_at(municipality: Municipality, day: date) -> datetime:
    """Return the instant (UTC) at which a day may be closed: the latest cut-off of the programmes of its currency.

    A time that the clocks skip is reckoned by the offset before; of one that comes twice, the first counts.
    """
    cut_offs = [
        each.settlement_cut_off
        for each in programmes.all_programmes().values()
        if each.currency == municipality.currency
    ]
    return datetime.combine(day, max(cut_offs, default=time(23)), municipality.zone).astimezone(UTC)


def last_reached(municipality: Municipality, now: datetime) -> date:
    """Return the last settled day whose cut-off has passed."""
    day = now.astimezone(municipality.zone).date()
    settlement = settlement_of(municipality)
    while closes_at(municipality, day) > now or not is_settled(settlement, day):
        day -= timedelta(days=1)
    return day


def first_after(municipality: Municipality, day: date) -> date:
    """Return the first settled day after a day."""
    settlement = settlement_of(municipality)
    day += timedelta(days=1)
    while not is_settled(settlement, day):
        day += timedelta(days=1)
    return day


async def next_closing(transaction: Transaction) -> NextClosing:
    """Return when the tenant's next day is closed by itself."""
    closed_through: date | None = await transaction.fetchval(queries.closed_through, transaction.municipality_id)
    begin = max(last_reached(transaction.municipality, transaction.now), closed_through or date.min)
    day = first_after(transaction.municipality, begin)
    return NextClosing(
        settlement_date=day, closes_at=closes_at(transaction.municipality, day), closed_through=closed_through
    )
