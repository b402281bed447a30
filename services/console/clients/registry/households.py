"""Persons and households."""

from collections.abc import Collection
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, fetch, fetch_names, send

SERVICE = "registry"
Protection = Literal["protect", "unprotect"]


class Identifier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person's number of a kind."""

    kind: str
    number: str


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where somebody lives."""

    street: str
    postal_code: str
    town: str


class NewPerson(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody to be entered."""

    given_name: str
    family_name: str
    father_name: str | None = None
    born_on: date
    identifiers: list[Identifier] = []
    phone: str | None = None
    iban: str | None = None
    address: Address | None = None


class NewMember(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody of a household to be entered."""

    person: NewPerson
    relation: str
    studies: bool = False
    work: str = "not_stated"


class NewHousehold(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A household to be entered."""

    members: list[NewMember]
    address: Address | None = None


class Warned(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may be a mistake, but need not be."""

    pointer: str
    detail: str


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of a household."""

    person_id: UUID
    relation: str
    studies: bool
    work: str
    name: str | None = None
    excluded_by: str | None = None


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """A household as it is today."""

    id: UUID
    version: int
    members: list[Member]
    arrangement: str = "not_stated"
    closed_on: date | None = None
    closed_for: str | None = None
    merged_into_id: UUID | None = None
    protected_for: str | None = None
    warnings: list[Warned] = []


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Whose number it is."""

    person_id: UUID


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person with names and numbers."""

    id: UUID
    version: int = 0
    language: str = ""
    """In which they read what is sent to them."""
    died_on: date | None = None
    fields: dict[str, str] = {}

    @property
    def name(self) -> str:
        """Return given and family name."""
        return " ".join(filter(None, (self.fields.get("given_name"), self.fields.get("family_name"))))


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of a household, and whether they are of age."""

    person_id: UUID
    adult: bool


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """How a household counts."""

    members: list[Counted]


async def enter_household(caller: Caller, household: NewHousehold, key: str) -> Household:
    """Enter a household with its members."""
    return await send(caller, SERVICE, Command(path="/households", body=household, key=key), Household)


async def set_protection(
    caller: Caller, household_id: UUID, step: Protection, reason: str, *, form: tuple[str, int | None]
) -> Household:
    """Protect a household whose people are at risk, or lift the protection."""
    key, version = form
    path = f"/households/{household_id}/{step}"
    command = Command(path=path, body={"reason": reason}, key=key, version=version)
    return await send(caller, SERVICE, command, Household)


async def read_household(caller: Caller, household_id: UUID, purpose: str = "case_work") -> Household:
    """Return a household with names; the look is kept with its purpose."""
    return await fetch(caller, SERVICE, f"/households/{household_id}", Household, purpose=purpose)


async def read_composition(caller: Caller, household_id: UUID, programme: str) -> Composition:
    """Return how a household counts by a programme's rules."""
    return await fetch(caller, SERVICE, f"/households/{household_id}/composition", Composition, programme=programme)


async def look_up(caller: Caller, identifier: Identifier) -> UUID:
    """Return the person who has a number. Raises ServiceRefused when nobody has."""
    found = await send(caller, SERVICE, Command(path="/person-lookups", body=identifier), Found)
    return found.person_id


async def read_names(caller: Caller, person_ids: Collection[UUID], purpose: str) -> dict[UUID, str]:
    """Return persons' names for a list; each look is kept with its purpose."""
    return await fetch_names(caller, SERVICE, person_ids, purpose=purpose)


async def read_person(caller: Caller, person_id: UUID, purpose: str) -> Person:
    """Return a person with names and numbers; the look is kept with its purpose."""
    return await fetch(caller, SERVICE, f"/persons/{person_id}", Person, purpose=purpose)
