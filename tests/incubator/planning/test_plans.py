"""Plans: written in versions by those who apply, read by those who accompany them, sealed under the applicant's key."""

from typing import Any

import asyncpg
import pytest

from services.incubator.planning import plans
from services.kit.db import Connection
from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MENTOR, REVIEWERS, execute_as

CASH: dict[str, Any] = {
    "fixed_monthly_minor": 100_000,
    "products": [{"name": "زي مدرسي", "price_minor": 12_000, "unit_cost_minor": 7_000, "units": [10, 40]}],
}


def test_the_canvas_is_worded_in_each_language() -> None:
    assert all(set(each.title) == {"en", "el", "ar"} for each in plans.canvas().fields)


async def test_each_version_says_what_it_has_changed_and_what_follows_from_its_cash(al_koura: Client) -> None:
    first = await factories.plan(al_koura)
    assert (first["number"], first["changed"], first["forecast"]) == (1, ["customers", "value"], None)
    path = f"/applications/{first['application_id']}/plan-versions"
    fields = first["fields"] | {"value": "أرخص من إربد"}
    second = await al_koura.post(path, {"based_on": 1, "fields": fields, "cash": CASH})
    assert (second["number"], second["changed"]) == (2, ["value", "cash"])
    assert await al_koura.post("/cash-flows", CASH, by=MENTOR) == second["forecast"]
    canvas = await al_koura.get("/plan-canvas")
    assert canvas["currency"] == second["forecast"]["currency"] == "JOD"
    assert canvas["programmes"] == [], "what earning does to a Jordanian benefit is not known"
    assert second["forecast"]["months"][1]["balance_minor"] == -50_000 + 100_000
    listed = (await al_koura.get(path))["items"]
    assert [(each["number"], each["changed"]) for each in listed] == [(1, first["changed"]), (2, second["changed"])]
    assert (await al_koura.get(f"/plan-versions/{first['id']}"))["fields"] == first["fields"]
    for body, problem in (
        ({"based_on": 1, "fields": {}}, "plan-moved-on"),
        ({"based_on": 2, "fields": fields, "cash": CASH}, "plan-unchanged"),
        ({"based_on": 2, "fields": {"slogan": "…"}}, "malformed"),
    ):
        assert (await al_koura.refused("POST", path, body))[1] == problem


async def test_a_plan_is_for_those_who_apply_the_office_and_their_mentor(al_koura: Client, paggaio: Client) -> None:
    mentorship = await factories.mentorship(al_koura)
    enrolment = await al_koura.get(f"/enrolments/{mentorship['enrolment_id']}")
    written = await factories.plan(al_koura, {"id": enrolment["application_id"]})
    path = f"/plan-versions/{written['id']}"
    mentor, founder = f"{mentorship['mentor_id']} mentor", f"{mentorship['participant_id']} founder"
    assert await al_koura.get(path, by=founder) == written
    assert (await al_koura.refused("GET", path, by=mentor))[0] == 404
    await factories.step(al_koura, mentorship, "mentorships", "accept")
    assert await al_koura.get(path, by=mentor) == written
    for client, by in ((al_koura, "someone founder"), (al_koura, MENTOR), (paggaio, founder)):
        assert (await client.refused("GET", path, by=by))[0] == 404
    assert (await al_koura.refused("GET", path, by=REVIEWERS[0]))[:2] == (403, "forbidden")


async def test_versions_are_written_once_and_no_table_shows_them(al_koura: Client, connection: Connection) -> None:
    written = await factories.plan(al_koura)
    for login in LOGINS:
        with pytest.raises(asyncpg.PostgresError, match=r"written once|permission denied"):
            await execute_as(login, connection, "UPDATE plan_versions SET number = 9")
    await connection.execute("RESET ROLE")
    for table in ("plan_versions", "vault_fields", "audit_entries"):
        for row in await connection.fetch(f"SELECT t::text AS row FROM {table} AS t"):
            assert written["fields"]["customers"] not in row["row"]
