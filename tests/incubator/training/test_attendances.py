"""Attendance: written once, told, and fair to whoever had an unmet need."""

import asyncpg
import pytest

from services.incubator.training import attendances, enrolments
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MENTOR, execute_as
from tests.rolled_back import Events


@pytest.mark.parametrize(
    ("attended", "unmet_needs", "is_make_up", "counts"),
    [
        (True, 0, False, False),
        (True, 2, False, False),
        (False, 0, False, True),
        (False, 1, False, False),
        (False, 3, False, False),
        (False, 0, True, False),
    ],
)
def test_an_absence_counts_once_and_only_without_an_unmet_need(
    attended: bool, unmet_needs: int, is_make_up: bool, counts: bool
) -> None:
    found = attendances.counts_against(attended=attended, unmet_needs=unmet_needs, is_make_up=is_make_up)
    assert found is counts


async def test_a_list_is_kept_and_told_and_the_session_is_held(al_koura: Client, events: Events) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    kept = await factories.attended(al_koura, cohort, enrolment)
    assert (kept["state"], kept["items"][0]["attended"]) == ("held", True)
    assert await al_koura.get(f"/sessions/{kept['id']}/attendances", by=MENTOR) == kept
    assert (await events())[-1] == (
        "incubator.attendance_recorded.v1",
        {
            "enrolment_id": enrolment["id"],
            "cohort_id": cohort["id"],
            "participant_id": enrolment["participant_id"],
            "session_id": kept["id"],
            "attended": True,
            "counts_against": False,
            "made_up_in": None,
        },
    )


async def test_an_absence_with_an_unmet_need_does_not_count(al_koura: Client, events: Events) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    accommodation = f"/enrolments/{enrolment['id']}/accommodation"
    (need,) = (await al_koura.put(accommodation, {"hearing": 4}, If_Match=etag(enrolment)))["needs"]
    session = await factories.session(al_koura, cohort)
    path = f"/sessions/{session['id']}"
    await al_koura.put(f"{path}/needs", {"need_id": need["id"], "state": "met"})
    await factories.step(al_koura, session, "sessions", "confirm")
    # The interpreter did not come.
    await al_koura.put(f"{path}/needs", {"need_id": need["id"], "state": "unmet"})
    al_koura.now = "2026-03-07T18:00:00+03:00"
    body = {"attendances": [{"enrolment_id": enrolment["id"], "attended": False}]}
    kept = await al_koura.post(f"{path}/attendances", body)
    assert kept["items"][0]["counts_against"] is False
    (kind, held), (_, absence) = (await events())[-2:]
    assert (kind, held["needs_met"], held["needs_unmet"]) == ("incubator.session_held.v1", 0, 1)
    assert absence["counts_against"] is False


async def test_any_other_absence_counts(al_koura: Client) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    kept = await factories.attended(al_koura, cohort, enrolment, there=False)
    assert kept["items"][0]["counts_against"] is True


async def test_the_database_lets_no_unfair_absence_count(al_koura: Client, connection: Connection) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    session = await factories.session(al_koura, cohort)
    statement = (
        "INSERT INTO attendances (session_id, enrolment_id, attended, unmet_needs, counts_against, recorded_at,"
        " recorded_by) VALUES ($1, $2, false, 1, true, now(), gen_random_uuid())"
    )
    for login in LOGINS:
        with pytest.raises(asyncpg.CheckViolationError, match="attendances_fair"):
            await execute_as(login, connection, statement, session["id"], enrolment["id"])


async def test_a_list_names_each_participant_of_the_cohort_once(al_koura: Client, events: Events) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    _, stranger = await factories.enrolled(al_koura)
    kept = await factories.attended(al_koura, cohort, enrolment)
    before = len(await events())
    path = f"/sessions/{kept['id']}/attendances"
    mine, other = [{"enrolment_id": each["id"], "attended": True} for each in (enrolment, stranger)]
    refusal = await al_koura.refused("POST", path, {"attendances": [mine, other]})
    assert (refusal[1], refusal[2]["enrolment_ids"]) == ("not-in-cohort", [stranger["id"]])
    assert (await al_koura.refused("POST", path, {"attendances": [mine, mine]}))[1] == "not-in-cohort"
    assert (await al_koura.refused("POST", path, {"attendances": [mine]}))[1] == "attendance-known"
    assert len(await events()) == before


