"""Awards: planned, set aside by two people, shown milestone by milestone, and paid for what was shown."""

import asyncio
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import staff
from services.console.choices import METHODS
from services.console.clients.caller import Proposal
from services.console.clients.cards import BudgetLine, list_budget_lines
from services.console.clients.incubator import awards, calls, cohorts, courses
from services.console.clients.incubator.awards import Award, Milestone, NewAward
from services.console.clients.incubator.courses import Taken
from services.console.clients.services import optional
from services.console.labels import PROOFS
from services.console.languages import mark
from services.console.pages.enterprises import UPLOAD_BYTES_MAX, digest_of
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction

OFFICER: Final = "incubator_officer"
MANAGER: Final = "programme_manager"
MENTOR: Final = "mentor"
FOUNDER: Final = "founder"
READERS: Final = page_for(OFFICER, MANAGER, MENTOR, FOUNDER)
SHOWING: Final = page_for(OFFICER, MENTOR, FOUNDER)
SAID_OF: Final = {
    "commit_award": mark("That its money is set aside"),
    "extend_award": mark("That it runs longer, for the same money"),
    "close_award": mark("That it is closed"),
    "accept_milestone": mark("That a milestone was reached"),
}
"""What is proposed about an award."""
SENT_BACK: Final = "send_back"
ROWS: Final = 4
"""So many milestones can be written at once; more are written by the API."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper for a milestone, beside its file."""

    kind: str
    reference: str


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """A later last day."""

    ends_on: date


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what was paid the recipient has accounted for."""

    spent_minor: int


@get("/awards", guards=[READERS])
async def list_awards(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show what about awards waits for somebody, and all awards, the newest first."""
    listed = (await awards.list_awards(view.caller))[::-1]
    waiting = await proposals_for(view, listed)
    by = await staff.usernames(transaction, [each.maker_id for each, _ in waiting])
    found = {**told(view, waiting), "by": by, "said_of": SAID_OF, "names": await names_for(view, listed)}
    return page(view, "awards.html", awards=listed, today=transaction.today, **found)


async def proposals_for(view: View, listed: list[Award]) -> list[tuple[Proposal, Award]]:
    """Return what waits for a second person, with its award, for those who may read it."""
    assert view.session is not None
    if {OFFICER, MANAGER}.isdisjoint(view.session.roles):
        return []
    proposals = await awards.list_waiting(view.caller)
    about = {each.id: each for each in listed} | await milestones_of(view, listed)
    return [(each, about[each.subject_id]) for each in proposals if each.subject_id in about]


def told(view: View, waiting: list[tuple[Proposal, Award]]) -> dict[str, Any]:
    """Return what the reader may agree to, and what waits for others."""
    assert view.session is not None
    agrees, reader = MANAGER in view.session.roles, view.session.person_id
    mine = [pair for pair in waiting if agrees and pair[0].maker_id != reader]
    return {"mine": mine, "others": [pair for pair in waiting if pair not in mine]}


async def milestones_of(view: View, listed: list[Award]) -> dict[UUID, Award]:
    """Return the awards with reported milestones, by the milestone: about these something may be proposed."""
    reported = [each for each in listed if each.reported]
    found = await asyncio.gather(*(awards.list_milestones(view.caller, each.id) for each in reported))
    return {each.id: award for award, milestones in zip(reported, found, strict=True) for each in milestones}


async def names_for(view: View, listed: list[Award]) -> dict[UUID, str]:
    """Return who was promised money, for an officer; others see the ends of ids."""
    assert view.session is not None
    if OFFICER not in view.session.roles:
        return {}
    return await cohorts.read_names(view.caller, [each.recipient_id for each in listed])


@get("/awards/new", guards=[page_for(OFFICER)])
async def new_award(view: NamedDependency[View], idea: FromQuery[UUID]) -> Response[Any]:
    """Show the form to plan an award of money to an awarded application."""
    found, lines = await calls.read_idea(view.caller, idea), await lines_for(view)
    call = await calls.read_call(view.caller, found.call_id)
    return page(view, "award_new.html", idea=found, call=call, lines=lines, rows=range(ROWS), proofs=PROOFS)


async def lines_for(view: View) -> list[BudgetLine]:
    """Return the budget lines from which an officer chooses: open ones for benefits; none while cards is away."""
    assert view.session is not None
    listed = await optional(list_budget_lines(view.caller)) if OFFICER in view.session.roles else None
    return [each for each in (listed.items if listed else []) if (each.status, each.purpose) == ("open", "benefits")]


@post("/awards", guards=[page_for(OFFICER)])
@shown_again
async def plan_award(form: NamedDependency[Form]) -> Response[Any]:
    """Plan an award."""
    planned = await awards.plan_award(form.view.caller, form.read(NewAward), form.key)
    return go(f"/awards/{planned.id}")


@get("/awards/{award_id:uuid}", guards=[READERS])
async def show_award(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], award_id: FromPath[UUID]
) -> Response[Any]:
    """Show an award, its milestones with their papers and money, what comes next, and what happened so far."""
    award = await awards.read_award(view.caller, award_id)
    parts, taken = await asyncio.gather(parts_of(view, award), courses.list_taken(view.caller, f"/awards/{award_id}"))
    by = await colleagues_for(view, transaction, taken)
    return page(view, "award.html", award=award, methods=METHODS, taken=taken, by=by, today=transaction.today, **parts)


async def colleagues_for(view: View, transaction: Transaction, taken: list[Taken]) -> dict[UUID | None, str]:
    """Return who took steps, for those who work in the office; a recipient deals with the office as one."""
    assert view.session is not None
    if {OFFICER, MANAGER}.isdisjoint(view.session.roles):
        return {}
    return await staff.usernames(transaction, {each.taken_by for each in taken})


