"""Complaints: taken in at any desk, given to somebody who had no part in it, answered in time, closed."""

from collections.abc import Mapping
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import staff
from services.console.choices import IDENTIFIERS
from services.console.clients.registry import grievances, households
from services.console.clients.registry.applications import ApplicationLine
from services.console.clients.registry.grievances import PURPOSE, Answering, Asking, Assigning, Complaint, NewComplaint
from services.console.clients.registry.households import Person
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.console.rights import COMPLAINED_ABOUT, COMPLAINT_WAYS
from services.console.roles import Role
from services.console.sessions import Session
from services.kit.db import Transaction

DESKS: Final = page_for("caseworker", "supervisor", "card_desk")
HANDLERS: Final = page_for("caseworker", "supervisor")
PATH: Final = "/complaints"
AT_DESKS: Final[tuple[Role, ...]] = ("caseworker", "supervisor", "card_desk", "finance_officer", "dispute_officer")
"""Whom of the staff people meet, and may complain about."""
WORDS: Final = {"about": COMPLAINED_ABOUT, "ways": COMPLAINT_WAYS}


class Group(msgspec.Struct, frozen=True):
    """Complaints that wait for one thing."""

    title: str
    next: str
    complaints: list[Complaint]


GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "mine": (mark("With you"), mark("Next: look into it, and answer by the day shown.")),
    "received": (mark("Nobody looks into it yet"), mark("A supervisor gives it to somebody who had no part in it.")),
    "escalated": (mark("Handed on to supervisors"), mark("A supervisor who did not have it before answers it.")),
    "others": (mark("With colleagues"), mark("They answer by the day shown.")),
    "answered": (mark("Answered"), mark("Close it when the person is content; if not, hand it on to the supervisors.")),
}
"""What each group is called and what comes next, in the order in which they stand."""


@get(PATH, guards=[DESKS])
async def list_complaints(view: NamedDependency[View]) -> Response[Any]:
    """Show what is not closed, the late ones first, and a form for whoever asks by a reference."""
    assert view.session is not None
    sees = not {"caseworker", "supervisor"}.isdisjoint(view.session.roles)
    listed = await grievances.list_open(view.caller) if sees else []
    return page(view, "complaints.html", sees=sees, groups=grouped(listed, view.session), about=COMPLAINED_ABOUT)


def grouped(listed: list[Complaint], session: Session) -> list[Group]:
    """Return complaints by what they wait for, without the groups in which there are none."""
    parts: dict[str, list[Complaint]] = {code: [] for code in GROUPS}
    for each in listed:
        mine = each.assigned_to == session.person_id
        with_somebody = each.state in {"assigned", "in_review"}
        parts[("mine" if mine else "others") if with_somebody else each.state].append(each)
    return [Group(*GROUPS[code], complaints) for code, complaints in parts.items() if complaints]


