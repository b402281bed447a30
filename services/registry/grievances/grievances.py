"""Grievances: what people complain about, by when they are answered, and who may read it."""

import secrets
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

import msgspec

from contracts.registry import GrievanceReceived
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound
from services.kit.events import publish
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.kit.web import Body, LongText, ShortText
from services.registry.grievances import grievance_texts
from services.registry.grievances.grievance_texts import GrievanceText
from services.registry.households import protections
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.people import aliases, kinships

queries = load_queries(__file__)

Category = Literal["decision", "amount", "payment", "card", "shop", "staff", "discrimination", "privacy", "other"]
ReceivedBy = Literal["desk", "phone", "letter", "page"]
GrievanceState = Literal["received", "assigned", "in_review", "answered", "escalated", "closed"]

TRANSITIONS: Mapping[GrievanceState, tuple[GrievanceState, ...]] = {
    "received": ("assigned",),
    "assigned": ("assigned", "in_review"),
    "in_review": ("assigned", "answered", "escalated"),
    "answered": ("escalated", "closed"),
    "escalated": ("answered", "closed"),
}

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What is neither mistaken for another sign on paper nor misheard on the telephone: no 0, 1, I, L, O, U."""
SUPERVISOR: Final = "supervisor"


class Deadlines(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a complaint may take, in calendar days, by category; see the file for the sources."""

    remind_days_before: int
    days: dict[Category, int]


FILE: Final = Path(__file__).parents[1] / "rules" / "grievances.toml"
DEADLINES: Final = msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), Deadlines)


class NewGrievance(Body, frozen=True, kw_only=True):
    """A complaint as it came in; without a complainant it is anonymous.

    It is confidential when it is about staff or comes from somebody who is protected, whatever is entered.
    """

    category: Category
    channel: ReceivedBy
    text: LongText
    complainant_id: UUID | None = None
    application_id: UUID | None = None
    """The application whose decision or handling it is about."""
    staff_id: UUID | None = None
    """Who of the staff it is about, where that is known."""
    earlier_reference: ShortText | None = None
    """The reference of an earlier complaint that this one goes back to; a closed one is not opened again."""
    confidential: bool = False


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is told who complains, or who asks later by the reference."""

    id: UUID
    version: int
    reference: str
    category: Category
    state: GrievanceState
    received_on: date
    due_on: date


class Grievance(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint as it is now."""

    id: UUID
    version: int
    reference: str
    category: Category
    channel: ReceivedBy
    confidential: bool
    state: GrievanceState
    complainant_id: UUID | None
    application_id: UUID | None
    staff_id: UUID | None
    earlier_id: UUID | None
    received_on: date
    received_by: UUID
    due_on: date
    due_soon: bool = False
    overdue: bool = False
    assigned_to: UUID | None
    escalated_from: UUID | None
    answered_by: UUID | None
    answered_at: datetime | None
    upheld: bool | None
    closed_on: date | None
    allowed: tuple[GrievanceState, ...] = ()
    texts: list[GrievanceText] = []
    """Left out of lists."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which complaints are listed."""

    state: GrievanceState | None = None
    overdue: bool = False


async def receive(transaction: Transaction, new: NewGrievance) -> Receipt:
    """Enter a complaint, tell the complainant its reference. Raises Malformed, NotFound."""
    await refuse_malformed(transaction, new)
    earlier_id = await earlier(transaction, new.earlier_reference)
    of = [] if new.complainant_id is None else [new.complainant_id]
    if new.category == "staff" or await protections.protected_among(transaction, of):
        new = msgspec.structs.replace(new, confidential=True)
    grievance_id = await insert(transaction, new, earlier_id)
    await grievance_texts.keep(transaction, grievance_id, "complaint", new.text, of=new.complainant_id)
    receipt = await find_receipt(transaction, grievance_id)
    await publish(
        transaction,
        GrievanceReceived(grievance_id=receipt.id, category=receipt.category, received_on=receipt.received_on),
    )
    if new.complainant_id is not None:
        await letters.tell(transaction, [received(new.complainant_id, receipt)])
    return receipt


