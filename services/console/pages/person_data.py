"""A person's data and rights: what they allow, who looked, what is kept for them, what keeps it from being erased."""

import asyncio
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import staff
from services.console.clients.registry import privacy
from services.console.clients.registry.privacy import Hold, NewConsent, NewHold
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page
from services.console.rights import CONSENT_WAYS, CONSENTS, HOLD_REASONS
from services.kit.db import Transaction

OFFICERS: Final = page_for("caseworker", "supervisor")
CASEWORKER: Final = page_for("caseworker")
SUPERVISOR: Final = page_for("supervisor")
PATH: Final = "/persons/{person_id:uuid}/data"
WORDS: Final = {"purposes": CONSENTS, "ways": CONSENT_WAYS, "reasons": HOLD_REASONS}


class Withdrawing(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody took a consent back."""

    how: Literal["signed_paper", "desk", "phone"]


@get(PATH, guards=[OFFICERS])
async def show_data(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    person_id: FromPath[UUID],
    letters: FromQuery[UUID | None] = None,
) -> Response[Any]:
    """Show what somebody allows, what they may take along, and to supervisors what keeps the file and how it ends."""
    file, consents, texts, holds = await asyncio.gather(
        privacy.read_file(view.caller, person_id),
        privacy.list_consents(view.caller, person_id),
        privacy.list_purposes(view.caller, view.language),
        holds_of(view, person_id),
    )
    by = await staff.usernames(transaction, {each for hold in holds for each in (hold.placed_by, hold.proposed_by)})
    found = {"file": file, "consents": consents, "texts": texts, "holds": holds, "by": by, "letters": letters}
    return page(view, "person_data.html", **found, **WORDS)


async def holds_of(view: View, person_id: UUID) -> list[Hold]:
    """Return what keeps somebody's file; only supervisors are told."""
    assert view.session is not None
    return await privacy.list_holds(view.caller, person_id) if "supervisor" in view.session.roles else []


@post(PATH + "/consents", guards=[CASEWORKER])
@shown_again
async def give_consent(form: NamedDependency[Form], person_id: FromPath[UUID]) -> Response[Any]:
    """Note what somebody allows."""
    await privacy.give_consent(form.view.caller, person_id, form.read(NewConsent))
    return go(f"/persons/{person_id}/data")


@post(PATH + "/consents/{consent_id:uuid}/withdraw", guards=[CASEWORKER], status_code=200)
@shown_again
async def withdraw_consent(
    form: NamedDependency[Form], person_id: FromPath[UUID], consent_id: FromPath[UUID]
) -> Response[Any]:
    """End a consent, as the person asks for, and show what follows, to be told to the person."""
    withdrawal = await privacy.withdraw(form.view.caller, consent_id, form.read(Withdrawing).how)
    return page(form.view, "consent_withdrawn.html", withdrawal=withdrawal, person_id=person_id, purposes=CONSENTS)


@get(PATH + "/accesses", guards=[OFFICERS])
async def print_accesses(view: NamedDependency[View], person_id: FromPath[UUID]) -> Response[Any]:
    """Hand out who looked at somebody's file, on paper for that person."""
    return as_file(await privacy.print_accesses(view.caller, person_id), name=f"accesses-{person_id}.pdf")


@get(PATH + "/export", guards=[OFFICERS])
async def export(view: NamedDependency[View], person_id: FromPath[UUID]) -> Response[Any]:
    """Hand out all that is kept about somebody, for that person."""
    return as_file(await privacy.export(view.caller, person_id), name=f"data-{person_id}.zip")


@post(PATH + "/letters", guards=[OFFICERS])
@shown_again
async def hand_over_letters(form: NamedDependency[Form], person_id: FromPath[UUID]) -> Response[Any]:
    """Take the letters that are kept for somebody to whom nothing is posted."""
    taken = await privacy.hand_over(form.view.caller, person_id, form.key)
    return go(f"/persons/{person_id}/data?letters={taken.id}")


@post(PATH + "/holds", guards=[SUPERVISOR])
@shown_again
async def place_hold(form: NamedDependency[Form], person_id: FromPath[UUID]) -> Response[Any]:
    """Keep all of somebody's file for a court or an audit."""
    await privacy.place_hold(form.view.caller, person_id, form.read(NewHold), form.key)
    return go(f"/persons/{person_id}/data")


@post("/holds/{hold_id:uuid}/{step:str}", guards=[SUPERVISOR])
@shown_again
async def change_hold(
    form: NamedDependency[Form], hold_id: FromPath[UUID], step: FromPath[Literal["propose-lift", "lift", "keep"]]
) -> Response[Any]:
    """Propose to lift a hold; lift it as another, or leave it."""
    await privacy.change_hold(form.view.caller, hold_id, step, form=(form.key, form.version))
    return go(form.text("_page"))


@post(PATH + "/erase", guards=[SUPERVISOR])
@shown_again
async def erase(form: NamedDependency[Form], person_id: FromPath[UUID]) -> Response[Any]:
    """Make somebody's data unreadable for ever."""
    await privacy.erase(form.view.caller, person_id, form=(form.key, form.version))
    return go(f"/persons/{person_id}/data")


ROUTES = [
    show_data, give_consent, withdraw_consent, print_accesses, export, hand_over_letters, place_hold, change_hold,
    erase,
]  # fmt: skip
