"""What waits is counted for whoever can do it, and never for the person who took the first step."""

from typing import Any

from tests.clients import Client, etag, person_id
from tests.registry import account_factories as make
from tests.registry import changes, factories, imported_rights, rights
from tests.registry.grievances import test_handling as complaints
from tests.registry.grievances.test_grievances import complained
from tests.registry.memberships.test_extensions import propose as propose_extension
from tests.registry.memberships.test_repayments import confirm, record
from tests.registry.memberships.test_set_offs import indebted
from tests.registry.people import test_kinships as kinships
from tests.registry.privacy import test_legal_holds as holds
from tests.registry.walking import SUPERVISOR, draft, take
from tests.rolled_back import Deliver


async def waiting(client: Client, by: str = "") -> dict[str, Any]:
    """What waits for somebody, by its kind."""
    return {each.pop("code"): each for each in await client.get("/waiting-work", **({"by": by} if by else {}))}


async def test_work_waits_for_who_can_do_it_until_it_is_done(paggaio: Client, al_koura: Client) -> None:
    assert await waiting(paggaio) == {}
    paggaio.now = "2026-01-12T09:30:00+02:00"
    await draft(paggaio)
    case = await factories.assessed(paggaio)
    at = "2026-01-12T07:30:00Z"
    one = {"number": 1, "late": 0, "oldest_at": at}
    assert await waiting(paggaio) == {"applications_draft": one, "applications_to_review": one}
    assert await waiting(paggaio, SUPERVISOR) == {}, "it is not theirs to enter or to assess"
    case = await take(paggaio, case, "recommend approval")
    assert await waiting(paggaio) == {"applications_draft": one}
    assert await waiting(paggaio, SUPERVISOR) == {"applications_to_decide": one}
    paggaio.now = "2026-06-12T09:30:00+03:00"
    assert (await waiting(paggaio, SUPERVISOR))["applications_to_decide"]["late"] == 1
    assert await waiting(al_koura, SUPERVISOR) == {}, "another tenant's work is not counted"


async def test_a_changed_account_waits_for_the_second_person(paggaio: Client) -> None:
    membership = await make.member(paggaio)
    await make.account_proposed(paggaio, membership["holder_id"])
    assert (await waiting(paggaio, SUPERVISOR))["accounts_to_confirm"]["number"] == 1
    assert "accounts_to_confirm" not in await waiting(paggaio, "maria caseworker,supervisor"), "she proposed it"


async def test_what_came_back_waits_until_the_account_was_seen_anew(paggaio: Client, deliver: Deliver) -> None:
    share = await make.returned(paggaio, deliver)
    assert (await waiting(paggaio))["payments_to_mend"]["number"] == 1
    assert await to_mend(paggaio) == [share["id"]]
    await paggaio.post(f"/account-shares/{share['id']}/verify-account", by="maria caseworker", If_Match=etag(share))
    assert "payments_to_mend" not in await waiting(paggaio)
    assert await to_mend(paggaio) == []


async def test_a_share_without_an_account_waits_and_a_protected_households_for_its_caseworker_alone(
    paggaio: Client, deliver: Deliver
) -> None:
    membership = await make.member(paggaio, iban=None)
    await make.reserved(paggaio, deliver, make.share_of(membership))
    assert (await waiting(paggaio))["payments_to_mend"]["number"] == len(await to_mend(paggaio)) == 1
    household = await paggaio.get(f"/households/{membership['household_id']}")
    body = {"reason": "violence"}
    await paggaio.post(f"/households/{household['id']}/protect", body, by=SUPERVISOR, If_Match=etag(household))
    assert "payments_to_mend" not in await waiting(paggaio, "nikos caseworker")
    assert await to_mend(paggaio, "nikos caseworker") == []


async def to_mend(client: Client, by: str = "") -> list[str]:
    """The shares that wait for a caseworker."""
    return [each["id"] for each in (await client.get("/account-shares-to-mend", by=by))["items"]]


async def test_what_becomes_of_memberships_waits_for_the_second_person(paggaio: Client, deliver: Deliver) -> None:
    set_off = await indebted(paggaio, deliver)
    repayment = await record(paggaio, set_off, 1_00)
    assert (await waiting(paggaio, rights.APPROVER))["repayments_to_confirm"]["number"] == 1
    await confirm(paggaio, repayment)
    assert "repayments_to_confirm" not in await waiting(paggaio, rights.APPROVER)
    right = await paggaio.get(f"/memberships/{set_off['membership_id']}")
    await rights.propose(paggaio, right, "exit", by=SUPERVISOR, reason="moved_away")
    assert (await waiting(paggaio, rights.SECOND))["memberships_to_agree"]["number"] == 1
    assert "memberships_to_agree" not in await waiting(paggaio, SUPERVISOR), "she proposed it"
    await propose_extension(paggaio, postal_codes=None)
    assert (await waiting(paggaio, rights.SECOND))["extensions_to_confirm"]["number"] == 1
    assert "extensions_to_confirm" not in await waiting(paggaio, rights.SUPERVISOR)


