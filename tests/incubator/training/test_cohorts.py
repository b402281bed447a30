"""Cohorts: the groups that a call grants, each formed once, with seats, days and allowance from the call."""

import pytest

from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import MENTOR, REVIEWERS


async def test_a_cohort_has_what_its_call_grants(al_koura: Client) -> None:
    call = await factories.call(al_koura)
    cohort = await factories.cohort(al_koura, call)
    granted = (cohort["seats"], cohort["sessions_max"], cohort["allowance_minor"], cohort["currency"])
    assert granted == (20, 19, 60_000, "JOD")
    assert await al_koura.get(f"/cohorts/{cohort['id']}", by=MENTOR) == cohort
    second = await factories.cohort(al_koura, call, number=2)
    listed = await al_koura.get(f"/cohorts?call_id={call['id']}", by=MENTOR)
    assert [each["id"] for each in listed["items"]] == [cohort["id"], second["id"]]


@pytest.mark.parametrize(
    ("fields", "status", "problem"),
    [
        ({"number": 6}, 409, "group-unknown"),
        ({"number": 1}, 409, "group-formed"),
        ({"number": 0}, 400, "malformed"),
        ({"number": 2, "ends_on": "2026-02-01"}, 400, "malformed"),
    ],
)
async def test_a_group_is_one_of_the_call_s_and_formed_once(
    al_koura: Client, fields: dict[str, object], status: int, problem: str
) -> None:
    call = await factories.call(al_koura)
    await factories.cohort(al_koura, call)
    body = {"call_id": call["id"], "starts_on": "2026-03-01", "ends_on": "2026-05-31"}
    assert (await al_koura.refused("POST", "/cohorts", body | fields))[:2] == (status, problem)


async def test_another_tenant_finds_no_cohort(al_koura: Client, paggaio: Client) -> None:
    call = await factories.call(al_koura)
    cohort = await factories.cohort(al_koura, call)
    path = f"/cohorts/{cohort['id']}"
    for address in (path, f"{path}/enrolments", f"{path}/sessions"):
        assert (await paggaio.refused("GET", address))[0] == 404
    body = {"call_id": call["id"], "number": 2, "starts_on": "2026-03-01", "ends_on": "2026-05-31"}
    assert (await paggaio.refused("POST", "/cohorts", body))[0] == 404
    assert (await paggaio.get("/cohorts"))["items"] == []


async def test_reviewers_see_no_cohort(al_koura: Client) -> None:
    assert (await al_koura.refused("GET", "/cohorts", by=REVIEWERS[0]))[:2] == (403, "forbidden")
