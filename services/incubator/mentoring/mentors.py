"""Mentors: what they know and speak, where and on which days they can be met, and how much of a month they give."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from services.incubator.calling.stages import Code
from services.incubator.judging.reviewers import Language
from services.incubator.people import persons
from services.incubator.training.calendars import Weekday
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)

Minutes = Annotated[int, msgspec.Meta(ge=0, le=20_000)]


class MentorSheet(Body, frozen=True, kw_only=True):
    """What a mentor gives. `places` are codes of villages or districts; 0 minutes a month pauses them."""

    skills: Annotated[tuple[Code, ...], msgspec.Meta(max_length=30)] = ()
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1, max_length=3)]
    places: Annotated[tuple[Code, ...], msgspec.Meta(max_length=30)] = ()
    online: bool = True
    weekdays: Annotated[tuple[Weekday, ...], msgspec.Meta(min_length=1, max_length=7)]
    minutes_monthly_max: Minutes


class Mentor(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor, with what this month has taken so far; the id is the person's."""

    id: UUID
    version: int
    skills: list[str]
    languages: list[str]
    places: list[str]
    online: bool
    weekdays: list[Weekday]
    minutes_monthly_max: int
    minutes_this_month: int
    mentorships: int
    """How many are open."""


async def describe(transaction: Transaction, person_id: UUID, sheet: MentorSheet) -> Mentor:
    """Say what a mentor gives, replacing what was said. Raises NotFound for nobody who is registered."""
    await persons.find(transaction, person_id)
    lists = [list(dict.fromkeys(each)) for each in (sheet.skills, sheet.languages, sheet.places, sheet.weekdays)]
    await transaction.execute(
        queries.upsert_mentor,
        person_id,
        *lists,
        sheet.online,
        sheet.minutes_monthly_max,
        transaction.now,
        transaction.actor_id,
    )
    return await find(transaction, person_id)


async def find(transaction: Transaction, person_id: UUID) -> Mentor:
    """Return a mentor. Raises NotFound."""
    wanted = (person_id, *month_of(transaction.today), None, None)
    mentor = await transaction.fetch_struct(Mentor, queries.select_mentors, *wanted)
    if mentor is None:
        raise NotFound("This person mentors nobody here.")
    return mentor


async def list_of(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Mentor]:
    """Return the mentors, in the order of their ids."""
    first, following = month_of(transaction.today)
    return await transaction.fetch_structs(Mentor, queries.select_mentors, None, first, following, after, limit)


def month_of(day: date) -> tuple[date, date]:
    """Return the first day of a day's month, and of the month after it."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.replace(day=1), following
