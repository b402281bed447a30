"""People at registry: found by name in any spelling, looked through before they are entered, and where they live."""

from datetime import date
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, fetch, send
from services.console.clients.registry.households import SERVICE, Address, Identifier, Warned


class PersonCheck(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was typed of a person so far."""

    born_on: date | None = None
    identifiers: list[Identifier] = []
    phone: str | None = None
    iban: str | None = None
    address: Address | None = None
    language: str | None = None


class PersonChecked(msgspec.Struct, frozen=True, kw_only=True):
    """What registry would refuse, what it would find odd, and who has one of these numbers."""

    faults: list[Warned] = []
    warnings: list[Warned] = []
    known_id: UUID | None = None


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was found."""

    person_id: UUID
    given_name: str
    family_name: str
    birth_year: int


class Matches(msgspec.Struct, frozen=True, kw_only=True):
    """Who was found, the nearest spelling first; `more`: there are others."""

    items: list[Match] = []
    more: bool = False


class Search(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A name, the year of birth if it is known, and what for."""

    name: str
    purpose: str
    birth_year: int | None = None


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody lived, from when on."""

    household_id: UUID
    joined_on: date
    left_on: date | None = None


async def check_person(caller: Caller, typed: PersonCheck) -> PersonChecked:
    """Return what registry says of a person's fields; nothing is entered."""
    return await send(caller, SERVICE, Command(path="/person-checks", body=typed), PersonChecked)


async def search(caller: Caller, name: str, birth_year: int | None, purpose: str = "duplicate_check") -> Matches:
    """Return who bears a name, in whatever spelling; each person shown leaves an audit row."""
    wanted = Search(name=name, birth_year=birth_year, purpose=purpose)
    return await send(caller, SERVICE, Command(path="/person-searches", body=wanted), Matches)


class Homes(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody has lived."""

    stays: list[Home]


async def list_homes(caller: Caller, person_id: UUID) -> list[Home]:
    """Return where a person lives and has lived, by days."""
    return (await fetch(caller, SERVICE, f"/persons/{person_id}/households", Homes)).stays
