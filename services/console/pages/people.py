"""People and roles: staff are let in by one administrator and given their roles by two. Also over HTTP with a token."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.console import invitations, sessions, staff
from services.console.invitations import Invitation
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, letter, page
from services.console.roles import ROLE_NAMES
from services.console.staff import AddStaff, Roles, Staff
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal
from services.kit.web import Body


class Agreement(Body, frozen=True):
    """Quotes the hash of what the approver has seen."""

    payload_hash: str


@post("/staff", guards=[requires("administrator")], tags=["staff"])
@idempotent(staff.get)
async def add_staff(data: JSONBody[AddStaff], transaction: NamedDependency[Transaction]) -> Staff:
    """Let somebody in, without any role yet."""
    return await staff.add(transaction, data)


@post("/staff/{staff_id:uuid}/roles", guards=[requires("administrator")], tags=["staff"])
@idempotent(proposals.get)
async def propose_roles(
    staff_id: FromPath[UUID], data: JSONBody[Roles], transaction: NamedDependency[Transaction]
) -> Proposal:
    """Propose all the roles that somebody is to hold."""
    return await staff.propose_roles(transaction, staff_id, data.roles)


@post("/role-proposals/{proposal_id:uuid}/approve", guards=[requires("administrator")], tags=["staff"])
@idempotent(staff.get)
async def approve_roles(
    proposal_id: FromPath[UUID], data: JSONBody[Agreement], transaction: NamedDependency[Transaction]
) -> Staff:
    """Agree to the roles that another administrator has proposed."""
    return await staff.approve_roles(transaction, proposal_id, payload_hash=data.payload_hash)


@get("/people", guards=[page_for("administrator")])
async def show_people(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show everybody who signs in at this tenant, and the roles that wait for a second administrator."""
    people = await staff.list_all(transaction)
    roles, resets = await staff.waiting_roles(transaction), await invitations.waiting_resets(transaction)
    usernames = {member.staff.id: member.staff.username for member in people}
    found = {"people": people, "waiting": roles, "resets": resets, "browsers": await sessions.count_all(transaction)}
    return page(view, "people.html", **found, usernames=usernames, role_names=ROLE_NAMES)


@post("/people", guards=[page_for("administrator")])
@shown_again
async def add_person(form: NamedDependency[Form], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Let somebody in, and show the code with which they choose a password."""
    added = await staff.add(transaction, form.read(AddStaff))
    made = await invitations.make(transaction, added.id)
    return invited(form.view, made, back="/people")


@post("/people/{staff_id:uuid}/roles", guards=[page_for("administrator")])
@shown_again
async def propose_person_roles(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], staff_id: FromPath[UUID]
) -> Response[Any]:
    """Propose somebody's roles; none ticked means none."""
    roles = form.take({"roles": form.values.get("roles[]", [])}, Roles).roles
    await staff.propose_roles(transaction, staff_id, roles)
    return go("/people")


@post("/people/proposals/{proposal_id:uuid}/{answer:str}", guards=[page_for("administrator")])
@shown_again
async def answer_roles(
    form: NamedDependency[Form],
    transaction: NamedDependency[Transaction],
    proposal_id: FromPath[UUID],
    answer: FromPath[str],
) -> Response[Any]:
    """Agree to somebody's roles, or refuse them."""
    await staff.answer_roles(transaction, proposal_id, agreed=answer == "approve", payload_hash=form.text("hash"))
    return go("/people")


@post("/people/{staff_id:uuid}/state", guards=[page_for("administrator")])
@shown_again
async def change_state(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], staff_id: FromPath[UUID]
) -> Response[Any]:
    """Suspend somebody or let them in again."""
    await staff.set_state(transaction, staff_id, "suspended" if form.text("state") == "suspended" else "active")
    return go("/people")


@post("/people/{staff_id:uuid}/sessions", guards=[page_for("administrator")])
@shown_again
async def end_sessions(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], staff_id: FromPath[UUID]
) -> Response[Any]:
    """Sign somebody out of every browser, at once."""
    await sessions.end_all(transaction, staff_id)
    return go("/people")


def invited(view: View, invitation: Invitation, *, back: str) -> Response[Any]:
    """Return the page with the paper that is handed over: in the language of whoever is invited."""
    paper = letter(view, "invited_letter.html", language=invitation.language, invitation=invitation)
    return page(view, "invited.html", letter=paper, back=back)


ROUTES = [add_staff, propose_roles, approve_roles]
PAGES = [show_people, add_person, propose_person_roles, answer_roles, change_state, end_sessions]
