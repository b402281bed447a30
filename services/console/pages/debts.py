"""Debts: what households had no right to and pay back, seen by two people of finance or let be by two others."""

import asyncio
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import courses, staff
from services.console.clients.caller import Proposal
from services.console.clients.registry import debts, memberships
from services.console.clients.registry.debts import Lifting, NewRepayment, Repayment
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction

READERS: Final = page_for("caseworker", "supervisor", "finance_officer", "finance_approver", "auditor")
DECIDERS: Final = page_for("caseworker", "supervisor")
FINANCE: Final = page_for("finance_officer", "finance_approver")
State = Literal["ordered", "repaid", "lifted"]


@get("/set-offs", guards=[READERS])
async def list_debts(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    status: FromQuery[State] = "ordered",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show repayments that wait for a second person, and what households have to pay back."""
    listed, waiting = await asyncio.gather(
        debts.list_set_offs(view.caller, status, cursor), repayments_for(view, {"finance_officer", "finance_approver"})
    )
    makers = await staff.usernames(transaction, {each.recorded_by for each in waiting})
    return page(view, "debts.html", listed=listed, waiting=waiting, makers=makers, status=status, **courses.WORDS)


async def repayments_for(view: View, roles: set[str]) -> list[Repayment]:
    """Return the repayments that wait for a second person, for those whose work they are."""
    assert view.session is not None
    return [] if roles.isdisjoint(view.session.roles) else await debts.list_to_confirm(view.caller)


@get("/set-offs/{set_off_id:uuid}", guards=[READERS])
async def show_debt(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], set_off_id: FromPath[UUID]
) -> Response[Any]:
    """Show what a household has to pay back, what came back of it, and what can be done."""
    debt, came, waiting = await asyncio.gather(
        debts.read_set_off(view.caller, set_off_id),
        debts.list_repayments(view.caller, set_off_id),
        proposals_about(view, set_off_id),
    )
    had_to_do = {debt.proposed_by, debt.ordered_by, debt.lift_proposed_by, debt.lifted_by}
    had_to_do |= {each.recorded_by for each in came} | {each.maker_id for each in waiting}
    makers = await staff.usernames(transaction, had_to_do)
    return page(view, "debt.html", debt=debt, repayments=came, waiting=waiting, makers=makers, **courses.WORDS)


async def proposals_about(view: View, set_off_id: UUID) -> list[Proposal]:
    """Return what waits for a second person about a debt, for those who decide about it."""
    assert view.session is not None
    if {"caseworker", "supervisor"}.isdisjoint(view.session.roles):
        return []
    return [each for each in await memberships.list_proposals(view.caller) if each.subject_id == set_off_id]


@post("/set-offs/{set_off_id:uuid}/lift", guards=[DECIDERS])
@shown_again
async def propose_lifting(form: NamedDependency[Form], set_off_id: FromPath[UUID]) -> Response[Any]:
    """Propose that the rest is not to be paid back."""
    await debts.propose_lifting(form.view.caller, set_off_id, form.read(Lifting), form=(form.key, form.version))
    return go(f"/set-offs/{set_off_id}")


@post("/set-offs/{set_off_id:uuid}/repayments", guards=[page_for("finance_officer")])
@shown_again
async def record_repayment(form: NamedDependency[Form], set_off_id: FromPath[UUID]) -> Response[Any]:
    """Note money that came back, for a second person to confirm."""
    await debts.record_repayment(form.view.caller, set_off_id, form.read(NewRepayment), form.key)
    return go(f"/set-offs/{set_off_id}")


@post("/repayments/{repayment_id:uuid}/{step:str}", guards=[FINANCE])
@shown_again
async def answer_repayment(
    form: NamedDependency[Form], repayment_id: FromPath[UUID], step: FromPath[Literal["confirm", "reject"]]
) -> Response[Any]:
    """Confirm a repayment as a second person, or refuse it."""
    answered = await debts.answer_repayment(form.view.caller, repayment_id, step, form=(form.key, form.version))
    return go(f"/set-offs/{answered.set_off_id}")


ROUTES = [list_debts, show_debt, propose_lifting, record_repayment, answer_repayment]
