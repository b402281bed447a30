"""Account changes: a caseworker proposes another account, a supervisor compares it with the bank's paper."""

import asyncio
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import staff
from services.console.clients.registry import account_changes, households
from services.console.clients.registry.account_changes import NewAccount
from services.console.pages.account_payments import BANK_REASONS, WHY
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.persons import OFFICERS, PURPOSE
from services.console.pages.view import View, page
from services.kit.db import Transaction

PATH: Final = "/account-changes"
HINDRANCES: Final = {"why": WHY, "bank_reasons": BANK_REASONS}


@get(PATH, guards=[OFFICERS])
async def list_changes(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show the changes that wait or cool, and the households whose payment waits for their file."""
    changes, waiting = await asyncio.gather(
        account_changes.list_open(view.caller), account_changes.list_to_mend(view.caller, cursor)
    )
    names = await households.read_names(view.caller, {each.person_id for each in changes}, PURPOSE)
    makers = await staff.usernames(transaction, {each.proposed_by for each in changes})
    return page(view, "account_changes.html", changes=changes, names=names, makers=makers, shares=waiting, **HINDRANCES)


@post("/persons/{person_id:uuid}/account-changes", guards=[page_for("caseworker")])
@shown_again
async def propose_account(form: NamedDependency[Form], person_id: FromPath[UUID]) -> Response[Any]:
    """Propose another account for somebody."""
    await account_changes.propose(form.view.caller, person_id, form.read(NewAccount), form.key)
    return go(f"/persons/{person_id}")


@post(PATH + "/{change_id:uuid}/show", guards=[OFFICERS], status_code=200)
@shown_again
async def show_accounts(form: NamedDependency[Form], change_id: FromPath[UUID]) -> Response[Any]:
    """Show the new account and the present one, to be compared with the bank's paper; the look is kept."""
    caller = form.view.caller
    change, accounts = await asyncio.gather(
        account_changes.read(caller, change_id), account_changes.reveal(caller, change_id)
    )
    return page(form.view, "account_change.html", change=change, accounts=accounts)


@post(PATH + "/{change_id:uuid}/{step:str}", guards=[OFFICERS])
@shown_again
async def answer_change(
    form: NamedDependency[Form], change_id: FromPath[UUID], step: FromPath[Literal["confirm", "reject"]]
) -> Response[Any]:
    """Confirm a change as a second person, or stop it."""
    await account_changes.answer(form.view.caller, change_id, step, form=(form.key, form.version))
    return go(PATH)


ROUTES = [list_changes, propose_account, show_accounts, answer_change]
