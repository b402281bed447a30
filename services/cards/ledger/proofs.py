"""Proofs: that a payment is in the ledger that was signed, and that a later ledger holds an earlier one unchanged."""

import base64
from uuid import UUID

import msgspec

from contracts.checkpoints import ProofFault
from contracts.ledger_proof import PaymentProof, ProvenReceipt, TransferProof, check_receipt
from services.cards.ledger import checkpoints, merkle, sealing
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)


class NotSealedYet(Problem):
    """The payment is not sealed yet."""


class Consistency(msgspec.Struct, frozen=True, kw_only=True):
    """The hashes, in base64, by which two checkpoints of these sizes are compared."""

    earlier_size: int
    later_size: int
    path: list[str]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which proof: of which payment, and by which checkpoint; by the newest without a size."""

    payment_id: UUID
    size: int | None = None


async def of_payment(
    transaction: Transaction, settings: Settings, wanted: Wanted, *, merchant_id: UUID | None
) -> PaymentProof:
    """Return the proof of a payment and its refunds. A shop is shown its own only.

    Raises NotFound, and NotSealedYet for the seconds after it was paid or refunded, or by a checkpoint before that.
    """
    payment_id, size = wanted.payment_id, wanted.size
    receipt = await transaction.fetch_struct(ProvenReceipt, queries.receipt, payment_id, merchant_id)
    if receipt is None:
        raise NotFound("There is no such payment.")
    checkpoint = await (checkpoints.latest(transaction) if size is None else checkpoints.of_size(transaction, size))
    rows = await transaction.fetch(queries.sealed_leaves, payment_id)
    transfers = []
    for row in rows:
        if row["place"] < checkpoint.size:
            path = await sealing.hashes(transaction, merkle.inclusion(row["place"], checkpoint.size))
            transfers.append(TransferProof(leaf=row["leaf"], place=row["place"], path=[encoded(one) for one in path]))
    key = checkpoints.public_key(settings, transaction.municipality)
    proof = PaymentProof(receipt=receipt, transfers=transfers, checkpoint=checkpoint.note, verifier_key=key)
    try:
        check_receipt(proof, key)
    except ProofFault as fault:
        when = "It is sealed within seconds; ask again." if size is None else "That checkpoint was signed before it."
        raise NotSealedYet(f"{when} Until then: {fault}") from None
    return proof


async def of_consistency(transaction: Transaction, *, earlier: int, later: int) -> Consistency:
    """Return what shows that the first `later` transfers begin with the first `earlier` ones. Raises NotFound."""
    checkpoint = await checkpoints.latest(transaction)
    if not 0 < earlier <= later <= checkpoint.size:
        raise NotFound(f"Sizes go from 1 to {checkpoint.size}, the earlier one first.")
    path = await sealing.hashes(transaction, merkle.consistency(earlier, later))
    return Consistency(earlier_size=earlier, later_size=later, path=[encoded(one) for one in path])


def encoded(value: bytes) -> str:
    """Return a hash in base64."""
    return base64.b64encode(value).decode()
