"""Cash from shops that give it; each request is signed by their till."""

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from services.cards.http.signed import SIGNED, Signed, signed_by_till
from services.cards.payments import payments
from services.cards.payments.payments import Receipt
from services.cards.payments.withdrawals import WithdrawalRequest
from services.kit.idempotency import REPLAYED_HEADER


@post("/withdrawals", guards=[signed_by_till], dependencies=SIGNED, tags=["payments"])
async def withdraw(data: JSONBody[WithdrawalRequest], signed: NamedDependency[Signed]) -> Response[Receipt]:
    """Give cash and be owed it. A decline is a recorded payment with a code; both are 201."""
    answer = await signed.withdraw(data)
    receipt = payments.worded(answer.receipt, signed.language)
    return Response(receipt, headers={REPLAYED_HEADER: "true"} if answer.replayed else {})


ROUTES = [withdraw]
