"""Money held for a shop: a till authorises, captures in parts, and lets go of the rest; each request is signed."""

from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from contracts.types import PositiveMinorUnits
from services.cards.http.signed import SIGNED, Signed, signed_by_till
from services.cards.payments import authorisations, payments
from services.cards.payments.authorisations import Authorisation
from services.cards.payments.payments import Receipt
from services.cards.payments.sales import SaleRequest
from services.kit.idempotency import REPLAYED_HEADER
from services.kit.web import Body


class CaptureRequest(Body, frozen=True, kw_only=True):
    """The value of the goods delivered, in minor units; without it, all that is held."""

    amount_minor: PositiveMinorUnits | None = None
    final: bool = False
    """Whether nothing more will be captured: what is left becomes free."""


class VoidRequest(Body, frozen=True, kw_only=True):
    """Nothing has to be said: all that is left becomes free."""


@post("/authorisations", guards=[signed_by_till], dependencies=SIGNED, tags=["payments"])
async def authorise(data: JSONBody[SaleRequest], signed: NamedDependency[Signed]) -> Response[Authorisation]:
    """Hold money for a shop. A decline is recorded with a code; both are 201."""
    answer = await signed.hold(data)
    held = authorisations.worded(answer.receipt, signed.language)
    return Response(held, headers={REPLAYED_HEADER: "true"} if answer.replayed else {})


@post(
    "/authorisations/{authorisation_id:uuid}/captures",
    guards=[signed_by_till],
    dependencies=SIGNED,
    tags=["payments"],
)
async def capture(
    data: JSONBody[CaptureRequest], authorisation_id: FromPath[UUID], signed: NamedDependency[Signed]
) -> Response[Receipt]:
    """Be paid part or all of what is held: a payment of its own."""
    paid, replayed = await signed.capture(authorisation_id, data.amount_minor, final=data.final)
    return Response(payments.worded(paid, signed.language), headers={REPLAYED_HEADER: "true"} if replayed else {})


@post("/authorisations/{authorisation_id:uuid}/void", guards=[signed_by_till], dependencies=SIGNED, tags=["payments"])
async def void(
    data: JSONBody[VoidRequest], authorisation_id: FromPath[UUID], signed: NamedDependency[Signed]
) -> Response[Authorisation]:
    """Let go of all that is still held."""
    held, replayed = await signed.void(authorisation_id)
    released = authorisations.worded(held, signed.language)
    return Response(released, headers={REPLAYED_HEADER: "true"} if replayed else {})


ROUTES = [authorise, capture, void]
