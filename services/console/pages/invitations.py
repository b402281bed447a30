"""Invitations: choosing a password with the code on the paper, and inviting owners, founders and who lost theirs."""

from typing import Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.console import invitations
from services.console.formats import LATIN_DIGITS
from services.console.invitations import INVITED_BY, Acceptance, Guest, Invitation, Invite
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import anyone, page_for
from services.console.pages.people import Agreement, invited
from services.console.pages.sign_in import go_on
from services.console.pages.tokens import address_of
from services.console.pages.view import View, page
from services.console.roles import ROLE_NAMES
from services.kit import proposals
from services.kit.auth import requires
from services.kit.clock import wall_time
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal

INVITING: Final = page_for(*INVITED_BY.values())


@post("/staff/{staff_id:uuid}/resets", guards=[requires("administrator")], tags=["staff"])
@idempotent(proposals.get)
async def propose_reset(staff_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Proposal:
    """Propose that somebody who lost password or telephone chooses another."""
    return await invitations.propose_reset(transaction, staff_id)


@post("/reset-proposals/{proposal_id:uuid}/approve", guards=[requires("administrator")], tags=["staff"])
async def approve_reset(
    proposal_id: FromPath[UUID], data: JSONBody[Agreement], transaction: NamedDependency[Transaction]
) -> Invitation:
    """Agree to a reset that another administrator has proposed; the code is shown this once."""
    return await invitations.approve_reset(transaction, proposal_id, payload_hash=data.payload_hash)


@get("/invitation", guards=[anyone])
async def show_invitation(view: NamedDependency[View]) -> Response[Any]:
    """Ask for the code on the paper and for a password."""
    return page(view, "invitation.html")


@post("/invitation", guards=[anyone])
@shown_again
async def accept_invitation(form: NamedDependency[Form], state: State) -> Response[Any]:
    """Let somebody choose the password, and go on as after signing in."""
    credentials = await invitations.accept(state.database, state.settings.keyring["forms"], acceptance_of(form))
    return await go_on(state, credentials, "/")


@get("/invitations", guards=[INVITING])
async def show_inviting(view: NamedDependency[View], person: FromQuery[UUID | None] = None) -> Response[Any]:
    """Ask whom to invite: an owner of a merchant or a founder."""
    assert view.session is not None
    kinds = [(kind, ROLE_NAMES[kind]) for kind in get_args(Guest) if INVITED_BY[kind] in view.session.roles]
    return page(view, "invite.html", kinds=kinds, person=person)


@post("/invitations", guards=[INVITING])
@shown_again
async def invite_guest(form: NamedDependency[Form], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Let an owner or a founder in, and show the code that is handed over on paper."""
    assert form.view.session is not None
    made = await invitations.invite(transaction, form.read(Invite), set(form.view.session.roles))
    return invited(form.view, made, back="/invitations")


@post("/people/{staff_id:uuid}/resets", guards=[page_for("administrator")])
@shown_again
async def propose_person_reset(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], staff_id: FromPath[UUID]
) -> Response[Any]:
    """Propose that somebody who lost password or telephone chooses another."""
    await invitations.propose_reset(transaction, staff_id)
    return go("/people")


@post("/people/resets/{proposal_id:uuid}", guards=[page_for("administrator")])
@shown_again
async def approve_person_reset(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Agree to a reset, and show the code that is handed over on paper."""
    made = await invitations.approve_reset(transaction, proposal_id, payload_hash=form.text("hash"))
    return invited(form.view, made, back="/people")


def acceptance_of(form: Form) -> Acceptance:
    """Return the try that a form holds; a password keeps its spaces."""
    return Acceptance(
        username=form.text("username").lower(),
        code=form.text("code").translate(LATIN_DIGITS),
        password=next(iter(form.values.get("password", [])), ""),
        address=address_of(form.view.request),
        now=wall_time(),
    )


ROUTES = [propose_reset, approve_reset]
PAGES = [
    show_invitation, accept_invitation, show_inviting, invite_guest, propose_person_reset, approve_person_reset,
]  # fmt: skip
