"""Merchants: join, two officers verify and accept, outlets and till codes, bank accounts."""

import asyncio
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.choices import CATEGORIES, KINDS, SHOP_FORMS
from services.console.clients import merchants, shop_agreements, shop_checks, shop_facts, shopkeeping
from services.console.clients.merchants import Accepting, Applying, Ending, NewBankAccount, NewOutlet
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction

TABS: Final = {
    "": mark("All"),
    "applied": mark("To verify"),
    "verified": mark("To accept"),
    "accepted": mark("Accepted"),
    "suspended": mark("Suspended"),
    "due": mark("To verify again"),
}
LIKENESSES: Final = {
    "same_account": mark("the same bank account"),
    "same_phone": mark("the same telephone"),
    "similar_name": mark("nearly the same name"),
}
STOP_REASONS: Final = {
    "lost": mark("the till was lost"),
    "stolen": mark("the till was stolen"),
    "misused": mark("the till was misused"),
    "replaced": mark("another device takes its place"),
    "closed": mark("the till is needed no more"),
}
"""Why a till sells no more, as whoever stops it says."""
STOPPED_FOR: Final = STOP_REASONS | {"card_desk": mark("the card desk was called and stopped it")}
REASONS: Final = {
    "asked_by_merchant": mark("the merchant asks for it"),
    "agreement_broken": mark("the agreement was broken"),
    "papers_expired": mark("papers have expired"),
    "closed_down": mark("the business has closed"),
    "fraud_suspected": mark("fraud is suspected"),
}
Step = Literal["verify", "verify-again", "accept", "suspend", "leave"]

OFFICE: Final = page_for("merchant_officer")
JOINING: Final = page_for("merchant_officer", "merchant_owner")


