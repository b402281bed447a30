"""Persons: entered and corrected by the office, and read by nobody else."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import OFFICER
from services.incubator.people import persons
from services.incubator.people.persons import Identity, NewPerson, Person, PersonName, PersonSheet
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import IdsWanted, Page


@post("/persons", guards=[requires(OFFICER)], tags=["persons"])
@idempotent(persons.find)
async def register_person(data: JSONBody[NewPerson], transaction: NamedDependency[Transaction]) -> Person:
    """Enter an applicant, reviewer or mentor. The answer names nobody, and says what is odd about a number."""
    return await persons.register(transaction, data)


@get("/persons/{person_id:uuid}", guards=[requires(OFFICER)], tags=["persons"])
async def read_person(person_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> PersonSheet:
    """Return who a person is; the look is kept."""
    return await persons.read(transaction, person_id)


@get("/person-names", guards=[requires(OFFICER)], tags=["persons"])
async def name_persons(person_id: FromQuery[IdsWanted], transaction: NamedDependency[Transaction]) -> Page[PersonName]:
    """Return what people are called, for a list; each look is kept. Whose application one reviews is left out."""
    return Page(items=await persons.names_of(transaction, person_id))


@put("/persons/{person_id:uuid}", guards=[requires(OFFICER)], tags=["persons"])
async def correct_person(
    person_id: FromPath[UUID],
    data: JSONBody[Identity],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Person:
    """Replace who a person is."""
    return await persons.correct(transaction, person_id, version, data)


ROUTES = [register_person, read_person, name_persons, correct_person]
