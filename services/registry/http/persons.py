"""Who people are: entered, found by a number, shown to those who may know, forgotten."""

from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Body, IdsWanted, Page, ShortText
from services.registry.people import person_checks, persons
from services.registry.people.identifiers import Kind
from services.registry.people.person_checks import PersonCheck, PersonChecked
from services.registry.people.persons import NewPerson, Person
from services.registry.privacy.purposes import Purpose

OFFICERS = ("caseworker", "supervisor", "card_desk", "merchant_officer", "incubator_officer")
"""Everybody who deals with people: registry mints the id of each person that any service knows."""


class LookUp(Body, frozen=True, kw_only=True):
    """A number that somebody shows at a desk; in a body, so that it stands in no address and no log."""

    kind: Kind
    number: ShortText


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Whose number it is."""

    person_id: UUID


class PersonName(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is called, for lists."""

    id: UUID
    name: str


@post("/persons", guards=[requires(*OFFICERS)], tags=["persons"])
@idempotent(persons.find)
async def register_person(data: JSONBody[NewPerson], transaction: NamedDependency[Transaction]) -> Person:
    """Enter one person."""
    return await persons.register(transaction, data)


@get("/persons/{person_id:uuid}", guards=[requires(*OFFICERS)], tags=["persons"])
async def read_person(
    transaction: NamedDependency[Transaction], person_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> Person:
    """Return a person with names and numbers. Who looked and for what purpose is kept."""
    return await persons.find(transaction, person_id, purpose=purpose)


@get("/person-names", guards=[requires(*OFFICERS)], tags=["persons"])
async def name_persons(
    transaction: NamedDependency[Transaction], person_id: FromQuery[IdsWanted], purpose: FromQuery[Purpose]
) -> Page[PersonName]:
    """Return what people are called, for a list; each look is kept. Who is erased or protected is left out."""
    names = await persons.names_of(transaction, person_id, purpose=purpose)
    return Page(items=[PersonName(id=each, name=name) for each, name in names.items()])


@post("/persons/{person_id:uuid}/erase", guards=[requires("supervisor")], tags=["persons"])
@idempotent(persons.find)
async def erase_person(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], person_id: FromPath[UUID]
) -> Person:
    """Make a person's data unreadable for ever, here and in every other service."""
    return await persons.erase(transaction, person_id, version=version)


@post("/person-lookups", status_code=200, guards=[requires(*OFFICERS)], tags=["persons"])
async def look_up_person(data: JSONBody[LookUp], transaction: NamedDependency[Transaction]) -> Found:
    """Return the id of the person who has a number."""
    return Found(person_id=await persons.look_up(transaction, data.kind, data.number))


@post("/person-checks", status_code=200, guards=[requires("caseworker")], tags=["persons"])
async def check_person(data: JSONBody[PersonCheck], transaction: NamedDependency[Transaction]) -> PersonChecked:
    """Return what an entry would say of a person's fields, while they are typed; nothing is entered."""
    return await person_checks.check(transaction, data)


ROUTES = [register_person, read_person, name_persons, erase_person, look_up_person, check_person]
