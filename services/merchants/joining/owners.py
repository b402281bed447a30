"""Owners: the persons behind merchants, as far as anything is kept of them here."""

from uuid import UUID

from services.kit import vault
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def forget(transaction: Transaction, person_id: UUID) -> None:
    """Shred what is kept of a person: own fields, the contacts of own merchants, and accounts that are paid no more.

    A merchant that has not left is still owed what it sells, so its account stays until then.
    """
    rows = await transaction.fetch(queries.select_subjects, person_id)
    for subject_id in [person_id, *(row["subject_id"] for row in rows)]:
        await vault.shred(transaction, subject_id)
