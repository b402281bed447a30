"""What waits is counted for whoever can do it, own work for its owner alone, nothing for who took the first step."""

from typing import Any

from tests.clients import Client
from tests.incubator import awarding, factories, ordering, sub_grants
from tests.incubator.conftest import MANAGER, MENTOR, OFFICER, REVIEWERS
from tests.rolled_back import Deliver


async def waiting(client: Client, by: str = OFFICER) -> dict[str, int]:
    return {each["code"]: each["number"] for each in await client.get("/waiting-work", by=by)}


async def late(client: Client, by: str) -> set[str]:
    return {each["code"] for each in await client.get("/waiting-work", by=by) if each["late"]}


def founder(resource: Any, name: str = "applicant_id") -> str:
    """The founder whom something is about."""
    return f"{resource[name]} founder"


async def test_an_idea_waits_for_one_after_the_other_until_it_is_accepted(al_koura: Client, paggaio: Client) -> None:
    a_call = await factories.call(al_koura)
    idea = await factories.draft(al_koura, a_call)
    own = founder(idea)
    assert await waiting(al_koura, own) == {"own_ideas_to_finish": 1}
    assert await waiting(al_koura, "nur founder") == {}
    idea = await factories.step(al_koura, idea, "applications", "submit")
    assert (await waiting(al_koura), await waiting(al_koura, own)) == ({"ideas_to_screen": 1}, {})
    for name in ("start_screening", "start_review"):
        idea = await factories.step(al_koura, idea, "applications", name)
    assert await waiting(al_koura) == {"ideas_without_reviewers": 1}
    reviews = await factories.assigned(al_koura, idea)
    assert (await waiting(al_koura), await waiting(al_koura, REVIEWERS[0])) == ({}, {"reviews_to_give": 1})
    for review, name in zip(reviews, REVIEWERS, strict=True):
        body = {"scores": dict.fromkeys(factories.CRITERIA, 4)}
        await al_koura.put(f"/reviews/{review['id']}", body, by=name, If_Match='"1"')
    assert await waiting(al_koura) == {"reviews_to_close": 1}
    idea = await factories.step(al_koura, idea, "applications", "close_review")
    assert (await waiting(al_koura, REVIEWERS[0]), await waiting(al_koura, MANAGER)) == ({}, {"ideas_to_determine": 1})
    await factories.decide(al_koura, idea)
    assert (await waiting(al_koura, MANAGER), await waiting(al_koura, own)) == ({}, {"own_awards_to_accept": 1})
    await al_koura.post(f"/applications/{idea['id']}/acceptance", by=own)
    assert await waiting(al_koura, own) == {}
    assert await waiting(paggaio) == {}, "another tenant's work is not counted"


async def test_a_question_waits_for_the_applicant_and_is_late_after_its_day(al_koura: Client) -> None:
    idea = await factories.application_in(al_koura, "screening_info")
    assert await waiting(al_koura, founder(idea)) == {"own_questions_to_answer": 1}
    assert await late(al_koura, founder(idea)) == set()
    al_koura.now = "2026-02-12T10:00:00+03:00"
    assert await late(al_koura, founder(idea)) == {"own_questions_to_answer"}


async def test_who_is_to_sign_with_others_is_told(paggaio: Client) -> None:
    idea = await sub_grants.concept(paggaio, await sub_grants.pilot_call(paggaio))
    other = await sub_grants.new_greek(paggaio)
    await paggaio.post(f"/applications/{idea['id']}/co-applicants", {"person_id": other["id"]})
    assert await waiting(paggaio, f"{other['id']} founder") == {"own_ideas_to_sign": 1}


async def test_sessions_wait_to_be_prepared_and_then_to_be_closed(al_koura: Client) -> None:
    formed, _ = await factories.enrolled(al_koura)
    teaching = await factories.trainer(al_koura)
    planned = await factories.session(al_koura, formed, trainer_id=teaching["id"])
    assert await waiting(al_koura) == {}, "it is more than two weeks away"
    al_koura.now = "2026-03-01T10:00:00+03:00"
    assert await waiting(al_koura) == {"sessions_to_prepare": 1}
    await factories.step(al_koura, planned, "sessions", "confirm")
    assert await waiting(al_koura) == {}
    al_koura.now = "2026-03-08T10:00:00+03:00"
    assert await waiting(al_koura) == {"sessions_to_close": 1}
    assert await waiting(al_koura, f"{teaching['id']} mentor") == {"own_sessions_to_close": 1}
    assert await waiting(al_koura, MENTOR) == {}


