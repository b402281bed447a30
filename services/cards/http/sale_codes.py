"""Purchases by phone: a till shows a signed code, its buyer's phone pays it, and the till asks for the result."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.cards.http.signed import SIGNED, Signed, counter_of, headers_of, language_of, signed_by_till
from services.cards.payments import payments, sale_codes
from services.cards.payments.payments import Receipt, Stored
from services.cards.payments.postings import Answer
from services.cards.payments.sale_codes import AskedSale, CodeRead, PhonePurchase, Purchase, SaleResult
from services.kit.auth import CONSOLE, HOLDER, requires
from services.kit.db import Context
from services.kit.idempotency import REPLAYED_HEADER

AnyRequest = Request[Any, Any, State]


@post("/sale-codes/readings", guards=[requires(HOLDER, CONSOLE)], tags=["sale codes"])
async def read_sale_code(data: JSONBody[CodeRead], context: NamedDependency[Context], state: State) -> AskedSale:
    """Return what a code asks for, before anybody agrees to it."""
    return await sale_codes.look_at(counter_of(state), context, data)


@post("/holders/me/purchases", guards=[requires(HOLDER)], tags=["sale codes"])
async def pay_sale_code(
    data: JSONBody[Purchase], request: AnyRequest, context: NamedDependency[Context], state: State
) -> Response[Receipt]:
    """Pay what a code asks for from an own card, by its PIN. A decline is a recorded payment with a code."""
    return worded(request, context, await sale_codes.pay(counter_of(state), context, data))


@post("/phone-purchases", guards=[requires(CONSOLE)], tags=["sale codes"])
async def pay_by_phone(
    data: JSONBody[PhonePurchase], request: AnyRequest, context: NamedDependency[Context], state: State
) -> Response[Receipt]:
    """Pay it from a phone that was added to a card, without signing in: the phone shows a code, its holder the PIN."""
    return worded(request, context, await sale_codes.pay_by_phone(counter_of(state), context, data))


@get("/sale-codes/{sale_id:uuid}", guards=[signed_by_till], dependencies=SIGNED, tags=["sale codes"])
async def read_sale_result(sale_id: FromPath[UUID], signed: NamedDependency[Signed]) -> SaleResult:
    """Return what has become of a sale of this till: nothing yet, or its receipt."""
    return await signed.result(sale_id)


def worded(request: AnyRequest, context: Context, answer: Answer[Stored]) -> Response[Receipt]:
    """Return a receipt in the language that was asked for, else the tenant's."""
    tenant = request.app.state.settings.municipalities[context.municipality_ids[0]]
    receipt = payments.worded(answer.receipt, language_of(headers_of(request), tenant.language))
    return Response(receipt, headers={REPLAYED_HEADER: "true"} if answer.replayed else {})


ROUTES = [read_sale_code, pay_sale_code, pay_by_phone, read_sale_result]
