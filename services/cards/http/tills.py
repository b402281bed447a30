"""The tills: sales and refunds, each signed by the till's key; and the stop of a till, at once."""

from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from contracts.types import PositiveMinorUnits
from services.cards.http.signed import SIGNED, Signed, signed_by_till
from services.cards.payments import payments
from services.cards.payments.payments import Receipt
from services.cards.payments.refunds import Refund
from services.cards.payments.sales import SaleRequest
from services.cards.shops import network, till_standings
from services.cards.shops.network import Till
from services.cards.shops.till_standings import SigningTerms, TillStanding
from services.kit.auth import public, requires
from services.kit.db import Transaction
from services.kit.idempotency import REPLAYED_HEADER, idempotent
from services.kit.web import Body, Limit, Page, decode_cursor, page

STOPPERS = ("merchant_officer", "card_desk")


class RefundRequest(Body, frozen=True, kw_only=True):
    """The value of the goods given back, in minor units; without it, all that is left of the payment."""

    amount_minor: PositiveMinorUnits | None = None


@post("/payments", guards=[signed_by_till], dependencies=SIGNED, tags=["payments"])
async def pay(data: JSONBody[SaleRequest], signed: NamedDependency[Signed]) -> Response[Receipt]:
    """Authorise and capture a sale. A decline is a recorded payment with a code; both are 201."""
    answer = await signed.sell(data)
    receipt = payments.worded(answer.receipt, signed.language)
    return Response(receipt, headers={REPLAYED_HEADER: "true"} if answer.replayed else {})


@post("/payments/{payment_id:uuid}/refunds", guards=[signed_by_till], dependencies=SIGNED, tags=["payments"])
async def refund(
    data: JSONBody[RefundRequest], payment_id: FromPath[UUID], signed: NamedDependency[Signed]
) -> Response[Refund]:
    """Give back part or all of a payment, by the shop that sold."""
    made, replayed = await signed.refund(payment_id, data.amount_minor)
    return Response(made, headers={REPLAYED_HEADER: "true"} if replayed else {})


@get("/till-standing", guards=[signed_by_till], dependencies=SIGNED, tags=["tills"])
async def read_standing(signed: NamedDependency[Signed]) -> TillStanding:
    """Return how the till stands: its currency, time zone and period, and who is signed on."""
    return await signed.standing()


@get("/signing-terms", guards=[public], tags=["tills"])
async def read_signing_terms(state: State) -> Response[SigningTerms]:
    """Return the origin that tills sign for, and the time here; open to all."""
    return Response(till_standings.terms(state.settings), headers={"Cache-Control": "no-store"})


@get("/tills", guards=[requires(*STOPPERS)], tags=["tills"])
async def list_tills(
    transaction: NamedDependency[Transaction],
    merchant_id: FromQuery[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Till]:
    """Return a shop's tills, for whoever is called to stop one of them."""
    found = await network.list_tills(transaction, merchant_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/tills/{till_id:uuid}", guards=[requires(*STOPPERS)], tags=["tills"])
async def get_till(transaction: NamedDependency[Transaction], till_id: FromPath[UUID]) -> Till:
    """Return whether a till was stopped."""
    return await network.get_till(transaction, till_id)


@post("/tills/{till_id:uuid}/stop", guards=[requires(*STOPPERS)], tags=["tills"])
@idempotent(network.get_till)
async def stop_till(transaction: NamedDependency[Transaction], till_id: FromPath[UUID]) -> Till:
    """Stop a till: its next request is refused, whatever NATS does, and its shop is told."""
    return await network.block_till(transaction, till_id)


ROUTES = [pay, refund, read_standing, read_signing_terms, list_tills, get_till, stop_till]
