"""Legal holds: while a court or an audit needs a person's file, nobody erases any of it; two people lift a hold."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.people import aliases

queries = load_queries(__file__)

HoldState = Literal["placed", "lift_proposed", "lifted"]
Reason = Literal["court_case", "audit", "recovery", "grievance", "other"]

TRANSITIONS: Mapping[HoldState, tuple[HoldState, ...]] = {
    "placed": ("lift_proposed",),
    "lift_proposed": ("placed", "lifted"),
}


FileNumber = Annotated[str, msgspec.Meta(pattern="^[A-ZΑ-Ω0-9][A-ZΑ-Ω0-9./ -]{0,39}$")]
"""The number of a court's or an office's file: capitals and figures, so that no sentence about anybody fits in."""


class NewLegalHold(Body, frozen=True, kw_only=True):
    """Why a person's file is kept, and the number of the file that asks for it."""

    reason: Reason
    file_number: FileNumber


class LegalHold(msgspec.Struct, frozen=True, kw_only=True):
    """A hold on everything that is kept about a person."""

    id: UUID
    version: int
    person_id: UUID
    reason: Reason
    file_number: str
    state: HoldState
    placed_at: datetime
    placed_by: UUID
    proposed_by: UUID | None
    lifted_at: datetime | None
    lifted_by: UUID | None


class PersonHeld(Problem):
    """A legal hold keeps this person's data."""


class HoldKnown(Problem):
    """The person's data is held for this reason already."""


async def place(transaction: Transaction, person_id: UUID, new: NewLegalHold) -> LegalHold:
    """Keep everything of a person until the hold is lifted. Raises HoldKnown, PersonMerged, NotFound."""
    await aliases.refuse(transaction, person_id)
    if not await transaction.fetchval(queries.person_known, person_id):
        raise NotFound(f"There is no person {person_id} whose data is kept.")
    hold_id = await transaction.fetchval(
        queries.insert_hold, uuid7(), person_id, new.reason, new.file_number, transaction.now, transaction.actor_id
    )
    if hold_id is None:
        raise HoldKnown("Lift the other one first, or leave it.")
    return await noted(transaction, hold_id, "legal_hold_placed")


async def propose_lift(transaction: Transaction, hold_id: UUID, *, version: int) -> LegalHold:
    """Propose to lift a hold. Raises NotFound, Stale, TransitionForbidden."""
    await take(transaction, hold_id, "lift_proposed", version=version)
    await transaction.execute(queries.propose_lift, hold_id, transaction.actor_id, transaction.now)
    return await noted(transaction, hold_id, "legal_hold_lift_proposed")


async def keep(transaction: Transaction, hold_id: UUID, *, version: int) -> LegalHold:
    """Leave a hold in place that somebody proposed to lift. Raises NotFound, Stale, TransitionForbidden."""
    await take(transaction, hold_id, "placed", version=version)
    await transaction.execute(queries.keep_hold, hold_id)
    return await noted(transaction, hold_id, "legal_hold_kept")


async def lift(transaction: Transaction, hold_id: UUID, *, version: int) -> LegalHold:
    """Lift a hold, as another person than who proposed it. Raises SameActor, NotFound, Stale, TransitionForbidden."""
    hold = await take(transaction, hold_id, "lifted", version=version)
    if hold.proposed_by == transaction.actor_id:
        raise SameActor("Somebody else than who proposed it has to lift it.")
    await transaction.execute(queries.lift_hold, hold_id, transaction.actor_id, transaction.now)
    return await noted(transaction, hold_id, "legal_hold_lifted")


async def take(transaction: Transaction, hold_id: UUID, wanted: HoldState, *, version: int) -> LegalHold:
    """Return a hold locked, when the step is in the table."""
    hold = await transaction.fetch_struct(LegalHold, queries.lock_hold, hold_id)
    if hold is None:
        raise NotFound(f"There is no legal hold {hold_id}.")
    check_version(hold.version, version)
    transition(TRANSITIONS, hold.state, wanted)
    return hold


async def noted(transaction: Transaction, hold_id: UUID, action: str) -> LegalHold:
    """Keep the step with the person's file, and return the hold as it is now."""
    hold = await find(transaction, hold_id)
    await audit.record(transaction, action, object_type="person", object_ids=[hold.person_id], purpose=hold.reason)
    return hold


async def find(transaction: Transaction, hold_id: UUID) -> LegalHold:
    """Return a hold. Raises NotFound."""
    hold = await transaction.fetch_struct(LegalHold, queries.find_hold, hold_id)
    if hold is None:
        raise NotFound(f"There is no legal hold {hold_id}.")
    return hold


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, person_id: UUID | None
) -> list[LegalHold]:
    """Return one hold more than the limit, oldest first: of one person, or all; lifted ones too."""
    return await transaction.fetch_structs(LegalHold, queries.list_holds, after, person_id, limit + 1)


async def held_among(transaction: Transaction, person_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these persons whose data is held."""
    return {row["person_id"] for row in await transaction.fetch(queries.held_among, list(person_ids))}


async def refuse_held(transaction: Transaction, person_id: UUID) -> None:
    """Raise PersonHeld when this person's data may not be erased."""
    if await held_among(transaction, [person_id]):
        raise PersonHeld("Two people have to lift the hold first.")