async def test_an_unconfirmed_session_and_a_day_to_come_have_no_attendance(al_koura: Client) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    session = await factories.session(al_koura, cohort)
    path = f"/sessions/{session['id']}/attendances"
    body = {"attendances": [{"enrolment_id": enrolment["id"], "attended": True}]}
    assert (await al_koura.refused("POST", path, body))[1] == "transition-forbidden"
    await factories.step(al_koura, session, "sessions", "confirm")
    assert (await al_koura.refused("POST", path, body))[1] == "not-held-yet"


@pytest.mark.parametrize("change", ["UPDATE attendances SET attended = true", "DELETE FROM attendances"])
async def test_attendance_is_written_once(al_koura: Client, connection: Connection, change: str) -> None:
    await factories.attended(al_koura, *await factories.enrolled(al_koura), there=False)
    for login in LOGINS:
        with pytest.raises(asyncpg.PostgresError, match=r"written once|permission denied"):
            await execute_as(login, connection, change)


async def test_whoever_makes_up_for_a_missed_session_has_attended_it(
    al_koura: Client, connection: Connection, events: Events
) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    missed = await factories.attended(al_koura, cohort, enrolment, there=False)
    made_up = await factories.attended(al_koura, cohort, enrolment, day="2026-03-14", makes_up=missed["id"])
    assert (await events())[-1][1] | {"cohort_id": "", "enrolment_id": "", "participant_id": ""} == {
        "enrolment_id": "",
        "cohort_id": "",
        "participant_id": "",
        "session_id": missed["id"],
        "attended": True,
        "counts_against": False,
        "made_up_in": made_up["id"],
    }
    training = await connection.fetchrow(enrolments.queries.select_training, enrolment["application_id"])
    assert tuple(training or ()) == (1, 0)
    # It was for those who had missed the other; nobody else is on its list, and no call's day is spent on it.
    other = await factories.session(al_koura, cohort, held_on="2026-03-15", makes_up=missed["id"])
    assert other["makes_up"] == missed["id"]


async def test_whoever_misses_the_second_session_too_has_missed_one(
    al_koura: Client, connection: Connection, events: Events
) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    missed = await factories.attended(al_koura, cohort, enrolment, there=False)
    before = await events()
    again = await factories.attended(al_koura, cohort, enrolment, there=False, day="2026-03-14", makes_up=missed["id"])
    assert again["items"][0]["counts_against"] is False
    assert [kind for kind, _ in (await events())[len(before) :]] == ["incubator.session_held.v1"]
    training = await connection.fetchrow(enrolments.queries.select_training, enrolment["application_id"])
    assert tuple(training or ()) == (0, 1)


async def test_a_session_is_made_up_for_by_those_who_missed_it(al_koura: Client, connection: Connection) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    there = await factories.attended(al_koura, cohort, enrolment)
    planned = await factories.session(al_koura, cohort, held_on="2026-03-08")
    path = f"/cohorts/{cohort['id']}/sessions"
    body = {"held_on": "2026-03-14", "title": "التسعير"}
    refusal = await al_koura.refused("POST", path, body | {"makes_up": planned["id"]})
    assert refusal[:2] == (409, "nothing-missed")
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError, match="made up for"):
            await execute_as(
                login, connection, "UPDATE sessions SET makes_up = $2 WHERE id = $1", there["id"], planned["id"]
            )
    second = await factories.session(al_koura, cohort, held_on="2026-03-14", makes_up=there["id"])
    await factories.step(al_koura, second, "sessions", "confirm")
    al_koura.now = "2026-03-14T18:00:00+03:00"
    listed = {"attendances": [{"enrolment_id": enrolment["id"], "attended": True}]}
    assert (await al_koura.refused("POST", f"/sessions/{second['id']}/attendances", listed))[1] == "not-in-cohort"
