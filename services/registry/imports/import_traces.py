"""Traces: what imports keep of persons beside the vault, and how it goes when a person is erased.

Digests of the rows show what a later file would change; the file itself is kept sealed for a month.
"""

from collections.abc import Collection
from uuid import UUID

from services.kit import vault
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def forget(transaction: Transaction, person_ids: Collection[UUID]) -> None:
    """Drop the digests of these persons' households, and destroy the files of ended imports that brought them."""
    await transaction.execute(queries.forget_digests, list(person_ids))
    for row in await transaction.fetch(queries.note_shredded, list(person_ids), transaction.now):
        await vault.shred(transaction, row["id"])
