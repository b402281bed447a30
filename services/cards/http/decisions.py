"""Why a payment was decided as it was: for an auditor, made again from what was kept."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.cards.payments import payments
from services.cards.payments.payments import Replayed
from services.kit.auth import requires
from services.kit.db import Transaction

READERS = ("auditor",)


@get("/payments/{payment_id:uuid}/decision", guards=[requires(*READERS)], tags=["payments"])
async def get_decision(transaction: NamedDependency[Transaction], payment_id: FromPath[UUID]) -> Replayed:
    """Return what a payment was decided on, the decision as stored, and as made again; each look is audited."""
    return await payments.replayed(transaction, payment_id)


ROUTES = [get_decision]