async def test_a_decision_made_elsewhere_waits_for_the_second_person(paggaio: Client) -> None:
    recorded = await imported_rights.recorded(paggaio)
    assert (await waiting(paggaio, SUPERVISOR))["decisions_to_confirm"]["number"] == 1
    path = f"/decisions-elsewhere/{recorded['id']}/reject"
    await paggaio.post(path, by=SUPERVISOR, If_Match=etag(recorded))
    assert "decisions_to_confirm" not in await waiting(paggaio, SUPERVISOR)


async def test_a_membership_whose_last_day_is_over_waits_until_somebody_applies_anew(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    assert "memberships_ended" not in await waiting(paggaio)
    paggaio.now = "2026-08-02T09:30:00+03:00"
    assert (await waiting(paggaio))["memberships_ended"]["number"] == 1
    await rights.reapply(paggaio, right["household_id"])
    assert "memberships_ended" not in await waiting(paggaio)


async def test_a_complaint_waits_for_whoever_goes_on_with_it(paggaio: Client) -> None:
    await complaints.brought(paggaio, "received")
    await complaints.brought(paggaio, "in_review")
    await complaints.brought(paggaio, "escalated")
    await complaints.brought(paggaio, "answered")
    supervisor, handler = await waiting(paggaio, SUPERVISOR), await waiting(paggaio, complaints.HANDLER)
    assert {code: each["number"] for code, each in supervisor.items()} == {
        "complaints_to_assign": 1, "complaints_escalated": 1,
    }  # fmt: skip
    assert {code: each["number"] for code, each in handler.items()} == {"complaints_to_answer": 1}
    assert await waiting(paggaio) == {}, "a colleague's work is not hers"
    both = await waiting(paggaio, "nikos caseworker,supervisor")
    assert "complaints_escalated" not in both, "he had it before"
    paggaio.now = "2026-06-12T09:30:00+03:00"
    assert (await waiting(paggaio, complaints.HANDLER))["complaints_to_answer"]["late"] == 1


async def test_nobody_is_told_of_a_complaint_about_themselves(paggaio: Client) -> None:
    await complained(paggaio, category="staff", staff_id=str(person_id("eleni")))
    assert await waiting(paggaio, SUPERVISOR) == {}
    assert set(await waiting(paggaio, complaints.SECOND)) == {"complaints_to_assign"}


async def test_a_colleagues_relative_waits_for_a_second_person_who_is_not_concerned(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    relative = kinships.kin(kinships.MARIA, formed["members"][0]["person_id"])
    kinship = await paggaio.post("/kinships", relative, by=kinships.ADMIN)
    one = {"relatives_to_confirm"}
    assert set(await waiting(paggaio, SUPERVISOR)) == set(await waiting(paggaio, kinships.OTHER_ADMIN)) == one
    for by in (kinships.ADMIN, "maria supervisor"):
        assert await waiting(paggaio, by) == {}
    await kinships.step(paggaio, kinship, "confirm", SUPERVISOR)
    assert await waiting(paggaio, kinships.OTHER_ADMIN) == {}


async def test_what_ends_a_file_waits_for_supervisors(paggaio: Client) -> None:
    await holds.brought(paggaio, "lift_proposed")
    assert set(await waiting(paggaio, holds.SECOND)) == {"holds_to_lift"}
    assert await waiting(paggaio, holds.SUPERVISOR) == {}, "she proposed it"
    await complaints.brought(paggaio, "closed")
    paggaio.now = "2029-01-14T09:30:00+02:00"
    await paggaio.post("/retention-runs", {"kind": "grievances"}, by=SUPERVISOR)
    assert set(await waiting(paggaio, SUPERVISOR)) == {"erasures_to_approve"}


async def test_a_household_that_two_decide_about_waits_for_the_second_while_it_can_be_agreed_to(
    paggaio: Client,
) -> None:
    await changes.change(paggaio, await changes.alone(paggaio), "closures", {"closed_on": changes.TODAY})
    both = f"{paggaio.by.split()[0]} caseworker,supervisor"
    assert (await waiting(paggaio, SUPERVISOR))["household_changes_to_agree"]["number"] == 1
    assert "household_changes_to_agree" not in await waiting(paggaio, both), "nobody agrees to their own"
    paggaio.now = "2026-01-20T10:00:00+02:00"
    assert "household_changes_to_agree" not in await waiting(paggaio, SUPERVISOR)
