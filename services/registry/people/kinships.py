"""Kinships: which persons are a member of staff's own and whose relatives, so that nobody works on their own case.

A member of staff declares relatives for herself; others link them by two people. Her own person is linked by an
administrator. A kinship ends by two people, neither of whom is the one concerned.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Forbidden, Malformed, NotFound, Problem, SameActor, TransitionForbidden
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.people import aliases, identifiers
from services.registry.people.identifiers import Identifier

queries = load_queries(__file__)

KinshipState = Literal["proposed", "in_force", "ending", "ended"]
Kin = Literal["self", "spouse", "partner", "child", "parent", "sibling", "in_law", "other"]

TRANSITIONS: Mapping[KinshipState, tuple[KinshipState, ...]] = {
    "proposed": ("in_force", "ended"),
    "in_force": ("ending",),
    "ending": ("ended", "in_force"),
}
LINKERS = frozenset({"administrator", "supervisor"})


class NewKinship(Body, frozen=True, kw_only=True):
    """Who is whose: a person by id or, from somebody who sees no files, by a number on a document."""

    staff_id: UUID
    person_id: UUID | None = None
    identifier: Identifier | None = None
    relation: Kin


class Kinship(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff and a person whose case she does not touch while this is in force (or about to end)."""

    id: UUID
    version: int
    staff_id: UUID
    person_id: UUID
    relation: Kin
    state: KinshipState
    declared_by: UUID
    declared_at: datetime
    confirmed_by: UUID | None
    end_proposed_by: UUID | None
    ended_by: UUID | None
    ended_at: datetime | None


class OwnCase(Problem):
    """This is your own case or a relative's: a colleague has to take it."""


class KinshipKnown(Problem):
    """This kinship is on record, or the account is linked to another person."""


async def refuse(transaction: Transaction, household_ids: Collection[UUID], *days: date | None) -> None:
    """Raise OwnCase when the acting person or a relative lives in one of these households, today or on these days."""
    known = [day for day in days if day is not None]
    if await transaction.fetchval(queries.is_own_case, transaction.actor_id, list(household_ids), known):
        raise OwnCase("Hand it to a colleague.")


async def refuse_persons(transaction: Transaction, person_ids: Collection[UUID]) -> None:
    """Raise OwnCase when one of these is the acting person or a relative: as staff, nobody opens that file."""
    if await transaction.fetchval(queries.are_kin, transaction.actor_id, list(person_ids)):
        raise OwnCase("What concerns yourself you ask for as a person, not as staff.")


async def link(transaction: Transaction, new: NewKinship) -> Kinship:
    """Link a member of staff to a person. Raises Forbidden, SameActor, NotFound, KinshipKnown."""
    person_id = await person_of(transaction, new)
    state = first_state(transaction, new)
    kinship = await transaction.fetch_struct(
        Kinship,
        queries.insert_kinship,
        uuid7(),
        new.staff_id,
        person_id,
        new.relation,
        state,
        transaction.actor_id,
        transaction.now,
    )
    if kinship is None:
        raise KinshipKnown("End the other one first.")
    return kinship


def first_state(transaction: Transaction, new: NewKinship) -> KinshipState:
    """Return whether a link holds at once: declared for oneself, or an administrator's of an account to its person."""
    roles = transaction.context.actor_roles
    if new.relation == "self":
        if "administrator" not in roles:
            raise Forbidden("An administrator links an account to its own person.")
        if new.staff_id == transaction.actor_id:
            raise SameActor("Another administrator links your account to your own person.")
        return "in_force"
    if new.staff_id == transaction.actor_id:
        return "in_force"
    if roles.isdisjoint(LINKERS):
        raise Forbidden("You declare your own relatives; administrators and supervisors link those of others.")
    return "proposed"


