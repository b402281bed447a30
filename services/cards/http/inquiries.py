"""Balances: what a card holds, told at a till by its PIN, or at a desk."""

from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.cards.http.signed import SIGNED, Signed, signed_by_till
from services.cards.payments import inquiries
from services.cards.payments.inquiries import Inquiry, InquiryRequest
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import REPLAYED_HEADER, idempotent

READERS = ("card_desk", "caseworker", "supervisor")


@post("/inquiries", guards=[signed_by_till], dependencies=SIGNED, tags=["payments"])
async def ask_at_till(data: JSONBody[InquiryRequest], signed: NamedDependency[Signed]) -> Response[Inquiry]:
    """Tell what a card holds, by its PIN. A refusal is recorded with a code; both are 201."""
    inquiry, replayed = await signed.inquire(data)
    told = inquiries.worded(inquiry, signed.language)
    return Response(told, headers={REPLAYED_HEADER: "true"} if replayed else {})


@post("/cards/{card_id:uuid}/inquiries", guards=[requires(*READERS)], tags=["cards"])
@idempotent(inquiries.get)
async def ask_at_desk(transaction: NamedDependency[Transaction], card_id: FromPath[UUID]) -> Inquiry:
    """Tell what a card holds, for its holder."""
    return await inquiries.ask_at_desk(transaction, card_id)


ROUTES = [ask_at_till, ask_at_desk]
