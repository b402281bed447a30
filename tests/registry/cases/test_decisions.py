"""Two people for every decision, everything on file, and what the other services hear."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.registry import factories

SUPERVISOR = "eleni supervisor"


async def decide(client: Client, case: dict[str, Any], outcome: str, by: str = SUPERVISOR) -> Any:
    return await client.send(
        "POST", f"/applications/{case['id']}/decide", {"outcome": outcome}, by=by, If_Match=etag(case)
    )


async def test_an_approval_activates_a_membership_and_is_told(paggaio: Client, events: Callable[[], Any]) -> None:
    case = await factories.decided(paggaio)
    (membership,) = (await paggaio.get(f"/memberships?household_id={case['household_id']}"))["items"]
    assert membership["monthly_amount_minor"] == 432_00
    assert (membership["card_share_minor"], membership["account_share_minor"]) == (216_00, 216_00)
    assert (membership["starts_on"], membership["ends_on"]) == ("2026-02-01", "2026-07-31")
    (activated, about_membership), (decided, about_decision) = await events()
    assert activated == "registry.membership_activated.v1"
    assert about_membership["membership_id"] == membership["id"]
    assert about_membership["holder_id"] == membership["holder_id"]
    assert decided == "registry.application_decided.v1"
    assert (about_decision["outcome"], about_decision["monthly_amount_minor"]) == ("approved", 432_00)


async def test_a_rejection_says_which_conditions_failed(paggaio: Client, events: Callable[[], Any]) -> None:
    case = await factories.recommended(paggaio, "rejected", declared={"vehicles_minor": 9_000_00})
    assert (await decide(paggaio, case, "rejected")).json()["state"] == "rejected"
    ((kind, data),) = await events()
    assert (kind, data["failed"], data["monthly_amount_minor"]) == ("registry.application_decided.v1", ["vehicles"], 0)


@pytest.mark.parametrize("username", ["maria", "nikos"])
async def test_who_entered_or_recommended_an_application_does_not_decide_it(paggaio: Client, username: str) -> None:
    case = await factories.assessed(paggaio)
    moved = await paggaio.post(
        f"/applications/{case['id']}/recommend", {"outcome": "approved"}, by="nikos caseworker", If_Match=etag(case)
    )
    refused = await decide(paggaio, moved, "approved", by=f"{username} supervisor")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/same-actor")


async def test_the_database_itself_refuses_one_person_for_both(paggaio: Client, connection: Connection) -> None:
    case = await factories.recommended(paggaio)
    with pytest.raises(asyncpg.CheckViolationError, match="decided_by_another"):
        await connection.execute(
            "UPDATE decisions SET outcome = 'approved', decided_at = recommended_at, decided_by = $2 "
            "WHERE application_id = $1",
            case["id"],
            person_id("maria"),
        )


async def test_a_decision_stands(paggaio: Client, connection: Connection) -> None:
    case = await factories.decided(paggaio)
    again = await decide(paggaio, case, "rejected", by="petros supervisor")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/transition-forbidden")
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("UPDATE decisions SET outcome = 'rejected' WHERE application_id = $1", case["id"])


@pytest.mark.parametrize("kind", factories.EVIDENCE)
async def test_nobody_approves_without_the_mandatory_evidence(paggaio: Client, kind: str) -> None:
    papers = [{"kind": each} for each in factories.EVIDENCE if each != kind]
    case = await factories.assessed(paggaio, evidence=papers)
    path, body = f"/applications/{case['id']}/recommend", {"outcome": "approved"}
    refused = await paggaio.send("POST", path, body, If_Match=etag(case))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/evidence-missing")
    assert refused.json()["missing"] == [kind] == case["missing_evidence"]
    await paggaio.post(f"/applications/{case['id']}/evidence", {"kind": kind})
    assert (await paggaio.post(path, body, If_Match=etag(case)))["state"] == "recommended"


async def test_nobody_approves_without_the_consent_of_every_adult(paggaio: Client) -> None:
    case = await factories.assessed(paggaio, consents=[])
    refused = await paggaio.send(
        "POST", f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case)
    )
    assert refused.json()["type"] == "/problems/consent-missing"
    assert len(refused.json()["person_ids"]) == 2


async def test_what_the_rules_refuse_cannot_be_approved(paggaio: Client) -> None:
    case = await factories.assessed(paggaio, declared={"luxury_signs": ["yacht_crew"]})
    refused = await paggaio.send(
        "POST", f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case)
    )
    assert refused.json()["type"] == "/problems/not-eligible"


async def test_a_household_does_not_get_the_same_benefit_twice(paggaio: Client) -> None:
    first = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{first['household_id']}")
    case = await paggaio.post("/applications", factories.application(formed))
    moved = await paggaio.post(f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case))
    refused = await decide(paggaio, moved, "approved")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/membership-overlaps")


async def test_a_supervisor_may_send_a_case_back(paggaio: Client) -> None:
    moved = await factories.recommended(paggaio)
    back = await paggaio.post(f"/applications/{moved['id']}/return", by=SUPERVISOR, If_Match=etag(moved))
    assert back["state"] == "in_review"
    again = await paggaio.post(f"/applications/{moved['id']}/recommend", {"outcome": "rejected"}, If_Match=etag(back))
    assert (await decide(paggaio, again, "rejected")).status_code == 201


async def test_a_caseworker_cannot_decide_and_a_supervisor_cannot_recommend(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    path = f"/applications/{case['id']}"
    for step, by in (("decide", "nikos caseworker"), ("recommend", SUPERVISOR)):
        refused = await paggaio.send("POST", f"{path}/{step}", {"outcome": "approved"}, by=by, If_Match=etag(case))
        assert refused.status_code == 403


async def test_two_people_at_once_the_second_is_told(paggaio: Client) -> None:
    case = await factories.recommended(paggaio)
    assert (await decide(paggaio, case, "approved")).status_code == 201
    late = await decide(paggaio, case, "rejected", by="petros supervisor")
    assert (late.status_code, late.json()["type"]) == (412, "/problems/stale")
