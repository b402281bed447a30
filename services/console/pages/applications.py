"""Applications: papers and consents, the assessment as sentences, a recommendation, a second person's decision."""

import asyncio
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import staff
from services.console.choices import EVIDENCE, INCOMES, LUXURY, REJECTIONS, RULINGS
from services.console.clients.registry import applications, papers
from services.console.clients.registry.applications import Case, Deciding, Declared, Step
from services.console.languages import mark
from services.console.pages.case_work import RESIDENCE_METHODS, RESIDENCES
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.households import CONSENT
from services.console.pages.view import View, page
from services.kit.db import Transaction

TABS: Final = {
    "": mark("All"),
    "draft": mark("Drafts"),
    "submitted": mark("Submitted"),
    "in_review": mark("In review"),
    "info_requested": mark("Waiting for an answer"),
    "recommended": mark("For decision"),
    "approved": mark("Approved"),
    "rejected": mark("Rejected"),
    "appealed": mark("Appealed"),
}


CHOICES: Final = {
    "kinds": EVIDENCE,
    "rejections": REJECTIONS,
    "rulings": RULINGS,
    "residences": RESIDENCES,
    "residence_methods": RESIDENCE_METHODS,
}
"""What can be said of a paper and of where a household lives, and why an appeal is ruled on so."""


class Ticked(msgspec.Struct, frozen=True, kw_only=True):
    """The papers that are in order."""

    kinds: list[str] = []


class Consenting(msgspec.Struct, frozen=True, kw_only=True):
    """The persons who allow it."""

    person_ids: list[UUID] = []


@get("/applications", guards=[page_for("caseworker", "supervisor")])
async def list_applications(
    view: NamedDependency[View], status: FromQuery[str] = "", cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show applications, oldest first, by state."""
    listed = await applications.list_applications(view.caller, state=status or None, cursor=cursor)
    return page(view, "applications.html", listed=listed, tabs=TABS, status=status)


@get("/applications/{application_id:uuid}", guards=[page_for("caseworker", "supervisor")])
async def show_case(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], application_id: FromPath[UUID]
) -> Response[Any]:
    """Show an application with all that belongs to it, who did what, and what can be done next."""
    case, on_file = await asyncio.gather(
        applications.read_case(view.caller, application_id, view.language),
        papers.list_papers(view.caller, application_id),
    )
    by = await staff.usernames(transaction, actors(case))
    found = {"by": by, "papers": on_file, "consented": consented(case)}
    colleagues = await staff.usernames_with_role(transaction, "caseworker")
    return page(view, "case.html", case=case, colleagues=colleagues, **found, **CHOICES)


def consented(case: Case) -> set[UUID]:
    """Return who has agreed to the cross-checks."""
    return {consent.person_id for consent in case.consents if consent.purpose == CONSENT}


def actors(case: Case) -> list[UUID | None]:
    """Return who has had to do with a case."""
    decision, assessment = case.decision, case.assessment
    return [
        case.opened_by,
        case.assignee_id,
        *(check.recorded_by for check in case.residence_checks),
        assessment.assessed_by if assessment else None,
        decision.recommended_by if decision else None,
        decision.decided_by if decision else None,
        case.appeal.lodged_by if case.appeal else None,
        case.appeal.ruled_by if case.appeal else None,
    ]


@get("/applications/{application_id:uuid}/declared", guards=[page_for("caseworker")])
async def show_declared(view: NamedDependency[View], application_id: FromPath[UUID]) -> Response[Any]:
    """Show what a household has declared, to be corrected."""
    case = await applications.read_case(view.caller, application_id, view.language)
    return page(view, "declared.html", case=case, incomes=INCOMES, luxury=LUXURY)


@post("/applications/{application_id:uuid}/declared", guards=[page_for("caseworker")])
@shown_again
async def correct_declared(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Correct what a household has declared."""
    case = await applications.read_case(form.view.caller, application_id, form.view.language)
    declared = corrected(case.declared, form.read(Declared))
    await applications.declare(form.view.caller, application_id, declared, form=(form.key, form.version))
    return go(f"/applications/{application_id}")


def corrected(before: Declared, typed: Declared) -> Declared:
    """Return what was typed, with what the page does not ask for as it was."""
    kept = {name: getattr(before, name) for name in ("expenses", "resident", "card_exemption")}
    return msgspec.structs.replace(typed, **kept)


@post("/applications/{application_id:uuid}/evidence", guards=[page_for("caseworker")])
@shown_again
async def note_evidence(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Note papers as seen."""
    await applications.note_evidence(form.view.caller, application_id, form.read(Ticked).kinds)
    return go(f"/applications/{application_id}")


@post("/applications/{application_id:uuid}/consents", guards=[page_for("caseworker")])
@shown_again
async def give_consents(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Note who allows the cross-checks."""
    await applications.give_consents(form.view.caller, form.read(Consenting).person_ids, CONSENT)
    return go(f"/applications/{application_id}")


@post("/applications/{application_id:uuid}/steps/{step:str}", guards=[page_for("caseworker", "supervisor")])
@shown_again
async def take_step(form: NamedDependency[Form], application_id: FromPath[UUID], step: FromPath[Step]) -> Response[Any]:
    """Take an application one step on."""
    deciding = form.read(Deciding) if form.text("outcome") else None
    seen = (form.key, form.version)
    await applications.take_step(form.view.caller, application_id, step, form=seen, deciding=deciding)
    return go(f"/applications/{application_id}")


ROUTES = [
    list_applications, show_case, show_declared, correct_declared, note_evidence, give_consents, take_step,
]  # fmt: skip
