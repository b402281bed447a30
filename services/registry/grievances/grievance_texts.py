"""Grievance texts: the complaint and its answers, sealed; erasing the complainant makes them unreadable."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.kit import audit, vault
from services.kit.db import Transaction, uuid7
from services.kit.keyring import decrypt, encrypt
from services.kit.sql import load_queries

queries = load_queries(__file__)

TextKind = Literal["complaint", "answer"]
PURPOSE = "grievance"


class GrievanceText(msgspec.Struct, frozen=True, kw_only=True):
    """The complaint or an answer; without text once the person was erased."""

    kind: TextKind
    written_at: datetime
    written_by: UUID
    text: str | None


async def keep(transaction: Transaction, grievance_id: UUID, kind: TextKind, text: str, *, of: UUID | None) -> None:
    """Seal a text under the complainant's key; of an anonymous complaint under the tenant's. Raises PersonErased."""
    subject_id = of or transaction.municipality_id
    key = (await vault.take_keys(transaction, [subject_id]))[subject_id]
    text_id = uuid7()
    await transaction.execute(
        queries.insert_text,
        text_id,
        grievance_id,
        kind,
        subject_id,
        key.version,
        encrypt(key.key, text.encode(), _place(text_id, kind, key.version)),
        transaction.now,
        transaction.actor_id,
    )


async def read(transaction: Transaction, grievance_id: UUID, *, of: UUID | None) -> list[GrievanceText]:
    """Open a complaint's texts; who read is kept with the complaint and, where there is one, with the person."""
    rows = await transaction.fetch(queries.select_texts, grievance_id)
    keys = await vault.open_keys(transaction, {row["subject_id"] for row in rows})
    for object_type, object_id in (("grievance", grievance_id), ("person", of)):
        read_ids = [] if object_id is None else [object_id]
        await audit.record(transaction, "grievance_read", object_type=object_type, object_ids=read_ids, purpose=PURPOSE)
    return [
        GrievanceText(
            kind=row["kind"],
            written_at=row["written_at"],
            written_by=row["written_by"],
            text=decrypt(key.key, row["sealed"], _place(row["id"], row["kind"], row["key_version"])).decode()
            if (key := keys.get(row["subject_id"]))
            else None,
        )
        for row in rows
    ]


def _place(text_id: UUID, kind: str, version: int) -> str:
    return f"grievance_texts|{kind}|{text_id}|{version}"
