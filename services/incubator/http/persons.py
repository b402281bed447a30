"""Persons: entered and corrected by the office, and read by nobody else."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.incubator.http.roles import OFFICER
from services.incubator.people import persons
from services.incubator.people.persons import Identity, NewPerson, Person, PersonSheet
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent


@post("/persons", guards=[requires(OFFICER)], tags=["persons"])
@idempotent(persons.find)
async def register_person(data: JSONBody[NewPerson], transaction: NamedDependency[Transaction]) -> Person:
    """Enter an applicant, reviewer or mentor. The answer names nobody, and says what is odd about a number."""
    return await persons.register(transaction, data)


@get("/persons/{person_id:uuid}", guards=[requires(OFFICER)], tags=["persons"])
async def read_person(person_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> PersonSheet:
    """Return who a person is; the look is kept."""
    return await persons.read(transaction, person_id)


@put("/persons/{person_id:uuid}", guards=[requires(OFFICER)], tags=["persons"])
async def correct_person(
    person_id: FromPath[UUID],
    data: JSONBody[Identity],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Person:
    """Replace who a person is."""
    return await persons.correct(transaction, person_id, version, data)


ROUTES = [register_person, read_person, correct_person]
