"""The trading gate: two different people, neither the founder nor close to one, on evidence and training."""

from typing import Any

import pytest

from tests.clients import Client, etag, person_id
from tests.incubator import factories
from tests.incubator.conftest import MANAGER, MENTOR, OFFICER
from tests.rolled_back import Events

BOTH = "amal incubator_officer,programme_manager"


def gate(enterprise: Any, *more: str) -> str:
    return "/".join((f"/enterprises/{enterprise['id']}/accreditations", *more))


async def test_two_people_open_the_gate_and_it_is_told(al_koura: Client, events: Events) -> None:
    enterprise = await factories.registered(al_koura)
    proposal = await al_koura.post(gate(enterprise), by=MENTOR, If_Match=etag(enterprise))
    assert [each["id"] for each in await al_koura.get(gate(enterprise), by=MANAGER)] == [proposal["id"]]
    body = {"payload_hash": proposal["payload_hash"]}
    trading = await al_koura.post(gate(enterprise, "approve"), body, by=MANAGER)
    assert (trading["state"], trading["accredited_on"]) == ("trading", "2026-03-07")
    assert (trading["proposed_by"], trading["accredited_by"]) == (str(person_id("omar")), str(person_id("rana")))
    assert (await events())[-1] == (
        "incubator.enterprise_accredited.v1",
        {
            "enterprise_id": enterprise["id"],
            "owner_id": enterprise["founder_id"],
            "trade_name": "مشغل مريم للخياطة",
            "legal_form": "home_based_business",
            "country": "JO",
            "registration_number": "JO-2026-0042",
            "categories": ["5697"],
            "currency": "JOD",
            "accredited_on": "2026-03-07",
        },
    )
    assert (await al_koura.get(f"/enterprises/{enterprise['id']}/steps"))[-1]["step"] == "accredit"


async def test_the_same_person_does_not_open_it_alone(al_koura: Client, events: Events) -> None:
    enterprise = await factories.registered(al_koura)
    proposal = await al_koura.post(gate(enterprise), by=BOTH, If_Match=etag(enterprise))
    body = {"payload_hash": proposal["payload_hash"]}
    refusal = await al_koura.refused("POST", gate(enterprise, "approve"), body, by=BOTH)
    assert refusal[:2] == (409, "same-actor")
    assert (await al_koura.get(f"/enterprises/{enterprise['id']}"))["state"] == "registered"
    assert (await events())[-1][0] != "incubator.enterprise_accredited.v1"


@pytest.mark.parametrize("closeness", ["founder", "same_phone"])
async def test_the_founder_and_who_is_close_neither_propose_nor_approve(al_koura: Client, closeness: str) -> None:
    enterprise = await factories.registered(al_koura)
    name = enterprise["founder_id"] if closeness == "founder" else "kin"
    if closeness == "same_phone":
        founder = await al_koura.get(f"/persons/{enterprise['founder_id']}")
        await factories.new_person(al_koura, person_id=str(person_id("kin")), phone=founder["phone"])
    problem = "same-actor" if closeness == "founder" else "conflict-of-interest"
    refusal = await al_koura.refused("POST", gate(enterprise), by=f"{name} mentor", If_Match=etag(enterprise))
    assert refusal[:2] == (409, problem)
    proposal = await al_koura.post(gate(enterprise), If_Match=etag(enterprise))
    body = {"payload_hash": proposal["payload_hash"]}
    by = f"{name} programme_manager"
    assert (await al_koura.refused("POST", gate(enterprise, "approve"), body, by=by))[:2] == (409, problem)


