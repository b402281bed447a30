"""Own grievances: what somebody complains about on the page of the card, and what the answer was. No staff between.

Who complains is who has shown card and PIN. About a decision one goes to the desk: an appeal may be what is wanted.
"""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.kit.web import Body, LongText
from services.registry.grievances import grievance_texts, grievances
from services.registry.grievances.grievance_texts import TextKind
from services.registry.grievances.grievances import Category, GrievanceState, NewGrievance, Receipt

OwnCategory = Literal["amount", "payment", "card", "shop", "staff", "discrimination", "privacy", "other"]


class OwnComplaint(Body, frozen=True, kw_only=True):
    """What somebody complains about."""

    category: OwnCategory
    text: LongText


class SaidText(msgspec.Struct, frozen=True, kw_only=True):
    """What was complained about, or answered; not by whom of the staff."""

    kind: TextKind
    text: str | None


class OwnGrievance(msgspec.Struct, frozen=True, kw_only=True):
    """An own complaint, by when it is answered, and its texts."""

    id: UUID
    reference: str
    category: Category
    state: GrievanceState
    received_on: date
    due_on: date
    upheld: bool | None
    texts: list[SaidText] = []


async def complain(transaction: Transaction, new: OwnComplaint) -> Receipt:
    """Enter a complaint of the acting person. Raises what `grievances.receive` does."""
    named = NewGrievance(category=new.category, text=new.text, channel="page", complainant_id=transaction.actor_id)
    return await grievances.receive(transaction, named)


async def list_own(transaction: Transaction, *, after: UUID | None, limit: int) -> list[OwnGrievance]:
    """Return the acting person's complaints with their texts, newest first."""
    actor = transaction.actor_id
    listed = await transaction.fetch_structs(OwnGrievance, grievances.queries.grievances_of, actor, after, limit)
    found = []
    for grievance in listed:
        read = await grievance_texts.read(transaction, grievance.id, of=actor)
        texts = [SaidText(kind=text.kind, text=text.text) for text in read]
        found.append(msgspec.structs.replace(grievance, texts=texts))
    return found