async def test_a_mentor_answers_and_keeps_promises(al_koura: Client) -> None:
    proposed = await factories.mentorship(al_koura)
    mentor, own = f"{proposed['mentor_id']} mentor", founder(proposed, "participant_id")
    assert await waiting(al_koura, mentor) == {"mentorships_to_answer": 1}
    active = await factories.step(al_koura, proposed, "mentorships", "accept", by=mentor)
    actions = [{"owner": each, "what": "سعر القطعة", "due_on": "2026-02-20"} for each in ("mentor", "participant")]
    meeting = {"held_on": "2026-02-02", "mode": "online", "minutes": 60, "actions": actions}
    await al_koura.post(f"/mentorships/{active['id']}/meetings", meeting, by=mentor)
    assert await waiting(al_koura, mentor) == {"mentor_actions_due": 1}
    assert (await waiting(al_koura, own))["own_actions_due"] == 1
    al_koura.now = "2026-02-21T10:00:00+03:00"
    assert await late(al_koura, mentor) == {"mentor_actions_due"}


async def test_an_awards_money_waits_for_two_people_and_its_milestones_for_the_founder(
    al_koura: Client, deliver: Deliver
) -> None:
    award = await awarding.planned(al_koura)
    await al_koura.post(f"/awards/{award['id']}/commitments", If_Match='"1"')
    assert (await waiting(al_koura), await waiting(al_koura, MANAGER)) == ({}, {"awards_to_agree": 1})


async def test_milestones_wait_to_be_shown_checked_and_paid(al_koura: Client, deliver: Deliver) -> None:
    award = await awarding.committed(al_koura, deliver)
    own = founder(award, "recipient_id")
    assert "own_milestones_due" not in await waiting(al_koura, own), "they are due in June"
    first, *_ = await awarding.milestones_of(al_koura, award)
    told = await awarding.reported(al_koura, first)
    assert await waiting(al_koura) == {"milestones_to_check": 1}
    await awarding.agreed(al_koura, f"/milestones/{told['id']}/acceptances", told)
    assert (await waiting(al_koura), await waiting(al_koura, MANAGER)) == ({}, {"tranches_to_release": 1})
    al_koura.now = "2026-06-15T10:00:00+03:00"
    assert (await waiting(al_koura, own))["own_milestones_due"] == 1


async def test_an_enterprise_waits_for_whoever_did_not_propose_it(al_koura: Client) -> None:
    found = await factories.registered(al_koura)
    await al_koura.post(f"/enterprises/{found['id']}/accreditations", If_Match=f'"{found["version"]}"')
    assert (await waiting(al_koura, MANAGER))["enterprises_to_accredit"] == 1
    assert "enterprises_to_accredit" not in await waiting(al_koura)


async def test_an_order_waits_for_one_after_the_other(al_koura: Client) -> None:
    enterprise = await ordering.trading(al_koura)
    own = founder(enterprise, "founder_id")
    expected = {
        "published": ("orders_to_offer", OFFICER), "offered": ("own_orders_to_answer", own),
        "delivered": ("orders_to_approve", MANAGER), "approved": ("own_orders_to_invoice", own),
        "invoiced": ("orders_to_pay", ordering.OTHER),
    }  # fmt: skip
    for state, (code, by) in expected.items():
        await ordering.order_in(al_koura, state, enterprise)
        assert (await waiting(al_koura, by))[code] == 1, state
    assert "own_orders_to_answer" not in await waiting(al_koura, "nur founder")


async def test_follow_ups_wait_from_their_day_on(al_koura: Client) -> None:
    formed, enrolment = await factories.enrolled(al_koura)
    await al_koura.post(f"/cohorts/{formed['id']}/follow-ups")
    own = founder(enrolment, "participant_id")
    assert (await waiting(al_koura)).get("follow_ups_due") is None
    al_koura.now = "2026-12-01T10:00:00+03:00"
    assert (await waiting(al_koura), (await waiting(al_koura, own))["own_follow_ups_due"]) == ({"follow_ups_due": 1}, 1)