@get(PATH + "/closed", guards=[HANDLERS])
async def list_closed(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show what is closed, the newest first."""
    listed = await grievances.list_closed(view.caller, cursor)
    return page(view, "complaints_closed.html", complaints=listed.items, next=listed.next, about=COMPLAINED_ABOUT)


@post("/complaint-lookups", guards=[DESKS], status_code=200)
@shown_again
async def look_up(form: NamedDependency[Form]) -> Response[Any]:
    """Say how far the complaint with a reference is; the reference stands in no address."""
    receipt = await grievances.look_up(form.view.caller, form.read(Asking))
    return page(form.view, "complaint_receipt.html", receipt=receipt, entered=False, about=COMPLAINED_ABOUT)


@get(PATH + "/new", guards=[DESKS])
async def show_new(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    person_id: FromQuery[UUID | None] = None,
) -> Response[Any]:
    """Show the form for a complaint: of whoever's page one comes from, of a number, or without a name."""
    assert view.municipality is not None
    person, decisions = await complainant(view, person_id)
    known = {
        "person": person,
        "decisions": decisions,
        "colleagues": await staff.usernames_with_role(transaction, *AT_DESKS),
    }
    return page(view, "complaint_new.html", numbers=IDENTIFIERS[view.municipality.country], **known, **WORDS)


async def complainant(view: View, person_id: UUID | None) -> tuple[Person | None, list[ApplicationLine]]:
    """Return who complains, and for whoever works on cases the applications that it may be about."""
    assert view.session is not None
    if person_id is None:
        return None, []
    person = await households.read_person(view.caller, person_id, PURPOSE)
    if {"caseworker", "supervisor"}.isdisjoint(view.session.roles):
        return person, []
    return person, await grievances.list_decisions(view.caller, person_id)


@post(PATH, guards=[DESKS], status_code=200)
@shown_again
async def receive(form: NamedDependency[Form]) -> Response[Any]:
    """Enter a complaint, and show the reference to be handed to the person."""
    receipt = await grievances.receive(form.view.caller, form.read(NewComplaint), form.key)
    return page(form.view, "complaint_receipt.html", receipt=receipt, entered=True, about=COMPLAINED_ABOUT)


@get(PATH + "/{grievance_id:uuid}", guards=[HANDLERS])
async def show_complaint(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], grievance_id: FromPath[UUID]
) -> Response[Any]:
    """Show a complaint with its texts, who has it, and what can be done; who read it is kept."""
    complaint = await grievances.read(view.caller, grievance_id)
    who = [] if complaint.complainant_id is None else [complaint.complainant_id]
    names = await households.read_names(view.caller, who, PURPOSE)
    by, free = await staff.usernames(transaction, hands_of(complaint)), await choosable(transaction, complaint)
    return page(view, "complaint.html", complaint=complaint, names=names, by=by, colleagues=free, **WORDS)


def hands_of(complaint: Complaint) -> list[UUID | None]:
    """Return whose hands a complaint went through, and whom of the staff it is about."""
    writers = [text.written_by for text in complaint.texts]
    return [complaint.received_by, complaint.assigned_to, complaint.escalated_from, complaint.staff_id, *writers]


async def choosable(transaction: Transaction, complaint: Complaint) -> dict[UUID, str]:
    """Return who may look into a complaint, as far as it is known here: not whom it is about, not who has it."""
    found = await staff.usernames_with_role(transaction, "caseworker", "supervisor")
    left_out = {complaint.staff_id, complaint.assigned_to, complaint.escalated_from}
    return {staff_id: name for staff_id, name in found.items() if staff_id not in left_out}


@post(PATH + "/{grievance_id:uuid}/assignment", guards=[page_for("supervisor")])
@shown_again
async def assign(form: NamedDependency[Form], grievance_id: FromPath[UUID]) -> Response[Any]:
    """Give a complaint to somebody who had no part in it."""
    return await go_on(form, grievance_id, "assign", form.read(Assigning))


@post(PATH + "/{grievance_id:uuid}/answer", guards=[HANDLERS])
@shown_again
async def answer(form: NamedDependency[Form], grievance_id: FromPath[UUID]) -> Response[Any]:
    """Answer a complaint; the person is told by their own channel."""
    return await go_on(form, grievance_id, "answer", form.read(Answering))


@post(PATH + "/{grievance_id:uuid}/steps/{step:str}", guards=[HANDLERS])
@shown_again
async def take_step(
    form: NamedDependency[Form],
    grievance_id: FromPath[UUID],
    step: FromPath[Literal["review", "escalate", "close"]],
) -> Response[Any]:
    """Begin to look into a complaint, hand it on to the supervisors, or close it."""
    return await go_on(form, grievance_id, step)


async def go_on(form: Form, grievance_id: UUID, step: str, body: Assigning | Answering | None = None) -> Response[Any]:
    """Take a complaint on, and show it to who goes on with it; whoever gave it away may not read it any more."""
    await grievances.go_on(form.view.caller, grievance_id, step, body, form=(form.key, form.version))
    return go(PATH if step in {"assign", "escalate", "close"} else f"{PATH}/{grievance_id}")


ROUTES = [list_complaints, list_closed, look_up, show_new, receive, show_complaint, assign, answer, take_step]