async def test_what_changed_since_it_was_proposed_is_not_approved(al_koura: Client) -> None:
    enterprise = await factories.registered(al_koura)
    proposal = await al_koura.post(gate(enterprise), If_Match=etag(enterprise))
    wrong = {"payload_hash": "0" * 64}
    assert (await al_koura.refused("POST", gate(enterprise, "approve"), wrong, by=MANAGER))[1] == "proposal-changed"
    await factories.record_evidence(al_koura, enterprise, "accredit")
    body = {"payload_hash": proposal["payload_hash"]}
    assert (await al_koura.refused("POST", gate(enterprise, "approve"), body, by=MANAGER))[1] == "proposal-changed"
    again = await al_koura.refused("POST", gate(enterprise), If_Match=etag(enterprise))
    assert again[:2] == (409, "proposal-open")
    await al_koura.post(gate(enterprise, "refuse"), {"reason": "تغيرت الأوراق"}, by=MANAGER)
    await factories.accredited(al_koura, enterprise)


async def test_a_refusal_is_kept_with_its_reason(al_koura: Client) -> None:
    enterprise = await factories.registered(al_koura)
    nothing = await al_koura.refused("POST", gate(enterprise, "refuse"), {"reason": "لا"}, by=MANAGER)
    assert nothing[0] == 404
    await al_koura.post(gate(enterprise), If_Match=etag(enterprise))
    refused = await al_koura.post(gate(enterprise, "refuse"), {"reason": "الموقع غير جاهز"}, by=MANAGER)
    assert refused["state"] == "rejected"
    last = (await al_koura.get(f"/enterprises/{enterprise['id']}/steps"))[-1]
    assert (last["step"], last["after"], last["reason"]) == ("refuse_accreditation", "registered", "الموقع غير جاهز")


async def test_an_untrained_founder_does_not_pass(al_koura: Client) -> None:
    enterprise = await factories.registered(al_koura, trained=False)
    refusal = await al_koura.refused("POST", gate(enterprise), If_Match=etag(enterprise))
    assert (refusal[1], refusal[2]["attended"]) == ("training-missing", 0)


async def test_the_gate_asks_for_its_evidence_and_for_what_is_sold(al_koura: Client) -> None:
    enterprise = await factories.enterprise(al_koura)
    for stage in ("start_registration", "register"):
        await factories.record_evidence(al_koura, enterprise, stage)
    enterprise = await factories.step(al_koura, enterprise, "enterprises", "start_registration")
    particulars = {"trade_name": "نحل", "country": "JO", "legal_form": "cooperative", "registration_number": "17"}
    enterprise = await al_koura.put(f"/enterprises/{enterprise['id']}", particulars, If_Match=etag(enterprise))
    enterprise = await factories.step(al_koura, enterprise, "enterprises", "register")
    refusal = await al_koura.refused("POST", gate(enterprise), If_Match=etag(enterprise))
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == ["/categories"]
    sold = particulars | {"categories": ["5499"]}
    enterprise = await al_koura.put(f"/enterprises/{enterprise['id']}", sold, If_Match=etag(enterprise))
    refusal = await al_koura.refused("POST", gate(enterprise), If_Match=etag(enterprise))
    assert (refusal[1], refusal[2]["missing"]) == ("evidence-missing", ["municipal_licence", "site_visit"])


@pytest.mark.parametrize("by", [OFFICER, MENTOR, "sami reviewer", "nur founder"])
async def test_only_the_programme_manager_is_the_second_person(al_koura: Client, by: str) -> None:
    enterprise = await factories.registered(al_koura)
    for more, body in (("approve", {"payload_hash": "0" * 64}), ("refuse", {"reason": "لا"})):
        assert (await al_koura.refused("POST", gate(enterprise, more), body, by=by))[:2] == (403, "forbidden")


async def test_another_tenant_finds_nothing_to_accredit(al_koura: Client, paggaio: Client) -> None:
    enterprise = await factories.registered(al_koura)
    proposal = await al_koura.post(gate(enterprise), If_Match=etag(enterprise))
    assert (await paggaio.refused("GET", gate(enterprise)))[0] == 404
    body = {"payload_hash": proposal["payload_hash"]}
    assert (await paggaio.refused("POST", gate(enterprise, "approve"), body, by=MANAGER))[0] == 404
