"""Rights that another body decided: recorded by one person, confirmed by another, unchanged by our own rules."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.registry import entered_twice, factories
from tests.registry.imported_rights import SUPERVISOR, confirmed, decision, household, recorded
from tests.rolled_back import Events


async def test_a_confirmed_decision_is_a_right_with_the_programmes_shares(paggaio: Client, events: Events) -> None:
    found = await confirmed(paggaio)
    assert (found["state"], found["card_share_minor"], found["account_share_minor"]) == ("confirmed", 20_000, 20_000)
    membership = await paggaio.get(f"/memberships/{found['membership_id']}")
    assert (membership["application_id"], membership["monthly_amount_minor"]) == (None, 40_000)
    (said,) = [data for type, data in await events() if type == "registry.membership_activated.v1"]
    assert (said["application_id"], said["ends_on"], said["protected"]) == (None, "2026-06-30", False)


async def test_the_reference_is_sealed_and_opened_for_a_purpose(paggaio: Client, connection: Connection) -> None:
    found = await confirmed(paggaio)
    assert found["reference"] is None
    read = await paggaio.get(f"/decisions-elsewhere/{found['id']}?purpose=case_work")
    assert read["reference"] == "OPEKA-2025-000123"
    assert "OPEKA" not in str(await connection.fetch("SELECT * FROM imported_decisions"))
    assert "OPEKA" not in str(await connection.fetch("SELECT * FROM proposals"))
    audited = await connection.fetchval(
        "SELECT count(*) FROM audit_entries WHERE action = 'imported_decision_read' AND purpose = 'case_work'"
    )
    assert audited == 1


async def test_who_recorded_a_decision_cannot_confirm_it(paggaio: Client, connection: Connection) -> None:
    found = await recorded(paggaio)
    body = {"payload_hash": found["payload_hash"]}
    path = f"/decisions-elsewhere/{found['id']}/confirm"
    status, problem, _ = await paggaio.refused("POST", path, body, by="maria supervisor", If_Match=etag(found))
    assert (status, problem) == (409, "same-actor")
    with pytest.raises(asyncpg.CheckViolationError, match="confirmed_by_another_than_recorded"):
        await connection.execute(
            "UPDATE imported_decisions SET state = 'confirmed', confirmed_by = recorded_by, confirmed_at = recorded_at"
        )


async def test_only_what_was_seen_is_confirmed(paggaio: Client) -> None:
    found = await recorded(paggaio)
    path = f"/decisions-elsewhere/{found['id']}/confirm"
    body = {"payload_hash": "0" * 64}
    status, problem, _ = await paggaio.refused("POST", path, body, by=SUPERVISOR, If_Match=etag(found))
    assert (status, problem) == (409, "proposal-changed")
    body = {"payload_hash": found["payload_hash"]}
    assert (await paggaio.send("POST", path, body, by=SUPERVISOR, If_Match='"9"')).status_code == 412
    assert (await paggaio.send("POST", path, body, by="maria caseworker", If_Match=etag(found))).status_code == 403


async def test_a_rejected_decision_gives_nothing_and_frees_its_reference(paggaio: Client) -> None:
    _, amka = await household(paggaio)
    found = await paggaio.post("/decisions-elsewhere", decision(amka))
    gone = await paggaio.post(f"/decisions-elsewhere/{found['id']}/reject", If_Match=etag(found))
    assert (gone["state"], gone["membership_id"]) == ("rejected", None)
    path, body = f"/decisions-elsewhere/{found['id']}", {"payload_hash": found["payload_hash"]}
    for step, by in (("confirm", SUPERVISOR), ("reject", SUPERVISOR)):
        sent = body if step == "confirm" else None
        status, problem, _ = await paggaio.refused("POST", f"{path}/{step}", sent, by=by, If_Match=etag(gone))
        assert (status, problem) == (409, "transition-forbidden")
    assert (await paggaio.post("/decisions-elsewhere", decision(amka)))["state"] == "proposed"


async def test_a_reference_is_recorded_once_however_it_is_spelled(paggaio: Client) -> None:
    await recorded(paggaio)
    _, amka = await household(paggaio)
    body = decision(amka, reference="opeka 2025 000123")
    status, problem, _ = await paggaio.refused("POST", "/decisions-elsewhere", body)
    assert (status, problem) == (409, "decision-known")


async def test_rights_of_one_household_never_overlap(paggaio: Client) -> None:
    _, amka = await household(paggaio)
    first = await paggaio.post("/decisions-elsewhere", decision(amka))
    second = await paggaio.post(
        "/decisions-elsewhere", decision(amka, reference="B", starts_on="2026-06-01", ends_on="2026-08-31")
    )
    outcomes = []
    for found in (first, second):
        body = {"payload_hash": found["payload_hash"]}
        path = f"/decisions-elsewhere/{found['id']}/confirm"
        answer = await paggaio.send("POST", path, body, by=SUPERVISOR, If_Match=etag(found))
        outcomes.append((answer.status_code, answer.json().get("type")))
    assert outcomes == [(201, None), (409, "/problems/membership-overlaps")]
    third = decision(amka, reference="C", starts_on="2026-05-01", ends_on="2026-07-31")
    assert (await paggaio.refused("POST", "/decisions-elsewhere", third))[1] == "membership-overlaps"


FAULTY: list[tuple[dict[str, Any], str]] = [
    ({"starts_on": "2026-01-02"}, "/starts_on"),
    ({"ends_on": "2026-06-29"}, "/ends_on"),
    ({"ends_on": "2025-12-31"}, "/ends_on"),
    ({"starts_on": "2025-06-01", "ends_on": "2025-11-30", "applied_on": "2025-05-02"}, "/ends_on"),
    ({"ends_on": "2026-12-31"}, "/ends_on"),
    ({"applied_on": "2026-01-20"}, "/applied_on"),
    ({"programme": "unheard_of"}, "/applied_on"),
    ({"monthly_amount_minor": 0}, "/monthly_amount_minor"),
]


@pytest.mark.parametrize(("fields", "pointer"), FAULTY)
async def test_a_faulty_decision_is_refused_with_a_pointer(
    paggaio: Client, fields: dict[str, Any], pointer: str
) -> None:
    _, amka = await household(paggaio)
    status, _, problem = await paggaio.refused("POST", "/decisions-elsewhere", decision(amka, **fields))
    assert status == 400
    assert pointer in {fault["pointer"] for fault in problem["errors"]}


async def test_the_holder_is_the_applicant_of_a_household_here(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    await factories.household(paggaio, body)
    spouse = body["members"][1]["person"]["identifiers"][0]["number"]
    stranger = factories.person()["identifiers"][0]["number"]
    for amka in (spouse, stranger):
        status, problem, _ = await paggaio.refused("POST", "/decisions-elsewhere", decision(amka))
        assert (status, problem) == (409, "holder-not-applicant")


async def test_nobody_who_may_be_registered_twice_gets_a_right_before_that_is_clear(paggaio: Client) -> None:
    holder = entered_twice.once(identifiers=[{"kind": "afm", "number": "090000045"}])
    await factories.household(paggaio, {"members": [{"person": holder, "relation": "applicant"}]})
    await paggaio.post("/persons", entered_twice.again())
    body = decision("", holder={"kind": "afm", "number": "090000045"})
    found = await paggaio.post("/decisions-elsewhere", body)
    path, sent = f"/decisions-elsewhere/{found['id']}/confirm", {"payload_hash": found["payload_hash"]}
    status, problem, _ = await paggaio.refused("POST", path, sent, by=SUPERVISOR, If_Match=etag(found))
    assert (status, problem) == (409, "duplicate-suspected")


async def test_an_exempt_household_gets_all_on_its_account(paggaio: Client) -> None:
    found = await confirmed(paggaio, declared={"card_exemption": "visual_disability_80"})
    assert (found["card_share_minor"], found["account_share_minor"]) == (0, 40_000)


async def test_the_holder_is_told(paggaio: Client) -> None:
    await confirmed(paggaio)
    told = (await paggaio.get("/messages", by="petros administrator"))["items"]
    assert [each["template"] for each in told] == ["Your benefit is recorded here."]


async def test_a_membership_comes_from_exactly_one_decision(paggaio: Client, connection: Connection) -> None:
    await confirmed(paggaio)
    with pytest.raises(asyncpg.CheckViolationError, match="memberships_from_one_decision"):
        await connection.execute("UPDATE memberships SET imported_decision_id = NULL")


async def test_what_was_confirmed_does_not_change(paggaio: Client, connection: Connection) -> None:
    await confirmed(paggaio)
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("UPDATE imported_decisions SET starts_on = '2026-02-01'")


async def test_decisions_are_listed_by_state_and_not_shown_to_another_tenant(paggaio: Client, al_koura: Client) -> None:
    found = await recorded(paggaio)
    assert [each["id"] for each in (await paggaio.get("/decisions-elsewhere?status=proposed"))["items"]] == [
        found["id"]
    ]
    assert (await paggaio.get("/decisions-elsewhere?status=confirmed"))["items"] == []
    assert (await al_koura.send("GET", f"/decisions-elsewhere/{found['id']}?purpose=case_work")).status_code == 404
