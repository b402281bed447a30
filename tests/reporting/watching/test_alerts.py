"""Alerts: a queue of questions. Whoever takes one closes it with a reason; each step is kept, nothing else happens."""

import re
from uuid import uuid4

import asyncpg
import pytest

from services.kit.sentences import catalogue
from services.reporting.watching.alerts import TRANSITIONS
from services.reporting.watching.patterns import explain
from tests.clients import Client, etag, person_id
from tests.reporting.alerting import cut_up, look_for_all
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO

ELENI, NIKOS = "eleni auditor", "nikos auditor"
CLOSING = {"conclusion": "explained", "reason": "Three children were sent to the shop."}


@pytest.fixture
async def office(readings: Readings) -> Client:
    """Auditors of Paggaio, where a purchase was cut up."""
    await readings.hear_all(cut_up())
    assert await look_for_all(readings.worker) == {"split_sales": 1}
    return Client(readings.http, readings.settings, readings.settings.municipalities[PAGGAIO], by=ELENI)


async def test_an_alert_says_what_was_seen_and_not_who_it_was(office: Client, readings: Readings) -> None:
    (alert,) = (await office.get("/alerts?state=open&kind=split_sales&language=en"))["items"]
    assert alert["explanation"] == (
        "One card paid 3 times at this shop within 30 minutes: €60.00 in all, never more than €25.00 at once."
    )
    assert (len(alert["movement_ids"]), alert["trade_name"]) == (3, "Η Αρμονία")
    assert alert["holder"] not in str(await readings.dump())
    greek = await office.get(f"/alerts/{alert['id']}")
    assert "3 φορές" in greek["explanation"]
    assert (await office.get("/alerts?state=closed"))["items"] == []


async def test_whoever_takes_an_alert_closes_it_and_every_step_is_kept(office: Client) -> None:
    (alert,) = (await office.get("/alerts"))["items"]
    path, tag = f"/alerts/{alert['id']}", etag(alert)
    status, problem, _ = await office.refused("POST", f"{path}/close", CLOSING, If_Match=tag)
    assert (status, problem) == (409, "transition-forbidden")
    taken = await office.post(f"{path}/assign", {"assignee_id": str(person_id("nikos"))}, If_Match=tag)
    assert (await office.refused("POST", f"{path}/close", CLOSING, If_Match=tag))[:2] == (412, "stale")
    refusal = await office.refused("POST", f"{path}/close", CLOSING, If_Match=etag(taken))
    assert refusal[:2] == (409, "alert-of-somebody-else")
    closed = await office.post(f"{path}/close", CLOSING, by=NIKOS, If_Match=etag(taken))
    assert (closed["state"], closed["closed_by"]) == ("closed", str(person_id("nikos")))
    reason = {"reason": "They have no children."}
    opened = await office.post(f"{path}/reopen", reason, If_Match=etag(closed))
    assert (opened["state"], opened["conclusion"], opened["assignee_id"]) == ("open", None, None)
    steps = await office.get(f"{path}/steps")
    assert [(each["state"], each["reason"]) for each in steps] == [
        ("assigned", None),
        ("closed", CLOSING["reason"]),
        ("open", reason["reason"]),
    ]
    assert (await office.refused("GET", f"/alerts/{uuid4()}/steps"))[0] == 404


async def test_what_is_found_again_is_the_same_alert_and_a_rebuild_leaves_it(
    office: Client, readings: Readings
) -> None:
    (alert,) = (await office.get("/alerts"))["items"]
    assert await look_for_all(readings.worker) == {}
    assert (await office.get("/alerts"))["items"] == [alert]
    assert "alerts" not in await readings.dump()
    job = await office.post("/alert-searches", {"until": "2026-02-28"})
    assert (job["state"], job["total"]) == ("queued", 5)


async def test_only_auditors_see_the_queue(office: Client) -> None:
    for role in ("programme_manager", "finance_officer", "administrator", "merchant_officer"):
        assert (await office.refused("GET", "/alerts", by=f"sami {role}"))[0] == 403


async def test_the_database_keeps_the_steps_and_the_reasons(office: Client, readings: Readings) -> None:
    connection = await asyncpg.connect(readings.admin_url)
    try:
        said = await connection.fetchval(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'alerts_keep_to_steps'"
        )
        assert set(re.findall(r"'(\w+ > \w+)'", said)) == {
            f"{before} > {after}" for before, reached in TRANSITIONS.items() for after in reached
        }
        for change in (
            "state = 'closed'",
            "state = 'assigned'",
            "assignee_id = gen_random_uuid()",
            "conclusion = 'explained'",
        ):
            with pytest.raises((asyncpg.RestrictViolationError, asyncpg.CheckViolationError)):
                await connection.execute(f"UPDATE alerts SET {change}")
        (alert,) = (await office.get("/alerts"))["items"]
        body = {"assignee_id": str(person_id("eleni"))}
        await office.post(f"/alerts/{alert['id']}/assign", body, If_Match=etag(alert))
        for change in ("UPDATE alert_steps SET reason = 'x'", "DELETE FROM alert_steps"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(change)
    finally:
        await connection.close()


@pytest.mark.parametrize("language", ["el", "ar"])
def test_every_explanation_can_be_said(language: str) -> None:
    entries = catalogue("reporting", language)
    shops = explain("colluding_pairs", {"forth_minor": 1, "back_minor": 1, "times_count": 2})
    assert {shops.message, explain("colluding_pairs", {}).message} <= entries.keys()
    for kind in ("split_sales", "refunds_to_cash", "one_till_many_cards", "closed_shop_hours"):
        message = explain(kind, {}).message
        named = re.findall(r"\{(\w+)\}", message)
        assert sorted(re.findall(r"\{(\w+)\}", entries[message])) == sorted(named)
