"""A payment followed, for auditors to the shop's account and for administrators to who has heard of it."""

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import merchants, payments
from services.console.clients.payments import Trace
from services.console.clients.services import optional
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page

TRACERS: Final = page_for("auditor", "administrator")
AUDITORS: Final = page_for("auditor")


@get("/payments/{payment_id:uuid}", guards=[TRACERS])
async def show_payment(view: NamedDependency[View], payment_id: FromPath[UUID]) -> Response[Any]:
    """Show where a payment has come, step by step; for auditors why it was paid, and the shop's payout too."""
    trace = await payments.trace(view.caller, payment_id)
    heard, more = await asyncio.gather(hearers(view, trace), behind(view, trace))
    return page(view, "payment.html", trace=trace, heard=heard, **more)


async def hearers(view: View, trace: Trace) -> list[dict[str, payments.Heard | None]]:
    """Return for each event of a payment what became of it in each service."""
    return list(await asyncio.gather(*(payments.list_hearers(view.caller, each.id) for each in trace.events)))


async def behind(view: View, trace: Trace) -> dict[str, Any]:
    """Return what auditors see besides: the decision, the shop, its day and the payout."""
    assert view.session is not None
    if "auditor" not in view.session.roles:
        return {"decision": None, "shop": None, "day": None, "payout": None}
    decision, shop, (day, payout) = await asyncio.gather(
        payments.read_decision(view.caller, trace.id),
        optional(merchants.read_merchant(view.caller, trace.merchant_id)),
        settled(view, trace),
    )
    return {"decision": decision, "shop": shop, "day": day, "payout": payout}


async def settled(view: View, trace: Trace) -> tuple[payments.ShopsDay | None, payments.Payout | None]:
    """Return the shop's closed day with this payment, and its payout; nothing while the day is open."""
    if trace.settlement_date is None or trace.settlement_closed_at is None:
        return None, None
    return await payments.read_shops_day(view.caller, trace.merchant_id, trace.settlement_date)


@get("/payments/{payment_id:uuid}/proof", guards=[AUDITORS])
async def take_proof(view: NamedDependency[View], payment_id: FromPath[UUID]) -> Response[Any]:
    """Hand out what shows to anybody that a payment is in the ledger that was signed."""
    proof = await payments.take_proof(view.caller, payment_id)
    return as_file(proof, name=f"payment-{payment_id}.json")


ROUTES = [show_payment, take_proof]
