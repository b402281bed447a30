"""Calendars: on which days of the week and of the year nothing is taught, as data by municipality."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from services.kit.errors import Problem
from services.kit.settings import Municipality

FOLDER = Path(__file__).parents[1] / "municipalities"
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Calendar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A municipality's file. Without any of it, every day is taught on."""

    municipality: str
    rest_days: frozenset[Weekday] = frozenset()
    closed_on: frozenset[date] = frozenset()
    """Public holidays, and days of the town's own."""


class NothingTaught(Problem):
    """On this day nothing is taught."""


@cache
def all_calendars() -> dict[str, Calendar]:
    """Return every municipality's calendar by its slug. Raises msgspec.ValidationError for a wrong file."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    found = [msgspec.convert(table, Calendar) for table in tables]
    return {calendar.municipality: calendar for calendar in found}


def is_taught_on(municipality: Municipality, day: date) -> bool:
    """Return whether the municipality teaches on a day; one without a file teaches on every day."""
    calendar = all_calendars().get(municipality.slug)
    return calendar is None or (day not in calendar.closed_on and WEEK[day.weekday()] not in calendar.rest_days)


def check_taught_on(municipality: Municipality, day: date) -> None:
    """Raise NothingTaught on a public holiday, a weekly day of rest, or a day of the town's own."""
    if not is_taught_on(municipality, day):
        raise NothingTaught(
            "It is a day of rest or a holiday; choose another.", held_on=day, weekday=WEEK[day.weekday()]
        )