async def person_of(transaction: Transaction, new: NewKinship) -> UUID:
    """Return the person who is meant. Raises Malformed unless it is named in one way, NotFound."""
    if (new.person_id is None) == (new.identifier is None):
        raise Malformed("Give either person_id or identifier.")
    if new.identifier is not None:
        spelled = identifiers.check(new.identifier.kind, new.identifier.number).value
        found = await vault.find(transaction, new.identifier.kind, spelled)
        if not found:
            raise NotFound("Nobody is registered with this number.")
        return found[0]
    assert new.person_id is not None
    await aliases.refuse(transaction, new.person_id)
    if not await transaction.fetchval(queries.person_exists, new.person_id):
        raise NotFound(f"There is no person {new.person_id}.")
    return new.person_id


async def confirm(transaction: Transaction, kinship_id: UUID, *, version: int) -> Kinship:
    """Agree, as a second person, to a link or to its end. Raises SameActor, Stale, NotFound, TransitionForbidden."""
    kinship = await take(transaction, kinship_id, version=version)
    first = kinship.end_proposed_by if kinship.state == "ending" else kinship.declared_by
    if transaction.actor_id in {first, kinship.staff_id}:
        raise SameActor("A second person confirms it, who is not the one concerned.")
    if kinship.state == "ending":
        return await end_now(transaction, kinship)
    transition(TRANSITIONS, kinship.state, "in_force")
    await transaction.execute(queries.confirm, kinship.id, transaction.actor_id)
    return await find(transaction, kinship.id)


async def end(transaction: Transaction, kinship_id: UUID, *, version: int) -> Kinship:
    """Ask that a kinship ends; a second person confirms it. What was only proposed ends at once."""
    kinship = await take(transaction, kinship_id, version=version)
    if transaction.actor_id == kinship.staff_id:
        raise SameActor("Others end a kinship, never the one concerned.")
    if kinship.state == "proposed":
        return await end_now(transaction, kinship)
    transition(TRANSITIONS, kinship.state, "ending")
    await transaction.execute(queries.propose_end, kinship.id, transaction.actor_id)
    return await find(transaction, kinship.id)


async def keep(transaction: Transaction, kinship_id: UUID, *, version: int) -> Kinship:
    """Refuse that a kinship ends: it stays in force. Raises TransitionForbidden where no end was asked for."""
    kinship = await take(transaction, kinship_id, version=version)
    if kinship.state != "ending":
        raise TransitionForbidden("Nobody has asked that it ends.", state=kinship.state)
    await transaction.execute(queries.keep, kinship.id)
    return await find(transaction, kinship.id)


async def end_now(transaction: Transaction, kinship: Kinship) -> Kinship:
    """End a kinship that was taken."""
    transition(TRANSITIONS, kinship.state, "ended")
    await transaction.execute(queries.end_kinship, kinship.id, transaction.actor_id, transaction.now)
    return await find(transaction, kinship.id)


async def take(transaction: Transaction, kinship_id: UUID, *, version: int) -> Kinship:
    """Return a kinship locked until the end of the transaction. Raises NotFound, Stale."""
    kinship = await transaction.fetch_struct(Kinship, queries.lock_kinship, kinship_id)
    if kinship is None:
        raise NotFound(f"There is no kinship {kinship_id}.")
    check_version(kinship.version, version)
    return kinship


async def find(transaction: Transaction, kinship_id: UUID) -> Kinship:
    """Return a kinship. Raises NotFound."""
    kinship = await transaction.fetch_struct(Kinship, queries.find_kinship, kinship_id)
    if kinship is None:
        raise NotFound(f"There is no kinship {kinship_id}.")
    return kinship


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, staff_id: UUID | None
) -> list[Kinship]:
    """Return one kinship more than the limit, oldest first: of one member of staff or all. Staff see their own."""
    if transaction.context.actor_roles.isdisjoint(LINKERS):
        staff_id = transaction.actor_id
    return await transaction.fetch_structs(Kinship, queries.list_kinships, after, staff_id, limit + 1)
