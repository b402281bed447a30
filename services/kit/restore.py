"""Restore: whoever was erased stays erased when a backup from before is put back.

koinon erasures <service> --since 2026-01-01T00:00:00+00:00 > erasures.jsonl     (kept outside the backups)
koinon reapply-erasures <service> < erasures.jsonl                               (after a restore)
koinon rewrap <service>                                                          (after the vault's key was changed)
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.vault import Erasure

CHUNK: Final = 500

Reapply = Callable[[Transaction, Sequence[Erasure]], Awaitable[None]]


class ErasureLine(msgspec.Struct, frozen=True, kw_only=True):
    """One erasure on the operator's list: an id and a date, nothing that names anybody."""

    municipality_id: UUID
    subject_id: UUID
    erased_at: datetime


async def list_erasures(database: Database, since: datetime) -> list[bytes]:
    """Return the erasures from an instant on, of every tenant, a line of JSON each."""
    lines = []
    for municipality_id in database.tenants:
        context = Context(now=wall_time(), municipality_ids=(municipality_id,))
        async with database.transaction(context) as transaction:
            lines += [
                ErasureLine(municipality_id=municipality_id, subject_id=each.subject_id, erased_at=each.erased_at)
                for each in await vault.erasures(transaction, since)
            ]
    return [msgspec.json.encode(line) for line in lines]


async def reapply_erasures(database: Database, lines: Iterable[bytes], reapply: Reapply) -> int:
    """Erase again everybody on the list, and return how many stand on it; doing it twice changes nothing."""
    erased: dict[UUID, list[Erasure]] = {}
    for line in filter(bytes.strip, lines):
        read = msgspec.json.decode(line, type=ErasureLine)
        erasure = Erasure(subject_id=read.subject_id, erased_at=read.erased_at)
        erased.setdefault(read.municipality_id, []).append(erasure)
    for municipality_id, all_of_tenant in erased.items():
        for first in range(0, len(all_of_tenant), CHUNK):
            context = Context(now=wall_time(), municipality_ids=(municipality_id,))
            async with database.transaction(context) as transaction:
                await reapply(transaction, all_of_tenant[first : first + CHUNK])
    return sum(map(len, erased.values()))


async def rewrap_all(database: Database) -> int:
    """Wrap every tenant's data keys by the newest key of the keyring, and return how many had another."""
    count = 0
    for municipality_id in database.tenants:
        context = Context(now=wall_time(), municipality_ids=(municipality_id,))
        found = CHUNK
        while found == CHUNK:
            async with database.transaction(context) as transaction:
                found = await vault.rewrap(transaction, count_max=CHUNK)
            count += found
    return count
