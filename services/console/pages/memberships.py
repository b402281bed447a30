"""Memberships: what one pays, what it asks in return, what has become of it, and the steps that change it."""

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import courses, staff
from services.console.clients.caller import Proposal
from services.console.clients.registry import debts, decisions_elsewhere, households, memberships
from services.console.clients.registry.debts import NewSetOff
from services.console.clients.registry.memberships import (
    Answer,
    Course,
    NewOffer,
    OfferAnswer,
    Reason,
    Refusal,
    Revoking,
    Step,
)
from services.console.clients.services import optional
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction

DECIDERS: Final = page_for("caseworker", "supervisor")
CASEWORKER: Final = page_for("caseworker")
PURPOSE: Final = "case_work"


@get("/memberships", guards=[DECIDERS])
async def list_memberships(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show what waits for a second person, and whose membership ends soon."""
    ending = await memberships.list_renewals(view.caller, cursor)
    return page(view, "memberships.html", ending=ending, **await waiting_for(view, transaction))


async def waiting_for(view: View, transaction: Transaction) -> dict[str, Any]:
    """Return what waits for a second person, whom each is about, and who proposed it."""
    listed = await memberships.list_oldest_proposals(view.caller)
    waiting, more = listed.items, listed.next is not None
    found = await asyncio.gather(*(membership_of(view, each) for each in waiting))
    about = {proposal.id: right for proposal, right in zip(waiting, found, strict=True)}
    names = await households.read_names(view.caller, {each.holder_id for each in about.values()}, PURPOSE)
    makers = await staff.usernames(transaction, {each.maker_id for each in waiting})
    return {"waiting": waiting, "more": more, "about": about, "names": names, "makers": makers, **courses.WORDS}


async def membership_of(view: View, proposal: Proposal) -> memberships.Membership:
    """Return the membership that a proposal is about, be it by a debt."""
    subject_id = proposal.subject_id
    if proposal.kind == "lift_set_off":
        subject_id = (await debts.read_set_off(view.caller, subject_id)).membership_id
    return await memberships.read_membership(view.caller, subject_id)


@post("/membership-proposals/{proposal_id:uuid}/{answer:str}", guards=[DECIDERS])
@shown_again
async def answer_proposal(
    form: NamedDependency[Form], proposal_id: FromPath[UUID], answer: FromPath[Answer]
) -> Response[Any]:
    """Agree as the second person, or refuse, and show the page on which this was done."""
    await memberships.answer_proposal(form.view.caller, proposal_id, answer, form.text("hash"), form.key)
    return go(form.text("_page"))


@get("/memberships/{membership_id:uuid}", guards=[DECIDERS])
async def show_membership(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], membership_id: FromPath[UUID]
) -> Response[Any]:
    """Show a membership: how it stands, what it pays and asks, what has become of it, and what can be done."""
    course, listed = await asyncio.gather(
        memberships.read_course(view.caller, membership_id), memberships.list_proposals(view.caller)
    )
    waiting = [each for each in listed if each.subject_id == membership_id]
    makers = await staff.usernames(transaction, memberships.people_of(course) | {each.maker_id for each in waiting})
    found = {"waiting": waiting, "makers": makers, **await parts_of(view, course), **courses.WORDS}
    return page(view, "membership.html", course=course, history=memberships.happened(course), **found)


async def parts_of(view: View, course: Course) -> dict[str, Any]:
    """Return what the household owes for a membership, what its people are called, and who else decided it."""
    right = course.membership
    listed = await optional(memberships.list_obligations(view.caller, right.household_id))
    elsewhere = None if right.application_id else await decisions_elsewhere.find_of(view.caller, right)
    owed = next((each for each in listed or [] if each.id == right.id), None)
    people = {right.holder_id, *(each.person_id for each in (owed.members if owed else []))}
    names = await households.read_names(view.caller, people, PURPOSE)
    return {"owed": owed, "names": names, "elsewhere": elsewhere}


@post("/memberships/{membership_id:uuid}/steps/suspend", guards=[page_for("supervisor")])
@shown_again
async def suspend(form: NamedDependency[Form], membership_id: FromPath[UUID]) -> Response[Any]:
    """Suspend at once; two people lift it again."""
    return await take_step(form, membership_id, "suspend", form.read(Reason))


@post("/memberships/{membership_id:uuid}/steps/lift", guards=[DECIDERS])
@shown_again
async def propose_lifting(form: NamedDependency[Form], membership_id: FromPath[UUID]) -> Response[Any]:
    """Propose to lift a suspension."""
    return await take_step(form, membership_id, "lift", form.read(Reason))


@post("/memberships/{membership_id:uuid}/steps/exit", guards=[DECIDERS])
@shown_again
async def propose_exit(form: NamedDependency[Form], membership_id: FromPath[UUID]) -> Response[Any]:
    """Propose to end it before its last day."""
    return await take_step(form, membership_id, "exit", form.read(Reason))


@post("/memberships/{membership_id:uuid}/steps/revoke", guards=[DECIDERS])
@shown_again
async def propose_revocation(form: NamedDependency[Form], membership_id: FromPath[UUID]) -> Response[Any]:
    """Propose to revoke it, with what is to be paid back."""
    return await take_step(form, membership_id, "revoke", form.read(Revoking))


async def take_step(form: Form, membership_id: UUID, step: Step, body: memberships.Body) -> Response[Any]:
    """Take a membership one step on, and show it."""
    await memberships.take_step(form.view.caller, membership_id, step, body, form=(form.key, form.version))
    return go(f"/memberships/{membership_id}")


@post("/memberships/{membership_id:uuid}/set-offs", guards=[DECIDERS])
@shown_again
async def claim_back(form: NamedDependency[Form], membership_id: FromPath[UUID]) -> Response[Any]:
    """Propose to claim back what was credited for months without a right."""
    await debts.propose(form.view.caller, membership_id, form.read(NewSetOff), form.key)
    return go(f"/memberships/{membership_id}")


@post("/memberships/{membership_id:uuid}/job-offers", guards=[CASEWORKER])
@shown_again
async def record_offer(form: NamedDependency[Form], membership_id: FromPath[UUID]) -> Response[Any]:
    """Note a job that was offered to somebody of the household."""
    await memberships.record_offer(form.view.caller, membership_id, form.read(NewOffer), form.key)
    return go(f"/memberships/{membership_id}")


@post("/memberships/{membership_id:uuid}/job-offers/{offer_id:uuid}/accepted", guards=[CASEWORKER])
@shown_again
async def note_accepted(
    form: NamedDependency[Form], membership_id: FromPath[UUID], offer_id: FromPath[UUID]
) -> Response[Any]:
    """Note that somebody takes the work."""
    answer, seen = OfferAnswer(outcome="accepted"), (form.key, form.version)
    await memberships.answer_offer(form.view.caller, offer_id, answer, form=seen)
    return go(f"/memberships/{membership_id}")


@post("/memberships/{membership_id:uuid}/job-offers/{offer_id:uuid}/refused", guards=[CASEWORKER])
@shown_again
async def note_refused(
    form: NamedDependency[Form], membership_id: FromPath[UUID], offer_id: FromPath[UUID]
) -> Response[Any]:
    """Note that somebody declines the work, why, and whether the rules accept that."""
    refusal, seen = form.read(Refusal), (form.key, form.version)
    answer = OfferAnswer(outcome="refused", reason=refusal.reason, justified=refusal.justified)
    await memberships.answer_offer(form.view.caller, offer_id, answer, form=seen)
    return go(f"/memberships/{membership_id}")


ROUTES = [
    list_memberships, answer_proposal, show_membership, suspend, propose_lifting, propose_exit, propose_revocation,
    claim_back, record_offer, note_accepted, note_refused,
]  # fmt: skip