@get("/merchants", guards=[JOINING])
async def list_merchants(
    view: NamedDependency[View], status: FromQuery[str] = "", cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show merchants by state, or those whose papers have to be looked at again."""
    if status == "due":
        listed = await shop_checks.list_due(view.caller, cursor)
    else:
        listed = await merchants.list_merchants(view.caller, status=status or None, cursor=cursor)
    return page(view, "merchants.html", listed=listed, tabs=TABS, status=status)


@get("/merchants/new", guards=[JOINING])
async def show_merchant_form(view: NamedDependency[View]) -> Response[Any]:
    """Show an empty application."""
    assert view.municipality is not None
    forms = SHOP_FORMS[view.municipality.country]
    return page(view, "merchant_new.html", kinds=KINDS, categories=CATEGORIES, forms=forms)


@post("/merchants", guards=[JOINING])
@shown_again
async def apply(form: NamedDependency[Form]) -> Response[Any]:
    """Enter an application to take the card."""
    merchant = await merchants.apply(form.view.caller, form.read(Applying), form.key)
    return go(f"/merchants/{merchant.id}")


@get("/merchants/{merchant_id:uuid}", guards=[JOINING])
async def show_merchant(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> Response[Any]:
    """Show a merchant with its outlets, tills and accounts, and what can be done next."""
    merchant = await merchants.read_merchant(view.caller, merchant_id)
    parts = await parts_of(view, merchant_id)
    named = {"categories": CATEGORIES, "reasons": REASONS, "alike": LIKENESSES, "stops": STOP_REASONS}
    said = {"stopped_for": STOPPED_FOR, "today": transaction.today}
    return page(view, "merchant.html", merchant=merchant, **named, **parts, **said)


async def parts_of(view: View, merchant_id: UUID) -> dict[str, Any]:
    """Return what belongs to a merchant."""
    outlets, tills, accounts, agreements, silent, disputes = await asyncio.gather(
        merchants.list_outlets(view.caller, merchant_id),
        merchants.list_tills(view.caller, merchant_id),
        merchants.list_bank_accounts(view.caller, merchant_id),
        shop_agreements.list_agreements(view.caller, merchant_id),
        shop_facts.list_silent_tills(view.caller, merchant_id),
        shopkeeping.list_disputes(view.caller, merchant_id, None),
    )
    stretches = await shop_facts.list_acceptances(view.caller, merchant_id)
    assert view.session is not None
    office = "merchant_officer" in view.session.roles
    return {
        "outlets": outlets,
        "tills": tills,
        "accounts": accounts,
        "offered": any(each.status == "offered" for each in agreements),
        "unanswered": [each for each in disputes.items if each.outcome is None and each.answer is None],
        "silent": {till.id for till in silent.items},
        "ended_for": stretches[-1].ended_reason if stretches else None,
        "signed": any(each.status == "signed" for each in agreements),
        "likenesses": await shop_checks.list_likenesses(view.caller, merchant_id) if office else [],
        "verified": await shop_checks.list_verifications(view.caller, merchant_id) if office else [],
    }


@post("/merchants/{merchant_id:uuid}/{step:str}", guards=[JOINING])
@shown_again
async def change_merchant(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], step: FromPath[Step]
) -> Response[Any]:
    """Verify (each year again), accept or suspend a merchant, or let it leave."""
    body = form.read(Accepting) if step == "accept" else None if step.startswith("verify") else form.read(Ending)
    await merchants.change_merchant(form.view.caller, merchant_id, step, form=(form.key, form.version), body=body)
    return go(f"/merchants/{merchant_id}")


@post("/merchants/{merchant_id:uuid}/outlets", guards=[JOINING])
@shown_again
async def open_outlet(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Enter a place where a merchant sells."""
    await merchants.open_outlet(form.view.caller, merchant_id, form.read(NewOutlet), form.key)
    return go(f"/merchants/{merchant_id}")


@post("/merchants/{merchant_id:uuid}/outlets/{outlet_id:uuid}/code", guards=[JOINING], status_code=200)
@shown_again
async def give_code(
    form: NamedDependency[Form], state: State, merchant_id: FromPath[UUID], outlet_id: FromPath[UUID]
) -> Response[Any]:
    """Make a code by which one till enrols, and show it this once, with the page that makes a telephone one."""
    code, till = await merchants.give_code(form.view.caller, outlet_id), f"{state.settings.public_url.rstrip('/')}/till"
    return page(form.view, "till_code.html", code=code, merchant_id=merchant_id, till=till)


@post("/merchants/{merchant_id:uuid}/bank-accounts", guards=[JOINING])
@shown_again
async def enter_bank_account(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Enter where a merchant is paid."""
    await merchants.enter_bank_account(form.view.caller, merchant_id, form.read(NewBankAccount), form.key)
    return go(f"/merchants/{merchant_id}")


@post("/merchants/{merchant_id:uuid}/bank-accounts/{account_id:uuid}/show", guards=[OFFICE], status_code=200)
@shown_again
async def reveal_bank_account(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], account_id: FromPath[UUID]
) -> Response[Any]:
    """Show an account's number, to be compared with the bank's paper; the look is kept."""
    details = await merchants.reveal_bank_account(form.view.caller, account_id)
    return page(form.view, "bank_account.html", details=details, merchant_id=merchant_id, account_id=account_id)


@post("/merchants/{merchant_id:uuid}/bank-accounts/{account_id:uuid}/{answer:str}", guards=[OFFICE])
@shown_again
async def check_bank_account(
    form: NamedDependency[Form],
    merchant_id: FromPath[UUID],
    account_id: FromPath[UUID],
    answer: FromPath[Literal["verify", "reject"]],
) -> Response[Any]:
    """Confirm or refuse an account that somebody else has entered."""
    await merchants.check_bank_account(form.view.caller, account_id, answer, form.key)
    return go(f"/merchants/{merchant_id}")


ROUTES = [
    list_merchants, show_merchant_form, apply, show_merchant, change_merchant, open_outlet, give_code,
    enter_bank_account, reveal_bank_account, check_bank_account,
]  # fmt: skip
