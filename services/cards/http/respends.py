"""Shops that pay shops: a till of the one that pays signs; and why it was decided so, for an auditor."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.cards.http.signed import SIGNED, Signed, signed_by_till
from services.cards.payments import respends
from services.cards.payments.respends import Replayed, Respend, RespendRequest
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import REPLAYED_HEADER

READERS = ("auditor",)


@post("/respends", guards=[signed_by_till], dependencies=SIGNED, tags=["payments"])
async def respend(data: JSONBody[RespendRequest], signed: NamedDependency[Signed]) -> Response[Respend]:
    """Pay another shop out of what was received on open days. A refusal is recorded with a code; both are 201."""
    paid, replayed = await signed.respend(data)
    answer = respends.worded(paid, signed.language)
    return Response(answer, headers={REPLAYED_HEADER: "true"} if replayed else {})


@get("/respends/{respend_id:uuid}/decision", guards=[requires(*READERS)], tags=["payments"])
async def get_respend_decision(transaction: NamedDependency[Transaction], respend_id: FromPath[UUID]) -> Replayed:
    """Return what a re-spend was decided on, and whether it is decided the same again; each look is audited."""
    return await respends.replayed(transaction, respend_id)


ROUTES = [respend, get_respend_decision]
