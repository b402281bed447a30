"""What changes about a person later: how they are reached and paid, their numbers, where they lived, their death."""

from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal
from services.registry.households import death_revocations, deaths, household_changes
from services.registry.households.death_revocations import Revocation, Revoking
from services.registry.households.deaths import Death
from services.registry.households.stays import Stay
from services.registry.people import corrections, persons, rectifications
from services.registry.people.corrections import Contact, FormerAddress, NewNumber
from services.registry.people.identifiers import Identifier, Kind
from services.registry.people.persons import Person
from services.registry.people.rectifications import Names
from services.registry.privacy.purposes import Purpose


class Homes(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person has lived, over time; an empty stay was entered by mistake."""

    person_id: UUID
    stays: list[Stay]


class FormerAddresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person lived before, the newest first."""

    person_id: UUID
    addresses: list[FormerAddress]


class Revocations(msgspec.Struct, frozen=True, kw_only=True):
    """Deaths of a person that were entered by mistake, the first one first."""

    person_id: UUID
    revocations: list[Revocation]


@put("/persons/{person_id:uuid}/contact", guards=[requires("caseworker", "card_desk")], tags=["persons"])
async def change_contact(
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    person_id: FromPath[UUID],
    data: JSONBody[Contact],
) -> Person:
    """Change how a person is reached and paid: what is not given stays."""
    return await corrections.change_contact(transaction, person_id, data, version=version)


@put("/persons/{person_id:uuid}/names", guards=[requires("caseworker")], tags=["persons"])
async def correct_names(
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    person_id: FromPath[UUID],
    data: JSONBody[Names],
) -> Person:
    """Correct a person's names and date of birth by the documents."""
    return await rectifications.rectify(transaction, person_id, data, version=version)


@post("/persons/{person_id:uuid}/identifiers", guards=[requires("caseworker")], tags=["persons"])
@idempotent(persons.find)
async def add_identifier(
    data: JSONBody[Identifier],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    person_id: FromPath[UUID],
) -> Person:
    """Give a person a further number."""
    return await corrections.add_number(transaction, person_id, data, version=version)


@put("/persons/{person_id:uuid}/identifiers/{kind:str}", guards=[requires("caseworker")], tags=["persons"])
async def correct_identifier(
    data: JSONBody[NewNumber],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    person_id: FromPath[UUID],
    kind: FromPath[Kind],
) -> Person:
    """Correct a number that was entered wrongly."""
    return await corrections.correct_number(transaction, person_id, kind, data, version=version)


@get("/persons/{person_id:uuid}/former-addresses", guards=[requires("caseworker", "supervisor")], tags=["persons"])
async def read_former_addresses(
    transaction: NamedDependency[Transaction], person_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> FormerAddresses:
    """Return where a person lived before. Who looked and for what purpose is kept."""
    addresses = await corrections.former_addresses(transaction, person_id, purpose=purpose)
    return FormerAddresses(person_id=person_id, addresses=addresses)


@get("/persons/{person_id:uuid}/households", guards=[requires("caseworker", "supervisor")], tags=["persons"])
async def read_homes(transaction: NamedDependency[Transaction], person_id: FromPath[UUID]) -> Homes:
    """Return which households a person has belonged to, from when to when and as what."""
    return Homes(person_id=person_id, stays=await household_changes.homes_of(transaction, person_id))


@post("/persons/{person_id:uuid}/death", guards=[requires("caseworker")], tags=["persons"])
@idempotent(persons.find)
async def record_death(
    data: JSONBody[Death],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    person_id: FromPath[UUID],
) -> Person:
    """Record that a person died; a holder's household names another holder or, without an adult, closes."""
    return await deaths.record(transaction, person_id, data, version=version)


@post("/persons/{person_id:uuid}/death-revocations", guards=[requires("caseworker")], tags=["persons"])
@idempotent(proposals.get)
async def propose_death_revocation(
    data: JSONBody[Revoking],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    person_id: FromPath[UUID],
) -> Proposal:
    """Propose to take back a death entered by mistake; another person confirms it as a household's proposal."""
    return await death_revocations.propose(transaction, person_id, data, version=version)


@get("/persons/{person_id:uuid}/death-revocations", guards=[requires("caseworker", "supervisor")], tags=["persons"])
async def list_death_revocations(transaction: NamedDependency[Transaction], person_id: FromPath[UUID]) -> Revocations:
    """Return the deaths of a person that were entered by mistake and taken back."""
    return Revocations(person_id=person_id, revocations=await death_revocations.of_person(transaction, person_id))


ROUTES = [
    change_contact, correct_names, add_identifier, correct_identifier, read_former_addresses, read_homes, record_death,
    propose_death_revocation, list_death_revocations,
]  # fmt: skip
