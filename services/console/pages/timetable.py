"""The timetable of all cohorts, week by week, with the rooms and trainers that they share."""

import asyncio
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from babel import Locale
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import languages
from services.console.choices import NEEDS
from services.console.clients.caller import endings
from services.console.clients.incubator import calls, cohorts, timetable
from services.console.clients.incubator.calls import NewPerson
from services.console.clients.incubator.cohorts import Session
from services.console.clients.incubator.timetable import RoomSheet, TrainerSheet
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.mentoring import skills_of
from services.console.pages.view import View, page
from services.kit.db import Transaction

OFFICER: Final = "incubator_officer"
READERS: Final = page_for(OFFICER, "mentor", "programme_manager")
WEEK: Final = timedelta(days=7)


class Teaching(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who teaches, as they are entered."""

    person: NewPerson


@get("/timetable", guards=[READERS])
async def show_timetable(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], week: FromQuery[date | None] = None
) -> Response[Any]:
    """Show a week of all cohorts: what is taught when, where and by whom."""
    first = first_of_week(view, week or transaction.today)
    found, means = await asyncio.gather(
        timetable.read_timetable(view.caller, first, first + WEEK - timedelta(days=1)), means_of(view)
    )
    return page(view, "timetable.html", days=by_day(found), weeks=weeks_around(first), **means)


def first_of_week(view: View, day: date) -> date:
    """Return the day on which a day's week begins where the tenant is (CLDR): Monday in Greece, Saturday in Jordan."""
    assert view.municipality is not None
    begins = Locale.parse(f"und_{view.municipality.country}", resolve_likely_subtags=True).first_week_day
    return day - timedelta(days=(day.weekday() - begins) % 7)


def weeks_around(first: date) -> dict[str, date]:
    """Return the first and last day of a week, and the first of the one before and of the one after it."""
    return {"first": first, "last": first + WEEK - timedelta(days=1), "before": first - WEEK, "after": first + WEEK}


def by_day(found: list[Session]) -> dict[date, list[Session]]:
    """Return days of training by their day, each in order of time."""
    days: dict[date, list[Session]] = {}
    for each in found:
        days.setdefault(each.held_on, []).append(each)
    return days


async def means_of(view: View) -> dict[str, Any]:
    """Return rooms, trainers and cohorts by id, and trainers' names for an officer."""
    trainers, rooms, known = await asyncio.gather(
        timetable.list_trainers(view.caller), timetable.list_rooms(view.caller), cohorts.list_cohorts(view.caller)
    )
    return {
        "rooms": {each.id: each for each in rooms},
        "trainers": await names_of(view, [each.id for each in trainers]),
        "cohorts": {each.id: each for each in known},
    }


async def names_of(view: View, trainer_ids: list[UUID]) -> dict[UUID, str]:
    """Return trainers' names for an officer; others see the ends of their ids."""
    assert view.session is not None
    if OFFICER not in view.session.roles:
        return endings(trainer_ids)
    return await cohorts.read_names(view.caller, trainer_ids)


@get("/rooms", guards=[READERS])
async def list_rooms(view: NamedDependency[View]) -> Response[Any]:
    """Show rooms and trainers, and the forms to enter and mend them."""
    known = await calls.list_calls(view.caller)
    means, teaching = await means_of(view), await timetable.list_trainers(view.caller)
    return page(
        view,
        "rooms.html",
        teaching=teaching,
        kinds=NEEDS,
        subjects=skills_of(view, known),
        spoken=languages.NAMES,
        **means,
    )


@post("/rooms", guards=[page_for(OFFICER)])
@shown_again
async def add_room(form: NamedDependency[Form]) -> Response[Any]:
    """Enter a room."""
    await timetable.add_room(form.view.caller, form.read(RoomSheet), form.key)
    return go("/rooms")


@post("/rooms/{room_id:uuid}", guards=[page_for(OFFICER)])
@shown_again
async def describe_room(form: NamedDependency[Form], room_id: FromPath[UUID]) -> Response[Any]:
    """Replace what is known of a room."""
    await timetable.describe_room(form.view.caller, room_id, form.read(RoomSheet), form.version)
    return go("/rooms")


@post("/trainers", guards=[page_for(OFFICER)])
@shown_again
async def add_trainer(form: NamedDependency[Form]) -> Response[Any]:
    """Enter somebody who teaches."""
    person, sheet = form.read(Teaching).person, form.read(TrainerSheet)
    await timetable.add_trainer(form.view.caller, person, sheet, form.key)
    return go("/rooms")


ROUTES = [show_timetable, list_rooms, add_room, describe_room, add_trainer]
