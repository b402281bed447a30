"""Accesses: who looked at a person's file and why; the person is told the department, supervisors also who it was."""

from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from babel.dates import format_date, format_time

from services.kit import audit, pdf
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sentences import locale, say, sentence
from services.kit.sql import load_queries
from services.registry.households import protections
from services.registry.people import aliases, kinships, persons
from services.registry.privacy import purposes

queries = load_queries(__file__)

PAPER: Final = Path(__file__).with_name("accesses.typ")
SEES_STAFF: Final = "supervisor"
LINES_MAX: Final = 2_000
"""How many of the newest accesses stand on paper: about fifty pages."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a person's file, or deed with it. Without roles, the service did it by itself."""

    id: UUID
    at: datetime
    action: str
    purpose: str | None
    roles: list[str]
    actor_id: UUID | None = None
    """Only for supervisors."""


class AccessLine(msgspec.Struct, frozen=True, kw_only=True):
    """An access as the person reads it."""

    at: str
    by: str
    purpose: str


async def list_page(transaction: Transaction, person_id: UUID, *, before: UUID | None, limit: int) -> list[Access]:
    """Return one access more than the limit, newest first; looking at them is one too. Raises OwnCase, NotFound."""
    if not await transaction.fetchval(queries.person_known, person_id):
        raise NotFound(f"There is no person {person_id}.")
    person_id = await aliases.resolve(transaction, person_id)
    await kinships.refuse_persons(transaction, [person_id])
    await protections.refuse_hidden(transaction, person_id)
    listed = await newest(transaction, person_id, before=before, limit=limit + 1)
    await audit.record(
        transaction, "accesses_read", object_type="person", object_ids=[person_id], purpose="supervision"
    )
    sees_staff = SEES_STAFF in transaction.context.actor_roles
    return listed if sees_staff else [msgspec.structs.replace(access, actor_id=None) for access in listed]


async def newest(transaction: Transaction, person_id: UUID, *, before: UUID | None, limit: int) -> list[Access]:
    """Return who looked at a person or at a file of theirs, newest first."""
    return await transaction.fetch_structs(Access, queries.select_accesses, person_id, before, limit)


async def lines(transaction: Transaction, person_id: UUID, language: str) -> list[AccessLine]:
    """Return the newest accesses in words, without who of the staff it was."""
    found = await newest(transaction, person_id, before=None, limit=LINES_MAX)
    zone = transaction.municipality.zone
    return [
        AccessLine(
            at=instant(access.at.astimezone(zone), language),
            by=", ".join(word(role, language) for role in access.roles) or word("the_service_itself", language),
            purpose=purposes.text_of(access.purpose or access.action, language),
        )
        for access in found
    ]


def instant(at: datetime, language: str) -> str:
    """Return a day and the time of day to the minute."""
    return f"{format_date(at, 'medium', locale=locale(language))}, {format_time(at, 'short', locale=locale(language))}"


async def paper(transaction: Transaction, person_id: UUID, *, language: str | None) -> bytes:
    """Return the accesses as a PDF for the person, in their language. Raises NotFound, OwnCase, PersonsProtected."""
    person = await persons.find(transaction, person_id, purpose="subject_access")
    person_id = person.id
    spoken = language or person.language
    recipients = await persons.recipients(transaction, [person_id], purpose="subject_access")
    title = say("registry", sentence("Who looked at your file"), spoken)
    columns = (sentence("When"), sentence("Department"), sentence("For what"))
    return await pdf.render(
        PAPER,
        {
            "language": spoken,
            "title": title,
            "recipient": recipients.get(person_id, []),
            "columns": [say("registry", column, spoken) for column in columns],
            "lines": msgspec.to_builtins(await lines(transaction, person_id, spoken)),
        },
    )


def word(code: str, language: str) -> str:
    """Return a code in a language."""
    return say("registry", sentence("{purpose_code}", purpose_code=code), language)
