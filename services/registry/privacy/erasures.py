"""Erasures: whoever was erased is erased again after a backup was restored.

The operator keeps the list of erasures outside the database's backups (`koinon erasures registry`) and has
it applied again after a restore (`reapply-erasures`); see docs/decisions/0005-erasure-leaves-a-tombstone.md.
"""

from collections.abc import Sequence

from contracts.registry import PersonErased
from services.kit import vault
from services.kit.db import Transaction
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.vault import Erasure
from services.registry.duplicates import suspicions
from services.registry.imports import import_traces

queries = load_queries(__file__)


async def reapply(transaction: Transaction, erased: Sequence[Erasure]) -> None:
    """Erase again whom a restored backup has brought back, and tell the other services, who may be restored too.

    It goes before a legal hold that the backup has brought back as well: what was erased was not held any more.
    """
    ids, instants = [each.subject_id for each in erased], [each.erased_at for each in erased]
    await vault.reapply_erasures(transaction, erased)
    await suspicions.forget(transaction, ids)
    await import_traces.forget(transaction, ids)
    back = await transaction.fetch(queries.mark_erased_again, ids, instants)
    for row in back:
        await publish(transaction, PersonErased(person_id=row["id"]))
