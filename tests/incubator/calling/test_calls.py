"""Calls: opened by a preset whose terms they keep, open on their days where the tenant is."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.incubator.calling import calls
from services.incubator.calling.calls import Call, CallNotOpen
from services.incubator.calling.presets import preset_of, version_of
from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import MANAGER, REVIEWERS

AMMAN = ZoneInfo("Asia/Amman")
CALL = Call(
    id=UUID(int=1),
    version=1,
    preset_version="x",
    opens_on=date(2026, 2, 1),
    closes_on=date(2026, 2, 28),
    opened_at=datetime(2026, 1, 1, tzinfo=UTC),
    terms=preset_of("johud_intake"),
)


async def test_a_call_keeps_its_terms(al_koura: Client) -> None:
    call = await factories.call(al_koura)
    shown = await al_koura.get(f"/calls/{call['id']}", by=REVIEWERS[0])
    assert shown == call
    assert shown["preset_version"] == version_of(preset_of("johud_intake"))
    assert (shown["terms"]["places"], shown["terms"]["monthly_allowance_minor"]) == (100, 60_000)
    assert [each["id"] for each in (await al_koura.get("/calls"))["items"]] == [call["id"]]


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        ({"preset": "lottery"}, 409, "preset-unknown"),
        ({"closes_on": "2026-01-31"}, 400, "malformed"),
        ({"opens_on": "soon"}, 400, "malformed"),
        ({"places": 1000}, 400, "malformed"),
    ],
)
async def test_what_cannot_be_opened_is_refused(
    al_koura: Client, body: dict[str, object], status: int, problem: str
) -> None:
    known = {"preset": "johud_intake", "opens_on": "2026-02-01", "closes_on": "2026-02-28"}
    assert (await al_koura.refused("POST", "/calls", known | body, by=MANAGER))[:2] == (status, problem)


async def test_a_call_is_in_its_tenant_s_currency_and_seen_by_its_tenant(al_koura: Client, paggaio: Client) -> None:
    body = {"preset": "johud_intake", "opens_on": "2026-02-01", "closes_on": "2026-02-28"}
    refusal = await paggaio.refused("POST", "/calls", body, by=MANAGER)
    assert (refusal[1], refusal[2]["currency"]) == ("currency-differs", "EUR")
    call = await factories.call(al_koura)
    for path in (f"/calls/{call['id']}", f"/calls/{call['id']}/ranking"):
        assert (await paggaio.refused("GET", path))[0] == 404
    assert (await paggaio.get("/calls"))["items"] == []


async def test_the_last_day_ends_at_midnight_where_the_tenant_is(al_koura: Client) -> None:
    call = await factories.call(al_koura)
    applicant = await factories.new_person(al_koura)
    body = {"call_id": call["id"], "applicant_id": applicant["id"]}
    al_koura.now = "2026-02-28T21:30:00Z"  # half past midnight in Amman
    assert (await al_koura.refused("POST", "/applications", body))[1] == "call-not-open"
    al_koura.now = "2026-02-28T20:30:00Z"
    await al_koura.post("/applications", body)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=AMMAN)


async def test_the_hour_on_the_last_day_is_on_local_clocks(al_koura: Client) -> None:
    call = await factories.call(al_koura, closes_at="16:00:00")
    assert call["closes_at"] == "16:00:00"
    body = {"call_id": call["id"], "applicant_id": (await factories.new_person(al_koura))["id"]}
    al_koura.now = "2026-02-28T13:00:00Z"  # four in the afternoon in Amman
    assert (await al_koura.refused("POST", "/applications", body))[1] == "call-not-open"
    al_koura.now = "2026-02-28T12:59:59Z"
    await al_koura.post("/applications", body)


@pytest.mark.parametrize(("today", "state"), [("2026-01-31", "upcoming"), ("2026-03-01", "closed")])
def test_a_call_says_whether_it_is_too_early_or_too_late(today: str, state: str) -> None:
    for day in (CALL.opens_on, CALL.closes_on):
        calls.check_open(CALL, noon(day), AMMAN)
    with pytest.raises(CallNotOpen) as refused:
        calls.check_open(CALL, noon(date.fromisoformat(today)), AMMAN)
    assert refused.value.members["state"] == state


@pytest.mark.parametrize("role", ["sami reviewer", "omar mentor", "nur founder", "zaid caseworker"])
async def test_only_the_office_opens_and_ranks(al_koura: Client, role: str) -> None:
    call = await factories.call(al_koura)
    body = {"preset": "johud_intake", "opens_on": "2026-02-01", "closes_on": "2026-02-28"}
    assert (await al_koura.refused("POST", "/calls", body, by=role))[:2] == (403, "forbidden")
    assert (await al_koura.refused("GET", f"/calls/{call['id']}/ranking", by=role))[:2] == (403, "forbidden")
