"""Delivery: each minute the newest checkpoint leaves the database, as a file and as an event, out of reach."""

import base64

from contracts.cards import LedgerSealed
from contracts.checkpoints import ProofFault
from services.cards.ledger import checkpoints, tree_verification
from services.cards.ledger.checkpoints import SUFFIX, Issued
from services.kit.db import Transaction
from services.kit.events import publish
from services.kit.log import log
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def deliver(transaction: Transaction, settings: Settings) -> None:
    """Bring the newest checkpoint out of the database. It was committed before: a transaction sees no other."""
    size = await transaction.fetchval(queries.undelivered_size, transaction.municipality_id)
    if size is None:
        return
    issued = await checkpoints.latest(transaction)
    if settings.checkpoints_dir:
        await write_outside(transaction, settings, issued)
    await publish(
        transaction,
        LedgerSealed(
            checkpoint_id=issued.id,
            size=issued.size,
            root=base64.b64encode(issued.root).decode(),
            checkpoint=issued.note,
            verifier_key=checkpoints.public_key(settings, transaction.municipality),
        ),
    )
    await transaction.execute(queries.note_delivery, transaction.municipality_id, issued.size)


async def write_outside(transaction: Transaction, settings: Settings, issued: Issued) -> None:
    """Write the day's file, whole or not at all. One that tells of another ledger is evidence and stays."""
    folder = checkpoints.outside_folder(settings, transaction.municipality)
    path = folder / f"{issued.sealed_at.date()}{SUFFIX}"
    before = checkpoints.read_outside(settings, transaction.municipality).get(path.name)
    if isinstance(before, ProofFault) or (
        before is not None and await tree_verification.contradicts(transaction, issued.size, before)
    ):
        log.error("ledger_contradicts_checkpoint")
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(issued.note, encoding="utf-8")
    draft.replace(path)
