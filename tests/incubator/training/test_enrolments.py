"""Enrolments: awarded applicants only, within the seats, told with the allowance."""

from services.kit.db import Connection
from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import execute_as
from tests.rolled_back import Events


async def test_an_enrolment_is_told_with_its_allowance(al_koura: Client, events: Events) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    assert (await events())[-1] == (
        "incubator.participant_enrolled.v1",
        {
            "enrolment_id": enrolment["id"],
            "cohort_id": cohort["id"],
            "participant_id": enrolment["participant_id"],
            "programme": "johud_training",
            "currency": "JOD",
            "allowance_minor": 60_000,
            "starts_on": "2026-03-01",
            "ends_on": "2026-05-31",
        },
    )
    assert (await al_koura.get(f"/cohorts/{cohort['id']}"))["enrolled"] == 1
    listed = await al_koura.get(f"/cohorts/{cohort['id']}/enrolments")
    assert listed["items"] == [enrolment]
    assert await al_koura.get(f"/enrolments/{enrolment['id']}") == enrolment


async def test_one_id_runs_from_the_application_to_the_cohort(al_koura: Client) -> None:
    _, enrolment = await factories.enrolled(al_koura)
    application = await al_koura.get(f"/applications/{enrolment['application_id']}")
    assert application["applicant_id"] == enrolment["participant_id"]


async def test_only_an_awarded_application_to_the_same_call_joins_and_once(al_koura: Client) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    path = f"/cohorts/{cohort['id']}/enrolments"
    waiting = await factories.scored(al_koura)
    elsewhere = await factories.application_in(al_koura, "awarded")
    for application in (waiting, elsewhere):
        refusal = await al_koura.refused("POST", path, {"application_id": application["id"]})
        assert refusal[:2] == (409, "not-awarded")
    again = {"application_id": enrolment["application_id"]}
    assert (await al_koura.refused("POST", path, again))[:2] == (409, "already-enrolled")


async def test_a_full_cohort_takes_nobody(al_koura: Client, connection: Connection) -> None:
    call = await factories.call(al_koura)
    cohort = await factories.cohort(al_koura, call)
    await execute_as("owner", connection, "UPDATE cohorts SET seats = 1 WHERE id = $1", cohort["id"])
    first, second = [await factories.application_in(al_koura, "awarded", call) for _ in range(2)]
    path = f"/cohorts/{cohort['id']}/enrolments"
    await al_koura.post(path, {"application_id": first["id"]})
    refusal = await al_koura.refused("POST", path, {"application_id": second["id"]})
    assert (refusal[1], refusal[2]["seats"]) == ("cohort-full", 1)


async def test_another_tenant_finds_no_enrolment(al_koura: Client, paggaio: Client) -> None:
    _, enrolment = await factories.enrolled(al_koura)
    path = f"/enrolments/{enrolment['id']}"
    for address in (path, f"{path}/accommodation"):
        assert (await paggaio.refused("GET", address))[0] == 404
