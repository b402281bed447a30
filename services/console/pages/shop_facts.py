"""A shop's own facts: what it is called and sells, whom to call, an account that is stopped, and how it leaves."""

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.choices import CATEGORIES, SHOP_FORMS
from services.console.clients import directory, merchants, shop_facts, shopkeeping
from services.console.clients.merchants import Contact, Merchant
from services.console.clients.services import optional
from services.console.clients.shop_facts import Correction
from services.console.clients.shopkeeping import Statement
from services.console.languages import NAMES
from services.console.pages.account_payments import BANK_REASONS
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.merchants import JOINING, OFFICE, REASONS
from services.console.pages.shopkeeping import period_of, today_of
from services.console.pages.view import View, page

OWN_REASONS: Final = {code: REASONS[code] for code in ("asked_by_merchant", "closed_down")}
"""Why an owner's shop leaves; the rest is for the office to say."""


@get("/merchants/{merchant_id:uuid}/facts", guards=[JOINING])
async def show_facts(view: NamedDependency[View], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Show what a shop is and whom to call there, and the forms to put it right; the look is kept."""
    assert view.municipality is not None
    merchant = await merchants.read_merchant(view.caller, merchant_id)
    contact = await optional(shop_facts.read_contact(view.caller, merchant_id))
    choices = {"forms": SHOP_FORMS[view.municipality.country], "categories": CATEGORIES, "names": NAMES}
    return page(view, "shop_facts.html", merchant=merchant, contact=contact, **choices)


@post("/merchants/{merchant_id:uuid}/facts", guards=[JOINING])
@shown_again
async def correct(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Put an application right while nobody has verified it."""
    await shop_facts.correct(form.view.caller, merchant_id, form.read(Correction), form.version)
    return go(f"/merchants/{merchant_id}")


@post("/merchants/{merchant_id:uuid}/contact", guards=[JOINING])
@shown_again
async def change_contact(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Name another contact, or another number of the same."""
    await shop_facts.change_contact(form.view.caller, merchant_id, form.read(Contact), form.version)
    return go(f"/merchants/{merchant_id}/facts")


@post("/merchants/{merchant_id:uuid}/bank-accounts/{account_id:uuid}/stop", guards=[JOINING])
@shown_again
async def stop_account(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], account_id: FromPath[UUID]
) -> Response[Any]:
    """Stop an account that nobody asked for before anything is paid to it."""
    await shop_facts.stop_account(form.view.caller, account_id, form.key)
    return go(f"/merchants/{merchant_id}#accounts")


@post("/merchants/{merchant_id:uuid}/cashiers/names", guards=[JOINING], status_code=200)
@shown_again
async def show_cashiers_names(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Show who the cashiers are, by their numbers; each look is kept."""
    merchant, listed = await asyncio.gather(
        merchants.read_merchant(form.view.caller, merchant_id), shopkeeping.list_cashiers(form.view.caller, merchant_id)
    )
    working = [each for each in listed if each.ended_at is None]
    names = await shop_facts.read_names(form.view.caller, [each.id for each in working])
    return page(form.view, "cashier_names.html", merchant=merchant, cashiers=working, names=names)


@get("/merchants/{merchant_id:uuid}/leaving", guards=[JOINING])
async def show_leaving(view: NamedDependency[View], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Show what follows when a shop leaves, what it is still owed, and the form."""
    merchant, tills, disputes = await asyncio.gather(
        merchants.read_merchant(view.caller, merchant_id),
        merchants.list_tills(view.caller, merchant_id),
        shopkeeping.list_disputes(view.caller, merchant_id, None),
    )
    open_disputes = [each for each in disputes.items if each.outcome is None]
    found = {"statement": await statement_of(view, merchant), "disputes": open_disputes, "reasons": reasons_for(view)}
    selling = [till for till in tills if till.stopped_at is None]
    return page(view, "leaving.html", merchant=merchant, tills=selling, today=today_of(view), **found)


async def statement_of(view: View, merchant: Merchant) -> Statement | None:
    """Return what a shop is owed now; None for one that has never taken cards."""
    if merchant.accepted_from is None:
        return None
    return await shopkeeping.read_statement(view.caller, merchant.id, period_of(view, None, None))


def reasons_for(view: View) -> dict[str, str]:
    """Return why a shop may leave, as whoever asks can say it."""
    assert view.session is not None
    return REASONS if "merchant_officer" in view.session.roles else OWN_REASONS


@get("/merchants/{merchant_id:uuid}/payouts", guards=[JOINING])
async def list_payouts(view: NamedDependency[View], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Show what the bank was told to pay to a shop, and what it made of it, the newest first."""
    merchant, listed = await asyncio.gather(
        merchants.read_merchant(view.caller, merchant_id), shop_facts.list_payouts(view.caller, merchant_id)
    )
    return page(view, "payouts.html", merchant=merchant, listed=listed, bank_reasons=BANK_REASONS)


@get("/merchants/{merchant_id:uuid}/payouts/{payout_id:uuid}", guards=[JOINING])
async def show_payout(
    view: NamedDependency[View], merchant_id: FromPath[UUID], payout_id: FromPath[UUID]
) -> Response[Any]:
    """Show which days a payout pays and what else went into it, to be matched with the bank's line."""
    merchant, payout, days = await asyncio.gather(
        merchants.read_merchant(view.caller, merchant_id),
        shop_facts.read_payout(view.caller, payout_id),
        shop_facts.list_days(view.caller, payout_id),
    )
    besides = payout.amount_minor - sum(day.net_minor for day in days)
    found = {"payout": payout, "days": days, "besides": besides, "bank_reasons": BANK_REASONS}
    return page(view, "payout.html", merchant=merchant, **found)


@get("/silent-tills", guards=[OFFICE])
async def list_silent_tills(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show tills that have sold nothing for days: somebody should call the shop."""
    assert view.municipality is not None
    listed = await shop_facts.list_silent_tills(view.caller, cursor=cursor)
    shops = {each.merchant_id for each in listed.items}
    names = await optional(directory.name_shops(view.caller, view.municipality.slug, shops)) or {}
    return page(view, "silent_tills.html", listed=listed, names=names)


ROUTES = [
    show_facts, correct, change_contact, stop_account, show_cashiers_names, show_leaving, list_payouts,
    show_payout, list_silent_tills,
]  # fmt: skip
