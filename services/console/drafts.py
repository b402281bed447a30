"""Drafts: what a member of staff has typed of a form that asks one question at a time, kept until it is sent.

It names people, so it is sealed under the key of whoever types it, opened by nobody else, and destroyed when it was
sent, given up or left alone for thirty days.
"""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.keyring import decrypt, encrypt
from services.kit.sql import load_queries

queries = load_queries(__file__)

KEPT: Final = timedelta(days=30)

Kind = Literal["household"]
Values = dict[str, list[str]]
"""Each field's name and what was typed or ticked."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A form that was begun."""

    id: UUID
    kind: Kind
    values: Values
    changed_at: datetime


async def begin(transaction: Transaction, kind: Kind) -> UUID:
    """Keep an empty form and return its id; what was left alone too long is destroyed first."""
    await transaction.execute(queries.delete_old, transaction.now - KEPT)
    draft_id = uuid7()
    version, sealed = await seal(transaction, draft_id, {})
    await transaction.execute(
        queries.insert_draft, draft_id, transaction.actor_id, kind, version, sealed, transaction.now
    )
    return draft_id


async def find(transaction: Transaction, draft_id: UUID, kind: Kind) -> Draft:
    """Return an own draft. Raises NotFound, also for somebody else's."""
    row = await transaction.fetchrow(queries.find_draft, draft_id, transaction.actor_id, kind)
    if row is None:
        raise NotFound("This form was sent or given up; begin another one.")
    keys = await vault.open_keys(transaction, [transaction.actor_id])
    opened = decrypt(keys[transaction.actor_id].key, row["sealed"], _place(draft_id, row["key_version"]))
    values = msgspec.json.decode(opened, type=Values)
    return Draft(id=draft_id, kind=kind, values=values, changed_at=row["changed_at"])


async def own(transaction: Transaction, kind: Kind) -> list[Draft]:
    """Return the acting person's own drafts of a kind, the last one first."""
    rows = await transaction.fetch(queries.list_drafts, transaction.actor_id, kind)
    return [await find(transaction, row["id"], kind) for row in rows]


async def keep(transaction: Transaction, draft: Draft, values: Values) -> None:
    """Keep what was typed by now."""
    version, sealed = await seal(transaction, draft.id, values)
    await transaction.execute(queries.update_draft, draft.id, version, sealed, transaction.now)


async def destroy(transaction: Transaction, draft_id: UUID) -> None:
    """Destroy an own draft; one that is gone stays gone."""
    await transaction.execute(queries.delete_draft, draft_id, transaction.actor_id)


async def seal(transaction: Transaction, draft_id: UUID, values: Values) -> tuple[int, bytes]:
    """Return the version of the acting person's key and what was typed, sealed under it."""
    key = (await vault.take_keys(transaction, [transaction.actor_id]))[transaction.actor_id]
    return key.version, encrypt(key.key, msgspec.json.encode(values), _place(draft_id, key.version))


def _place(draft_id: UUID, version: int) -> str:
    return f"drafts|sealed|{draft_id}|{version}"