async def refuse_malformed(transaction: Transaction, new: NewGrievance) -> None:
    """Raise unless everything that the complaint names is there."""
    if new.category == "decision" and new.application_id is None:
        fault = Fault(pointer="/application_id", detail="Name the application whose decision it is about.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    if new.complainant_id is not None and not await transaction.fetchval(queries.person_known, new.complainant_id):
        raise NotFound(f"There is no person {new.complainant_id}.")
    await aliases.refuse(transaction, new.complainant_id)
    if new.application_id is not None and not await transaction.fetchval(queries.application_known, new.application_id):
        raise NotFound(f"There is no application {new.application_id}.")


async def insert(transaction: Transaction, new: NewGrievance, earlier_id: UUID | None) -> UUID:
    """Write the row under a reference that no other has."""
    grievance_id = None
    while grievance_id is None:
        grievance_id = await transaction.fetchval(
            queries.insert_grievance,
            uuid7(),
            drawn_reference(),
            new.category,
            new.channel,
            new.confidential,
            new.complainant_id,
            new.application_id,
            new.staff_id,
            earlier_id,
            transaction.today,
            transaction.now,
            transaction.actor_id,
            transaction.today + timedelta(days=DEADLINES.days[new.category]),
        )
    found: UUID = grievance_id
    return found


def drawn_reference() -> str:
    """Return a reference such as 7KQX-M3PD: 40 bits that nobody guesses, short enough to be read out."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


async def earlier(transaction: Transaction, reference: str | None) -> UUID | None:
    """Return the complaint that has a reference, however it is spelled. Raises NotFound."""
    if reference is None:
        return None
    signs = "".join(sign for sign in reference.upper() if sign in ALPHABET)
    found: UUID | None = await transaction.fetchval(queries.find_by_reference, f"{signs[:4]}-{signs[4:]}")
    if found is None:
        raise NotFound("There is no complaint with this reference.")
    return found


def received(person_id: UUID, receipt: Receipt) -> Telling:
    """Return the words with which a complaint is acknowledged."""
    return Telling(
        person_id=person_id,
        subject=sentence("We received your complaint."),
        body=sentence(
            "Its reference is {reference}. You are answered by {due_on}.",
            reference=receipt.reference,
            due_on=receipt.due_on.isoformat(),
        ),
    )


async def look_up(transaction: Transaction, reference: str) -> Receipt:
    """Return how far the complaint with this reference is; never what it says. Raises NotFound."""
    found = await earlier(transaction, reference)
    assert found is not None
    return await find_receipt(transaction, found)


async def find_receipt(transaction: Transaction, grievance_id: UUID) -> Receipt:
    """Return what the complainant is told. Raises NotFound."""
    receipt = await transaction.fetch_struct(Receipt, queries.find_grievance, grievance_id)
    if receipt is None:
        raise NotFound(f"There is no complaint {grievance_id}.")
    return receipt


async def find(transaction: Transaction, grievance_id: UUID) -> Grievance:
    """Return a complaint with its texts to those who may read it. Raises NotFound for others, OwnCase for relatives."""
    grievance = await transaction.fetch_struct(Grievance, queries.find_grievance, grievance_id)
    if grievance is None or not may_read(transaction, grievance):
        raise NotFound(f"There is no complaint {grievance_id}.")
    if grievance.complainant_id is not None:
        await kinships.refuse_persons(transaction, [grievance.complainant_id])
    texts = await grievance_texts.read(transaction, grievance.id, of=grievance.complainant_id)
    return msgspec.structs.replace(shown(transaction, grievance), texts=texts)


def may_read(transaction: Transaction, grievance: Grievance) -> bool:
    """Return whether the acting person may read a complaint: never one about oneself."""
    if grievance.staff_id == transaction.actor_id:
        return False
    supervises = SUPERVISOR in transaction.context.actor_roles
    return not grievance.confidential or supervises or grievance.assigned_to == transaction.actor_id


def shown(transaction: Transaction, grievance: Grievance) -> Grievance:
    """Return a complaint with what can be done with it and whether it is late."""
    waits = grievance.state not in {"answered", "closed"}
    days_left = (grievance.due_on - transaction.today).days
    return msgspec.structs.replace(
        grievance,
        due_soon=waits and 0 <= days_left <= DEADLINES.remind_days_before,
        overdue=waits and days_left < 0,
        allowed=TRANSITIONS.get(grievance.state, ()),
    )


async def list_page(transaction: Transaction, wanted: Wanted, *, after: UUID | None, limit: int) -> list[Grievance]:
    """Return one complaint more than the limit, of those that the acting person may read; no texts.

    The oldest comes first, as it waits longest; of what is closed the newest.
    """
    listed = await transaction.fetch_structs(
        Grievance,
        queries.list_grievances,
        after,
        wanted.state,
        transaction.today if wanted.overdue else None,
        wanted.state == "closed",
        transaction.actor_id,
        SUPERVISOR in transaction.context.actor_roles,
        limit + 1,
    )
    return [shown(transaction, grievance) for grievance in listed]
