"""Decisions made elsewhere: entered by a caseworker, confirmed by a supervisor, and compared with our own rules."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import staff
from services.console.choices import IDENTIFIERS, INCOMES, LUXURY, OTHER_PROGRAMMES, PROGRAMMES
from services.console.clients.registry import decisions_elsewhere, households, imports
from services.console.clients.registry.decisions_elsewhere import NewDecision
from services.console.clients.services import optional
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page
from services.kit.db import Transaction

PATH: Final = "/decisions-elsewhere"
WORKERS: Final = page_for("caseworker", "supervisor")
SUPERVISOR: Final = page_for("supervisor")


@get(PATH, guards=[WORKERS])
async def list_decisions(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show the decisions that wait for a second person, and the form to enter one."""
    waiting = await decisions_elsewhere.list_proposed(view.caller)
    people = {each.holder_id for each in waiting}
    names = await households.read_names(view.caller, people, decisions_elsewhere.PURPOSE)
    makers = await staff.usernames(transaction, {each.recorded_by for each in waiting})
    return page(view, "decisions_elsewhere.html", waiting=waiting, names=names, makers=makers, **choices_for(view))


def choices_for(view: View) -> dict[str, Any]:
    """Return what can be chosen of a decision: a number's kind, the programme, what a household declares."""
    assert view.municipality is not None
    programmes = PROGRAMMES[view.currency] | OTHER_PROGRAMMES
    numbers = IDENTIFIERS[view.municipality.country]
    return {"numbers": numbers, "programmes": programmes, "incomes": INCOMES, "luxury": LUXURY}


@post(PATH, guards=[page_for("caseworker")])
@shown_again
async def record(form: NamedDependency[Form]) -> Response[Any]:
    """Note what another body decided, for a supervisor to confirm."""
    recorded = await decisions_elsewhere.record(form.view.caller, form.read(NewDecision), form.key)
    return go(f"{PATH}/{recorded.id}")


@get(PATH + "/{decision_id:uuid}", guards=[WORKERS])
async def show_decision(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], decision_id: FromPath[UUID]
) -> Response[Any]:
    """Show a decision with the other body's reference, what our rules say beside it, and what can be done."""
    found = await decisions_elsewhere.read_decision(view.caller, decision_id)
    ours = await optional(decisions_elsewhere.read_recalculation(view.caller, decision_id, view.language))
    names = await households.read_names(view.caller, {found.holder_id}, decisions_elsewhere.PURPOSE)
    makers = await staff.usernames(transaction, {found.recorded_by, found.confirmed_by})
    return page(view, "decision_elsewhere.html", decision=found, ours=ours, names=names, makers=makers)


@post(PATH + "/{decision_id:uuid}/confirm", guards=[SUPERVISOR])
@shown_again
async def confirm(form: NamedDependency[Form], decision_id: FromPath[UUID]) -> Response[Any]:
    """Agree to a decision as the second person; the household is entitled."""
    seen = (form.key, form.version)
    await decisions_elsewhere.confirm(form.view.caller, decision_id, form.text("hash"), form=seen)
    return go(f"{PATH}/{decision_id}")


@post(PATH + "/{decision_id:uuid}/reject", guards=[WORKERS])
@shown_again
async def reject(form: NamedDependency[Form], decision_id: FromPath[UUID]) -> Response[Any]:
    """Refuse a decision, or take an own one back."""
    await decisions_elsewhere.reject(form.view.caller, decision_id, form=(form.key, form.version))
    return go(f"{PATH}/{decision_id}")


@get("/recalculations", guards=[WORKERS])
async def list_differing(
    view: NamedDependency[View], cursor: FromQuery[str | None] = None, job: FromQuery[UUID | None] = None
) -> Response[Any]:
    """Show where our rules give another result than the body that decided, and how far asking them again is."""
    listed = await decisions_elsewhere.list_differing(view.caller, view.language, cursor)
    work = None if job is None else await optional(imports.read_job(view.caller, job))
    return page(view, "recalculations.html", listed=listed, job=work)


@get("/recalculations/table", guards=[WORKERS])
async def take_table(view: NamedDependency[View]) -> Response[Any]:
    """Hand out the same differences as a table."""
    return as_file(await decisions_elsewhere.open_differing(view.caller, view.language))


@post("/recalculations", guards=[SUPERVISOR])
@shown_again
async def recalculate(form: NamedDependency[Form]) -> Response[Any]:
    """Ask our rules about every such decision again; what was decided stays."""
    job = await decisions_elsewhere.recalculate(form.view.caller, form.key)
    return go(f"/recalculations?job={job.id}")


ROUTES = [list_decisions, record, show_decision, confirm, reject, list_differing, take_table, recalculate]
