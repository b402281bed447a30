"""Receipts that are proven: asked for by the till that sold, and checked by anybody, without the service."""

import time
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import msgspec

from contracts.ledger_proof import PaymentProof, check_receipt
from contracts.till_signature import TillRequest, sign
from services.client.answers import read_answer, until_answered
from services.client.tills import Till

CONTENT_TYPE = "application/json"


class VerifiedReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt that is in the ledger that was signed, and which signature says so."""

    payment_id: UUID
    merchant_id: UUID
    currency: str
    amount_minor: int
    bonus_minor: int
    refunded_minor: int
    ledger: str
    transfers_in_ledger: int
    sealed_at: datetime
    key_given: bool
    """Whether the key was given by the reader; the one inside the proof vouches for nothing but itself."""


def prove(http: httpx.Client, till: Till, payment_id: UUID, *, size: int | None = None) -> PaymentProof:
    """Return the proof of a payment of this shop, to be kept with the receipt. Raises Refused, Unanswered.

    With a size it is by the checkpoint over so many transfers, such as one that the municipality has published.
    """
    path = f"/payments/{payment_id}/proof" + (f"?size={size}" if size is not None else "")
    return read_answer(until_answered(lambda: http.send(signed_question(http, till, path))), PaymentProof)


def signed_question(http: httpx.Client, till: Till, path: str) -> httpx.Request:
    """Return the question for a proof, signed at this moment."""
    request = http.build_request("GET", till.cards_url + path)
    asked = TillRequest("GET", str(request.url), CONTENT_TYPE, str(uuid4()), b"")
    request.headers.update(sign(asked, till.key, now=int(time.time())))
    return request


def verify(path: Path, key: str) -> VerifiedReceipt:
    """Check a proof in a file, without a network. Raises ProofFault saying what does not agree, or MsgspecError."""
    proof = msgspec.json.decode(path.read_bytes(), type=PaymentProof)
    checkpoint = check_receipt(proof, key or proof.verifier_key)
    return VerifiedReceipt(
        payment_id=proof.receipt.id,
        merchant_id=proof.receipt.merchant_id,
        currency=proof.receipt.currency,
        amount_minor=proof.receipt.amount_minor,
        bonus_minor=proof.receipt.bonus_minor,
        refunded_minor=proof.receipt.refunded_minor + proof.receipt.refunded_bonus_minor,
        ledger=checkpoint.origin,
        transfers_in_ledger=checkpoint.size,
        sealed_at=checkpoint.sealed_at,
        key_given=bool(key),
    )
