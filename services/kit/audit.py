"""Audit: who did or looked at what, why and when. Rows are written in the deed's own transaction and never change."""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery

from services.kit.auth import requires
from services.kit.db import Transaction, uuid7
from services.kit.errors import Malformed
from services.kit.sql import load_queries
from services.kit.web import CODE, Limit, Page, decode_cursor, page

queries = load_queries(__file__)

WITHOUT_MAX: Final = 50


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


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One deed as auditors see it. For what purpose is not told: it may say why a household is protected."""

    id: UUID
    at: datetime
    actor_id: UUID
    actor_roles: list[str]
    action: str
    object_type: str
    object_id: UUID
    """What was done something with; of a proposal, what it is about."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which deeds: of somebody, about something, of a day where the tenant is, and which kinds are left out."""

    actor_id: UUID | None = None
    object_id: UUID | None = None
    day: date | None = None
    without: list[str] = []


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


async def list_newest(transaction: Transaction, asked: Asked, *, before: UUID | None, limit: int) -> list[Deed]:
    """Return deeds, newest first. What holders did with their own cards is nobody's to watch, and not among them.

    Raises Malformed for kinds of deeds that are no codes.
    """
    if len(asked.without) > WITHOUT_MAX or not all(re.fullmatch(CODE, action) for action in asked.without):
        raise Malformed(f"Name at most {WITHOUT_MAX} kinds of deeds to leave out, each by a code such as person_read.")
    query = queries.select_deeds
    if asked.actor_id is not None:
        query = queries.select_deeds_by_actor
    elif asked.object_id is not None:
        query = queries.select_deeds_about
    zone = transaction.municipality.zone.key
    filters = (asked.actor_id, asked.object_id, asked.day, zone, asked.without)
    return await transaction.fetch_structs(Deed, query, *filters, before, limit)


def provide_asked(
    actor_id: FromQuery[UUID | None] = None,
    object_id: FromQuery[UUID | None] = None,
    day: FromQuery[date | None] = None,
    without: FromQuery[list[str] | None] = None,
) -> Asked:
    """Return which deeds are asked for."""
    return Asked(actor_id=actor_id, object_id=object_id, day=day, without=without or [])


@get(
    "/audit-entries",
    guards=[requires("administrator", "auditor")],
    dependencies={"asked": Provide(provide_asked, sync_to_thread=False)},
    tags=["audit"],
)
async def list_deeds(
    transaction: NamedDependency[Transaction],
    asked: NamedDependency[Asked],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Deed]:
    """Return who did what in this service, newest first: by ids and codes, whose names are not here."""
    return page(await list_newest(transaction, asked, before=decode_cursor(cursor), limit=limit + 1), limit)
