"""The way to an enterprise."""

from contracts.incubator import ApplicationDecided
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import AL_KOURA, Town
from tests.reporting.log import Log


async def test_absences_caused_by_an_unmet_need_do_not_count_and_corrections_do(readings: Readings) -> None:
    log = Log()
    town, enrolment = Town(log, AL_KOURA), uuid7()
    sessions = [uuid7() for _ in range(4)]
    town.attend(enrolment, sessions[0], attended=True)
    town.attend(enrolment, sessions[1], attended=False)
    town.attend(enrolment, sessions[2], attended=False, counts_against=False)
    town.attend(enrolment, sessions[3], attended=False)
    town.attend(enrolment, sessions[3], attended=True)
    await readings.hear_all(log)
    found = {each["code"]: each["value"] for each in await readings.get("/indicators", of=AL_KOURA)}
    assert found["attendance_basis_points"] == 6_666


async def test_an_application_moved_up_from_reserve_is_awarded(readings: Readings) -> None:
    log = Log()
    town, application = Town(log, AL_KOURA), uuid7()
    for outcome in ("reserve", "awarded"):
        town.say(
            ApplicationDecided(
                application_id=application, call_id=uuid7(), applicant_id=uuid7(), outcome=outcome,
                score_basis_points=7_000,
            )
        )  # fmt: skip
    await readings.hear_all(log)
    found = {each["code"]: each["value"] for each in await readings.get("/indicators", of=AL_KOURA)}
    assert (found["call_applications_awarded"], found["call_applications_reserve"]) == (1, 0)
