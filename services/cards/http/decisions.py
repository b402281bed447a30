"""What became of a payment and why: its decision made again from what was kept, and where it has come since."""

from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.cards.payments import payments, traces
from services.cards.payments.payments import Replayed
from services.cards.payments.traces import Trace
from services.kit.auth import requires
from services.kit.db import Transaction

READERS = ("auditor",)
TRACERS = ("administrator", "auditor")


@get("/payments/{payment_id:uuid}/decision", guards=[requires(*READERS)], tags=["payments"])
async def get_decision(transaction: NamedDependency[Transaction], payment_id: FromPath[UUID]) -> Replayed:
    """Return what a payment was decided on, the decision as stored, and as made again; each look is audited."""
    return await payments.replayed(transaction, payment_id)


@get("/payments/{payment_id:uuid}/trace", guards=[requires(*TRACERS)], tags=["payments"])
async def trace_payment(transaction: NamedDependency[Transaction], state: State, payment_id: FromPath[UUID]) -> Trace:
    """Return where a payment has come: ledger, seal, settlement day, events; each look is audited, nobody is named."""
    return await traces.of_payment(transaction, state.worker_database, payment_id)


ROUTES = [get_decision, trace_payment]
