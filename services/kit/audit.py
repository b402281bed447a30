"""Audit: who did or looked at what, why and when. Rows are written in the deed's own transaction and never change."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries

queries = load_queries(__file__)


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One deed. It holds ids and codes only; what the object says is looked up where the object is."""

    id: UUID
    at: datetime
    actor_id: UUID
    action: str
    object_type: str
    object_id: UUID
    purpose: str | None
    request_id: str | None
    actor_roles: list[str]
    """What the actor was at that time; nothing for what nobody did by hand."""


async def record(
    transaction: Transaction, action: str, *, object_type: str, object_ids: Collection[UUID], purpose: str | None = None
) -> None:
    """Write one row for each object, in one statement. `action` and `purpose` are codes such as `person_read`."""
    if not object_ids:
        return
    context = transaction.context
    await transaction.execute(
        queries.insert_entries,
        [uuid7() for _ in object_ids],
        list(object_ids),
        context.now,
        context.actor_id,
        action,
        object_type,
        purpose,
        context.request_id,
        sorted(context.actor_roles),
    )


async def entries(
    transaction: Transaction, *, object_type: str, object_id: UUID, before: UUID | None = None, limit: int = 100
) -> list[AuditEntry]:
    """Return who did what to this object, newest first; a person may see who looked at them."""
    return await transaction.fetch_structs(AuditEntry, queries.select_entries, object_type, object_id, before, limit)
