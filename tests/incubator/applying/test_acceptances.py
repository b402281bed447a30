"""Acceptances: within the call's days, by those who apply; what nobody accepts lapses, what was taken up does not."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MANAGER, execute_as

DAYS = """UPDATE calls SET terms = terms || '{"days_to_accept": 30}'"""


async def awarded(client: Client, connection: Connection) -> tuple[Any, str]:
    """An application awarded on 2 February by a call that gives thirty days, and its applicant."""
    application = await factories.application_in(client, "awarded")
    await execute_as("owner", connection, DAYS)
    return application, f"{application['applicant_id']} founder"


async def test_an_award_is_accepted_in_time_once_and_holds(
    al_koura: Client, paggaio: Client, connection: Connection
) -> None:
    application, applicant = await awarded(al_koura, connection)
    path = f"/applications/{application['id']}/acceptance"
    waiting = await al_koura.get(path, by=applicant)
    assert (waiting["accept_by"], waiting["accepted_at"], waiting["taken_up"]) == ("2026-03-04", None, False)
    for client, by in ((al_koura, "someone founder"), (paggaio, applicant)):
        assert (await client.refused("POST", path, by=by))[0] == 404
    al_koura.now = "2026-03-04T23:00:00+03:00"
    lapsing = f"/applications/{application['id']}/lapse"
    assert (await al_koura.refused("POST", lapsing, If_Match=etag(application)))[:2] == (409, "award-holds")
    accepted = await al_koura.post(path, by=applicant)
    al_koura.now = "2026-03-05T10:00:00+03:00"
    assert await al_koura.post(path, by=applicant) == accepted
    assert (await al_koura.refused("POST", lapsing, If_Match=etag(application)))[:2] == (409, "award-holds")
    for login in LOGINS:
        with pytest.raises(asyncpg.PostgresError, match=r"written once|permission denied"):
            await execute_as(login, connection, "UPDATE acceptances SET accepted_at = accepted_at")


async def test_what_nobody_accepts_in_time_lapses(al_koura: Client, connection: Connection) -> None:
    application, applicant = await awarded(al_koura, connection)
    cohort = await factories.cohort(al_koura, {"id": application["call_id"]})
    path = f"/applications/{application['id']}"
    al_koura.now = "2026-03-05T00:30:00+03:00"
    refusal = await al_koura.refused("POST", f"{path}/acceptance", by=applicant)
    assert (refusal[1], refusal[2]["accept_by"]) == ("acceptance-late", "2026-03-04")
    assert (await al_koura.refused("POST", f"{path}/lapse", by=applicant, If_Match=etag(application)))[0] == 403
    lapsed = await al_koura.post(f"{path}/lapse", by=MANAGER, If_Match=etag(application))
    assert lapsed["state"] == "withdrawn"
    assert (await al_koura.get(f"{path}/steps"))[-1]["step"] == "lapse"
    assert (await al_koura.refused("POST", f"{path}/acceptance", by=applicant))[:2] == (409, "nothing-to-accept")
    joining = {"application_id": application["id"]}
    assert (await al_koura.refused("POST", f"/cohorts/{cohort['id']}/enrolments", joining))[1] == "not-awarded"


async def test_who_has_joined_a_cohort_or_has_all_time_keeps_the_place(
    al_koura: Client, connection: Connection
) -> None:
    _, enrolment = await factories.enrolled(al_koura)
    path = f"/applications/{enrolment['application_id']}"
    acceptance = await al_koura.get(f"{path}/acceptance")
    assert (acceptance["accept_by"], acceptance["taken_up"]) == (None, True)
    await execute_as("owner", connection, DAYS)
    al_koura.now = "2026-04-01T10:00:00+03:00"
    assert (await al_koura.refused("POST", f"{path}/lapse", If_Match=etag(acceptance)))[1] == "award-holds"
