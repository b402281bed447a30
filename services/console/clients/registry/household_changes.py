"""What changes in a household's life: who comes and goes, how they live, who holds; each from a day on."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, send
from services.console.clients.registry import households, people
from services.console.clients.registry.households import SERVICE, Address, Household, Identifier, NewMember
from services.kit.errors import Problem

Sent = tuple[str, int | None]
"""A form's key, and the version of what its page showed."""
Carry = Callable[[Caller, UUID, Any, Sent], Awaitable[Any]]


class HomeUnknown(Problem):
    """This person lives in no household."""


class NewMemberBorn(msgspec.Struct, frozen=True, kw_only=True):
    """A child; the day of birth is the day from which it lives there."""

    member: NewMember


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is not registered yet, and from when on they live there."""

    member: NewMember
    joined_on: date


class KnownMember(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who is registered is in the household."""

    relation: str
    studies: bool = False
    work: str = "not_stated"


class Arriving(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is registered, by a number, and from when on they live there."""

    number: Identifier
    member: KnownMember
    joined_on: date


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """Who lives there no more, from when on, and why."""

    person_id: UUID
    left_on: date
    reason: str


class Moving(msgspec.Struct, frozen=True, kw_only=True):
    """Who moves to the household of whoever has this number, and as what."""

    person_id: UUID
    number: Identifier
    relation: str
    moved_on: date


class Restating(msgspec.Struct, frozen=True, kw_only=True):
    """What a member is and does from a day on, as a whole."""

    person_id: UUID
    from_on: date
    relation: str
    studies: bool = False
    work: str = "not_stated"
    excluded_by: str | None = None


class Arranging(msgspec.Struct, frozen=True, kw_only=True):
    """How the household lives from a day on."""

    arrangement: str
    from_on: date


class Rehousing(msgspec.Struct, frozen=True, kw_only=True):
    """Who of the household lives at another address now."""

    person_ids: Annotated[list[UUID], msgspec.Meta(min_length=1)]
    address: Address


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is to a holder."""

    person_id: UUID
    relation: str


class NewHolder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds from a day on, and what the others are to this person."""

    person_id: UUID
    changed_on: date
    relations: list[Related] = []


class Death(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who died and when; where this was the holder, who holds now."""

    person_id: UUID
    died_on: date
    new_holder_id: UUID | None = None
    relations: list[Related] = []


class Splitting(msgspec.Struct, frozen=True, kw_only=True):
    """Who lives apart and what each is to the new holder (`applicant`), with which share of the money, in percent."""

    split_on: date
    members: Annotated[list[Related], msgspec.Meta(min_length=1)]
    share_percent: Annotated[int, msgspec.Meta(ge=0, le=100)]


class Merging(msgspec.Struct, frozen=True, kw_only=True):
    """Into the household of whoever has this number, from which day on, and as what."""

    number: Identifier
    merged_on: date
    relations: list[Related] = []


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The first day on which the household lives here no more."""

    closed_on: date


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A change on record."""

    kind: str
    effective_on: date
    recorded_at: datetime
    recorded_by: UUID
    person_id: UUID | None = None
    other_household_id: UUID | None = None
    reason: str | None = None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a household so far, without names."""

    changes: list[Change]


async def read_history(caller: Caller, household_id: UUID) -> list[Change]:
    """Return what became of a household, the last entry first."""
    found = await fetch(caller, SERVICE, f"/households/{household_id}/history", History)
    return sorted(found.changes, key=lambda change: change.recorded_at, reverse=True)


async def enter(caller: Caller, household_id: UUID, path: str, body: Any, sent: Sent) -> Named:
    """Enter a change of a household, or propose one. Raises ServiceRefused."""
    key, version = sent
    command = Command(path=f"/households/{household_id}/{path}", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Named)


def entering(path: str) -> Carry:
    """Return what enters a change whose form says all of it."""

    async def carry_out(caller: Caller, household_id: UUID, body: Any, sent: Sent) -> Named:
        return await enter(caller, household_id, path, body, sent)

    return carry_out


async def bear(caller: Caller, household_id: UUID, born: NewMemberBorn, sent: Sent) -> Named:
    """Let a child belong to the household from its birth on."""
    body = {"member": born.member, "joined_on": born.member.person.born_on}
    return await enter(caller, household_id, "members", body, sent)


async def arrive(caller: Caller, household_id: UUID, arriving: Arriving, sent: Sent) -> Named:
    """Let somebody who is registered belong to the household. Raises ServiceRefused for a number that nobody has."""
    person_id = await households.look_up(caller, arriving.number)
    member = {"person_id": person_id, **msgspec.structs.asdict(arriving.member)}
    return await enter(caller, household_id, "members", {"member": member, "joined_on": arriving.joined_on}, sent)


async def move(caller: Caller, household_id: UUID, moving: Moving, sent: Sent) -> Named:
    """Let somebody belong to another household. Raises HomeUnknown, ServiceRefused."""
    body = {
        "person_id": moving.person_id,
        "into_household_id": await home_of(caller, moving.number),
        "relation": moving.relation,
        "moved_on": moving.moved_on,
    }
    return await enter(caller, household_id, "moves", body, sent)


async def merge(caller: Caller, household_id: UUID, merging: Merging, sent: Sent) -> Named:
    """Propose that the household becomes part of another one. Raises HomeUnknown, ServiceRefused."""
    body = {
        "into_household_id": await home_of(caller, merging.number),
        "merged_on": merging.merged_on,
        "relations": merging.relations,
    }
    return await enter(caller, household_id, "merges", body, sent)


async def split(caller: Caller, household_id: UUID, splitting: Splitting, sent: Sent) -> Named:
    """Propose that some of a household live apart."""
    body = {
        "split_on": splitting.split_on,
        "members": splitting.members,
        "share_basis_points": splitting.share_percent * BASIS_POINTS,
    }
    return await enter(caller, household_id, "splits", body, sent)


BASIS_POINTS = 100
"""Of one percent."""


async def home_of(caller: Caller, number: Identifier) -> UUID:
    """Return the household of whoever has this number. Raises HomeUnknown, ServiceRefused."""
    homes = await people.list_homes(caller, await households.look_up(caller, number))
    for home in homes:
        if home.left_on is None:
            return home.household_id
    raise HomeUnknown("Enter them in a household first, or choose somebody else who lives there.")


async def rehouse(caller: Caller, household_id: UUID, rehousing: Rehousing, sent: Sent) -> Household:
    """Keep another address of some of a household; what was kept already when one is refused, is kept again."""
    for person_id in rehousing.person_ids:
        person = await households.read_person(caller, person_id, "correction")
        body = {"address": rehousing.address}
        path = f"/persons/{person_id}/contact"
        await send(caller, SERVICE, Command(path=path, body=body, version=person.version, method="PUT"), Named)
    return await households.read_household(caller, household_id)


async def record_death(caller: Caller, household_id: UUID, death: Death, sent: Sent) -> Named:
    """Record that a member died; the version is the person's."""
    key, version = sent
    body = {name: each for name, each in msgspec.structs.asdict(death).items() if name != "person_id"}
    command = Command(path=f"/persons/{death.person_id}/death", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Named)
