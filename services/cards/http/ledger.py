"""The ledger's own doors: verification, past balances, checkpoints, proofs."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from contracts.ledger_proof import PaymentProof
from services.cards.http.signed import AnyRequest, Signed, signed_by_till
from services.cards.ledger import checkpoints, fold_points, proofs, verification
from services.cards.ledger.checkpoints import SignedCheckpoint
from services.cards.ledger.fold_points import PastBalance
from services.cards.ledger.proofs import Consistency, Wanted
from services.cards.ledger.verification import Verification
from services.kit.auth import public, requires
from services.kit.db import Transaction
from services.kit.web import context_of, open_publicly

READERS = ("finance_officer", "finance_approver", "auditor")
VERIFIERS = (*READERS, "administrator")
PROVERS = ("auditor",)
PUBLICLY = {"transaction": Provide(open_publicly)}

Size = Annotated[int, QueryParameter(ge=1, le=2**62, description="How many transfers a checkpoint is over.")]
OptionalSize = Annotated[int | None, QueryParameter(ge=1, le=2**62, description="Which checkpoint is to vouch.")]


async def till_or_auditor(connection: ASGIConnection[Any, Any, Any, State], handler: BaseRouteHandler) -> None:
    """Let in what a till has signed, and auditors."""
    if "signature" in connection.headers:
        await signed_by_till(connection, handler)
    else:
        await requires(*PROVERS)(connection, handler)


till_or_auditor.roles = PROVERS  # type: ignore[attr-defined]


async def open_for_reader(request: Request[Any, Any, State], state: State) -> AsyncGenerator[Transaction, None]:
    """Open the transaction of the till that signed, or of the token's tenant."""
    signed: Signed | None = request.scope.get("signed")  # type: ignore[assignment]
    context = await context_of(request, state) if signed is None else signed.context
    async with state.database.transaction(context) as transaction:
        yield transaction


def shop_of(request: AnyRequest) -> UUID | None:
    """Return the shop whose till signed; nobody for a person with a role."""
    signed: Signed | None = request.scope.get("signed")  # type: ignore[assignment]
    return None if signed is None else signed.till.merchant_id


PROVING = {"transaction": Provide(open_for_reader), "merchant_id": Provide(shop_of, sync_to_thread=False)}


@get("/verify", guards=[requires(*VERIFIERS)], tags=["ledger"])
async def verify(transaction: NamedDependency[Transaction], state: State) -> Verification:
    """Recompute the ledger; return its totals, how many rows break each invariant, and the first of them by name."""
    return await verification.verify(transaction, state.settings)


@get("/wallets/{wallet_id:uuid}/balance", guards=[requires(*READERS)], tags=["ledger"])
async def get_past_balance(
    transaction: NamedDependency[Transaction], wallet_id: FromPath[UUID], at: FromQuery[datetime | None] = None
) -> PastBalance:
    """Return what a wallet held at an instant; without one, now. A household's is for auditors; each look is kept."""
    return await fold_points.balance_at(transaction, wallet_id, at)


@get("/payments/{payment_id:uuid}/proof", guards=[till_or_auditor], dependencies=PROVING, tags=["ledger"])
async def prove_payment(
    transaction: NamedDependency[Transaction],
    merchant_id: NamedDependency[UUID | None],
    state: State,
    payment_id: FromPath[UUID],
    size: FromQuery[OptionalSize] = None,
) -> PaymentProof:
    """Return what shows, to anybody and without us, that a payment is in the ledger that was signed.

    With a size: by the checkpoint over so many transfers, such as one that is published.
    """
    wanted = Wanted(payment_id=payment_id, size=size)
    return await proofs.of_payment(transaction, state.settings, wanted, merchant_id=merchant_id)


@get("/checkpoints/latest", guards=[public], dependencies=PUBLICLY, tags=["ledger"])
async def read_checkpoint(transaction: NamedDependency[Transaction], state: State) -> SignedCheckpoint:
    """Return the newest signed checkpoint of a municipality's ledger. Keep it: it cannot be taken back."""
    return await checkpoints.show_latest(transaction, state.settings)


@get("/checkpoints/consistency", guards=[public], dependencies=PUBLICLY, tags=["ledger"])
async def prove_consistency(
    transaction: NamedDependency[Transaction], earlier: FromQuery[Size], later: FromQuery[Size]
) -> Consistency:
    """Return what shows that a later ledger holds an earlier one unchanged."""
    return await proofs.of_consistency(transaction, earlier=earlier, later=later)


ROUTES = [verify, get_past_balance, prove_payment, read_checkpoint, prove_consistency]
