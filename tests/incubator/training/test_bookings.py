"""Bookings: nobody and no room has two sessions at once, in the code and in the database."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MENTOR, execute_as

MORNING = {"starts_at": "09:00:00", "ends_at": "12:00:00"}


async def two_cohorts(client: Client) -> tuple[Any, Any]:
    """Two groups of one call."""
    call = await factories.call(client)
    return await factories.cohort(client, call), await factories.cohort(client, call, number=2)


@pytest.mark.parametrize(
    ("hours", "clashes"),
    [
        ({"starts_at": "11:00:00", "ends_at": "13:00:00"}, True),
        ({"starts_at": "08:00:00", "ends_at": "15:00:00"}, True),
        ({}, True),
        ({"starts_at": "12:00:00", "ends_at": "15:00:00"}, False),
        ({"starts_at": "07:00:00", "ends_at": "09:00:00"}, False),
    ],
)
async def test_a_room_and_a_trainer_are_in_one_session_at_a_time(
    al_koura: Client, connection: Connection, hours: dict[str, str], clashes: bool
) -> None:
    first, second = await two_cohorts(al_koura)
    room, trainer = await factories.room(al_koura), await factories.trainer(al_koura)
    taken = {"room_id": room["id"], "trainer_id": trainer["id"]}
    session = await factories.session(al_koura, first, **MORNING, **taken)
    for name, problem in (("room_id", "room-taken"), ("trainer_id", "trainer-taken")):
        body = {"held_on": session["held_on"], "title": "التسعير", name: taken[name]} | hours
        path = f"/cohorts/{second['id']}/sessions"
        if clashes:
            refusal = await al_koura.refused("POST", path, body)
            assert (refusal[1], refusal[2]["session_id"]) == (problem, session["id"])
        else:
            planned = await al_koura.post(path, body)
            await factories.step(al_koura, planned, "sessions", "cancel")
    if clashes:
        other = await factories.session(al_koura, second, **hours)
        for login, column in zip(LOGINS, ("room_id", "trainer_id", "room_id"), strict=True):
            statement = f"UPDATE sessions SET {column} = $2 WHERE id = $1"
            with pytest.raises(asyncpg.RestrictViolationError, match="at this time"):
                await execute_as(login, connection, statement, other["id"], taken[column])


async def test_a_cancelled_session_frees_what_it_took(al_koura: Client) -> None:
    first, second = await two_cohorts(al_koura)
    room = await factories.room(al_koura)
    session = await factories.session(al_koura, first, room_id=room["id"])
    await factories.step(al_koura, session, "sessions", "cancel")
    again = await factories.session(al_koura, second, room_id=room["id"])
    earlier = await factories.session(al_koura, first, held_on="2026-03-01")
    asked = "/timetable?held_from=2026-03-01&held_until=2026-03-31"
    listed = await al_koura.get(f"{asked}&room_id={room['id']}", by=MENTOR)
    assert [each["id"] for each in listed["items"]] == [again["id"]]
    page = await al_koura.get(f"{asked}&limit=1", by=MENTOR)
    following = await al_koura.get(f"{asked}&limit=1&cursor={page['next']}", by=MENTOR)
    assert [each["id"] for each in (*page["items"], *following["items"])] == [earlier["id"], again["id"]]


@pytest.mark.parametrize(
    "fields",
    [{"starts_at": "09:00:00"}, {"starts_at": "12:00:00", "ends_at": "12:00:00"}, {"mode": "online"}],
    ids=["no end", "no time", "a room online"],
)
async def test_a_booking_makes_sense(al_koura: Client, fields: dict[str, Any]) -> None:
    cohort = await factories.cohort(al_koura, await factories.call(al_koura))
    room = await factories.room(al_koura)
    body = {"held_on": "2026-03-08", "title": "التسعير", "room_id": room["id"]} | fields
    assert (await al_koura.refused("POST", f"/cohorts/{cohort['id']}/sessions", body))[:2] == (400, "malformed")


async def test_a_room_seats_everybody_who_has_joined(al_koura: Client) -> None:
    call = await factories.call(al_koura)
    cohort, room = await factories.cohort(al_koura, call), await factories.room(al_koura, seats=1)
    for _ in range(2):
        application = await factories.application_in(al_koura, "awarded", call)
        await al_koura.post(f"/cohorts/{cohort['id']}/enrolments", {"application_id": application["id"]})
    body = {"held_on": "2026-03-08", "title": "التسعير", "room_id": room["id"]}
    refusal = await al_koura.refused("POST", f"/cohorts/{cohort['id']}/sessions", body)
    assert (refusal[1], refusal[2]["seats"]) == ("room-too-small", 1)


async def test_a_moved_session_is_provided_for_anew_and_a_confirmed_one_stays(al_koura: Client) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    accommodation = f"/enrolments/{enrolment['id']}/accommodation"
    (need,) = (await al_koura.put(accommodation, {"hearing": 4}, If_Match=etag(enrolment)))["needs"]
    session = await factories.session(al_koura, cohort)
    path = f"/sessions/{session['id']}"
    await al_koura.put(f"{path}/needs", {"need_id": need["id"], "state": "met"})
    plan = {"held_on": "2026-03-07", "title": "دراسة السوق والزبائن"}
    renamed = await al_koura.put(path, plan, If_Match=etag(session))
    assert (renamed["title"], renamed["needs_unmet"]) == (plan["title"], 0)
    moved = await al_koura.put(path, plan | MORNING, If_Match=etag(renamed))
    assert (moved["starts_at"], moved["needs_unmet"]) == ("09:00:00", 1)
    await factories.session(al_koura, cohort, held_on="2026-03-08")
    refusal = await al_koura.refused("PUT", path, plan | {"held_on": "2026-03-08"}, If_Match=etag(moved))
    assert refusal[1] == "day-taken"
    await al_koura.put(f"{path}/needs", {"need_id": need["id"], "state": "waived"})
    confirmed = await factories.step(al_koura, moved, "sessions", "confirm")
    assert (await al_koura.refused("PUT", path, plan, If_Match=etag(confirmed)))[1] == "session-settled"