async def parts_of(view: View, award: Award) -> dict[str, Any]:
    """Return an award's milestones, their papers and money, and what waits for a second person."""
    milestones = await awards.list_milestones(view.caller, award.id)
    planned = [each.id for each in milestones if each.state == "planned"]
    courses_of = await asyncio.gather(*(courses.list_taken(view.caller, f"/milestones/{each}") for each in planned))
    return {
        "sent_back": {
            each: steps[-1]
            for each, steps in zip(planned, courses_of, strict=True)
            if steps and steps[-1].step == SENT_BACK
        },
        "milestones": milestones,
        "papers": {each.id: await awards.list_papers(view.caller, each.id) for each in milestones},
        "tranches": {each.milestone_id: each for each in await awards.list_tranches(view.caller, award.id)},
        "waiting": await waiting_for(view, award, milestones),
    }


async def waiting_for(view: View, award: Award, milestones: list[Milestone]) -> dict[UUID, Proposal]:
    """Return what waits for a second person about an award and its milestones, for those who may read it."""
    assert view.session is not None
    if {OFFICER, MANAGER}.isdisjoint(view.session.roles):
        return {}
    about = {award.id, *(each.id for each in milestones)}
    return {each.subject_id: each for each in await awards.list_waiting(view.caller) if each.subject_id in about}


@post("/awards/{award_id:uuid}/commitments", guards=[page_for(OFFICER)])
@shown_again
async def propose_commitment(form: NamedDependency[Form], award_id: FromPath[UUID]) -> Response[Any]:
    """Propose that an award's money is set aside."""
    await awards.advance(form.view.caller, f"/awards/{award_id}/commitments", None, (form.key, form.version))
    return go(f"/awards/{award_id}")


@post("/awards/{award_id:uuid}/cancel", guards=[page_for(OFFICER)])
@shown_again
async def cancel_award(form: NamedDependency[Form], award_id: FromPath[UUID]) -> Response[Any]:
    """Give an award up that nobody has agreed to."""
    body = {"reason": form.text("reason")}
    await awards.advance(form.view.caller, f"/awards/{award_id}/cancel", body, (form.key, form.version))
    return go(f"/awards/{award_id}")


@post("/awards/{award_id:uuid}/extensions", guards=[page_for(OFFICER)])
@shown_again
async def propose_extension(form: NamedDependency[Form], award_id: FromPath[UUID]) -> Response[Any]:
    """Propose a later last day for the same money."""
    seen = (form.key, form.version)
    await awards.advance(form.view.caller, f"/awards/{award_id}/extensions", form.read(Extension), seen)
    return go(f"/awards/{award_id}")


@post("/awards/{award_id:uuid}/closings", guards=[page_for(OFFICER)])
@shown_again
async def propose_closing(form: NamedDependency[Form], award_id: FromPath[UUID]) -> Response[Any]:
    """Propose to close an award, by what was spent of it."""
    seen = (form.key, form.version)
    await awards.advance(form.view.caller, f"/awards/{award_id}/closings", form.read(Closing), seen)
    return go(f"/awards/{award_id}")


@post("/awards/{award_id:uuid}/payee-checks", guards=[page_for(OFFICER)])
@shown_again
async def check_payee(form: NamedDependency[Form], award_id: FromPath[UUID]) -> Response[Any]:
    """Write down how somebody made sure who is to be paid."""
    body = {"method": form.text("method")}
    await awards.advance(form.view.caller, f"/awards/{award_id}/payee-checks", body, (form.key, None))
    return go(f"/awards/{award_id}")


@post("/awards/{award_id:uuid}/proposals/{proposal_id:uuid}/{answer:str}", guards=[page_for(OFFICER, MANAGER)])
@shown_again
async def answer_proposal(
    form: NamedDependency[Form], award_id: FromPath[UUID], proposal_id: FromPath[UUID], answer: FromPath[str]
) -> Response[Any]:
    """Agree as the second person, or refuse."""
    body = {"payload_hash": form.text("hash")} if answer == "approve" else None
    await awards.advance(form.view.caller, f"/award-proposals/{proposal_id}/{answer}", body, (form.key, None))
    return go(f"/awards/{award_id}")


@post(
    "/awards/{award_id:uuid}/milestones/{milestone_id:uuid}/papers",
    guards=[SHOWING],
    request_max_body_size=UPLOAD_BYTES_MAX,
)
@shown_again
async def show_paper(
    form: NamedDependency[Form], award_id: FromPath[UUID], milestone_id: FromPath[UUID]
) -> Response[Any]:
    """Record a paper for a milestone by the digest of its file."""
    paper = form.read(Paper)
    body = {"kind": paper.kind, "reference": paper.reference, "sha256": await digest_of(form, "file")}
    await awards.advance(form.view.caller, f"/milestones/{milestone_id}/evidence", body, (form.key, None))
    return go(f"/awards/{award_id}")


@post("/awards/{award_id:uuid}/milestones/{milestone_id:uuid}/steps/{step:str}", guards=[READERS])
@shown_again
async def take_milestone_step(
    form: NamedDependency[Form], award_id: FromPath[UUID], milestone_id: FromPath[UUID], step: FromPath[str]
) -> Response[Any]:
    """Report a milestone, propose that it was reached, send it back, or release its money."""
    body = {"reason": form.text("reason")} if step == "send-back" else None
    await awards.advance(form.view.caller, f"/milestones/{milestone_id}/{step}", body, (form.key, form.version))
    return go(f"/awards/{award_id}")


ROUTES = [
    list_awards, new_award, plan_award, show_award, propose_commitment, cancel_award, propose_extension,
    propose_closing, check_payee, answer_proposal, show_paper, take_milestone_step,
]  # fmt: skip
