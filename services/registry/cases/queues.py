"""Queues: the cases that wait, by who has them, how far they are and for how long, and how many there are."""

from datetime import timedelta
from typing import Annotated, Literal

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.web import PAGE_MAX, Body, Page, decode_cursor, page
from services.registry.assessing.facts import Code
from services.registry.cases.applications import Listed, State
from services.registry.people import persons

queries = load_queries(__file__)


class Search(Body, frozen=True, kw_only=True):
    """Which cases are wanted: what is left out is not looked at. They come oldest first."""

    state: State | None = None
    programme: Code | None = None
    has: Literal["mine", "somebody", "nobody"] | None = None
    """Who works on it."""
    overdue: bool = False
    """Those alone that should be decided by now, or whose household should have answered."""
    age_days_min: Annotated[int, msgspec.Meta(ge=0, le=36_500)] = 0
    """Days since it was entered."""
    cursor: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=PAGE_MAX)] = 50


class QueueCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many open cases of a programme are in a state, and of them how many are one's own, free and overdue."""

    programme: str
    state: State
    number: int
    mine: int
    unassigned: int
    overdue: int


async def search(transaction: Transaction, wanted: Search) -> Page[Listed]:
    """Return a page of the cases that are wanted, with the applicants' names. Raises Malformed for a strange cursor."""
    rows = await transaction.fetch_structs(
        Listed,
        queries.search,
        decode_cursor(wanted.cursor),
        wanted.state,
        wanted.programme,
        wanted.has,
        transaction.actor_id,
        transaction.today if wanted.overdue else None,
        transaction.now - timedelta(days=wanted.age_days_min),
        wanted.limit + 1,
    )
    shown = rows[: wanted.limit]
    names = await persons.names_of(transaction, [row.applicant_id for row in shown])
    named = [msgspec.structs.replace(row, applicant_name=names.get(row.applicant_id)) for row in shown]
    return page([*named, *rows[wanted.limit :]], wanted.limit)


async def count(transaction: Transaction) -> list[QueueCount]:
    """Return how many open cases there are, by programme and state: what a start page shows. Opens nobody's name."""
    return await transaction.fetch_structs(QueueCount, queries.count_open, transaction.actor_id, transaction.today)
