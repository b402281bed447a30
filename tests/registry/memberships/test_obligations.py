"""What a household owes is shown with what is missing; it suggests a suspension and never makes one."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from services.registry.assessing import rules
from services.registry.assessing.facts import MemberFacts, Work
from services.registry.assessing.rules import ActivationRules
from services.registry.memberships import obligations
from services.registry.memberships.job_offers import Offer
from tests.clients import Client
from tests.registry import factories, rights
from tests.registry.memberships.test_job_offers import REFUSED, answer, offer
from tests.registry.memberships.test_trainings import attendance, enrolled
from tests.rolled_back import Deliver

RULES = ActivationRules(refused_offers_allowed=1, attendance_percent_required=80, source="test")


def member(work: Work = "registered_unemployed") -> MemberFacts:
    return MemberFacts(member_id=UUID(int=1), relation="applicant", age_years=40, work=work)


def made(state: str, *, justified: bool | None = None) -> Offer:
    return msgspec.convert(
        {
            "id": uuid4(),
            "version": 1,
            "membership_id": UUID(int=2),
            "person_id": UUID(int=1),
            "reference": "OFF/1",
            "offered_on": "2026-01-10",
            "state": state,
            "answered_on": None,
            "refusal_reason": None,
            "justified": justified,
            "recorded_by": UUID(int=3),
            "recorded_at": "2026-01-10T00:00:00Z",
            "answered_by": None,
        },
        Offer,
    )


@pytest.mark.parametrize(
    ("work", "offers", "missing"),
    [
        ("registered_unemployed", [], []),
        ("unregistered", [], ["registration"]),
        ("unable", [], []),
        ("registered_unemployed", [("made", None)], ["answer"]),
        ("registered_unemployed", [("accepted", None)], []),
        ("registered_unemployed", [("refused", False)], []),
        ("registered_unemployed", [("refused", False), ("refused", True)], []),
        ("registered_unemployed", [("refused", False), ("refused", False)], ["acceptance"]),
    ],
)
def test_what_is_missing(work: Work, offers: list[tuple[str, bool | None]], missing: list[str]) -> None:
    listed = [made(state, justified=justified) for state, justified in offers]
    assert obligations.missing(RULES, member(work), listed, []) == missing


def test_refusals_are_not_counted_where_no_number_is_set() -> None:
    refused = [made("refused", justified=False)] * 9
    assert obligations.missing(ActivationRules(source="x"), member(), refused, []) == []


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minimum income with a number of refusals and a share of sessions."""
    changed = [msgspec.structs.replace(each, activation=RULES) for each in rules.all_rules()]
    monkeypatch.setattr(rules, "all_rules", lambda: tuple(changed))


async def shown(client: Client, right: dict[str, Any]) -> Any:
    (found,) = await client.get(f"/households/{right['household_id']}/obligations")
    return found


async def test_grown_up_members_are_shown_with_what_is_missing(paggaio: Client, counted: None) -> None:
    body = factories.couple_with_two_children()
    body["members"][1]["work"] = "unregistered"
    formed = await factories.household(paggaio, body)
    right = await rights.decide(paggaio, await paggaio.post("/applications", factories.application(formed)))
    found = await shown(paggaio, right)
    assert [each["missing"] for each in found["members"]] == [[], ["registration"]]
    assert found["suggested_suspension"] == "not_registered_unemployed"
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "active"


async def test_refusals_and_absences_suggest_a_suspension_and_make_none(
    paggaio: Client, deliver: Deliver, counted: None
) -> None:
    right = await rights.begun(paggaio)
    for number in (1, 2):
        await answer(paggaio, await offer(paggaio, right, f"OFF/{number}"), **REFUSED)
    enrolment_id = uuid4()
    await deliver(enrolled(paggaio, right["holder_id"], enrolment_id))
    await deliver(attendance(paggaio, enrolment_id, 1, attended=False, counts_against=True))
    found = await shown(paggaio, right)
    assert (found["members"][0]["refused"], found["members"][0]["missing"]) == (2, ["acceptance", "attendance"])
    assert (found["suggested_suspension"], found["state"]) == ("obligation_unmet", "active")
    suspended = await rights.suspend(paggaio, right, reason=found["suggested_suspension"])
    assert suspended["state"] == "suspended"


async def test_without_numbers_in_the_programme_only_registration_is_looked_at(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    await answer(paggaio, await offer(paggaio, right), **REFUSED)
    found = await shown(paggaio, right)
    assert (found["refused_offers_allowed"], found["suggested_suspension"]) == (None, None)
    assert len(found["members"]) == 2


async def test_another_tenant_sees_no_obligations(paggaio: Client, al_koura: Client) -> None:
    right = await rights.begun(paggaio)
    assert (await al_koura.refused("GET", f"/households/{right['household_id']}/obligations"))[0] == 404
