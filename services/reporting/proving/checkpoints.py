"""Checkpoints of the ledger, published: signed roots that anybody keeps, compares, and checks a receipt against.

They come by event and never from cards' database, so cards cannot change afterwards what stands here.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contracts.cards import LedgerSealed
from contracts.checkpoints import Checkpoint, ProofFault, open_note
from contracts.ledger_proof import PaymentProof, check_receipt
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Heard, Row

queries = load_queries(__file__)

DAYS = timedelta(days=31)


class PublishedCheckpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger held when it was sealed, as it was signed."""

    id: UUID
    size: int
    """How many transfers."""
    root: str
    """The tree's root in base64."""
    sealed_at: datetime
    checkpoint: str
    """The signed note (C2SP tlog-checkpoint): what to keep."""
    verifier_key: str


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that has signed, and when; a second one has to be explained."""

    verifier_key: str
    first_used_at: datetime
    last_used_at: datetime
    checkpoints: int


class Transparency(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody may hold a municipality's ledger to. Totals of months are at `/public/totals`."""

    municipality_id: UUID
    latest: PublishedCheckpoint
    keys: list[SigningKey]
    days: list[PublishedCheckpoint]
    """The last checkpoint of each day (UTC) of the last month, newest first."""
    sizes_told_twice: list[int]
    """Sizes over which two different roots were signed: always empty, or the ledger was told in two ways."""


class ReceiptChecked(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a receipt is in the ledger that was signed."""

    holds: bool
    says: str
    """What does not agree; or over how many transfers, signed when."""
    size: int | None = None
    sealed_at: datetime | None = None
    is_published: bool = False
    """Whether the very checkpoint of the proof stands here too; others are compared by a consistency proof."""


async def add_checkpoints(transaction: Transaction, events: Heard[LedgerSealed]) -> None:
    """Keep what was signed. Raises ProofFault for a note that its key has not signed, or that says something else."""
    found: list[Row] = []
    for envelope, event in events:
        signed = open_note(event.checkpoint, event.verifier_key)
        if signed.size != event.size or event.root not in signed.body.splitlines():
            raise ProofFault("The event does not say what the note says.")
        found.append(
            {
                "id": event.checkpoint_id,
                "municipality_id": envelope.municipality,
                "size": event.size,
                "root": event.root,
                "note": event.checkpoint,
                "verifier_key": event.verifier_key,
                "sealed_at": signed.sealed_at,
            }
        )
    await transaction.execute(queries.add_checkpoints, found)


async def list_published(transaction: Transaction, *, before: UUID | None, limit: int) -> list[PublishedCheckpoint]:
    """Return checkpoints, newest first."""
    return await transaction.fetch_structs(
        PublishedCheckpoint, queries.checkpoints, transaction.municipality_id, before, limit
    )


async def transparency(transaction: Transaction) -> Transparency:
    """Return what a ledger can be held to. Raises NotFound before anything was sealed."""
    tenant = transaction.municipality_id
    latest = await transaction.fetch_struct(PublishedCheckpoint, queries.latest, tenant)
    if latest is None:
        raise NotFound("Nothing of this ledger was published yet.")
    since = latest.sealed_at - DAYS
    return Transparency(
        municipality_id=tenant,
        latest=latest,
        keys=await transaction.fetch_structs(SigningKey, queries.keys, tenant),
        days=await transaction.fetch_structs(PublishedCheckpoint, queries.last_of_days, tenant, since),
        sizes_told_twice=[row["size"] for row in await transaction.fetch(queries.told_twice, tenant)],
    )


async def check(transaction: Transaction, proof: PaymentProof) -> ReceiptChecked:
    """Check a receipt's proof by the keys that are published here, not by the one that it brings along."""
    keys = await transaction.fetch_structs(SigningKey, queries.keys, transaction.municipality_id)
    fault = "Nothing of this ledger was published yet."
    for key in reversed(keys):
        try:
            signed = check_receipt(proof, key.verifier_key)
        except (ProofFault, ValueError) as found:
            fault = str(found)
            continue
        return await vouched(transaction, signed)
    return ReceiptChecked(holds=False, says=fault)


async def vouched(transaction: Transaction, signed: Checkpoint) -> ReceiptChecked:
    """Tell of a receipt that holds, and whether its checkpoint is one of those published."""
    tenant = transaction.municipality_id
    published = await transaction.fetch_structs(PublishedCheckpoint, queries.of_size, tenant, signed.size)
    return ReceiptChecked(
        holds=True,
        says=f"It is among the {signed.size} transfers that were signed at {signed.sealed_at.isoformat()}.",
        size=signed.size,
        sealed_at=signed.sealed_at,
        is_published=any(each.root in signed.body.splitlines() for each in published),
    )
