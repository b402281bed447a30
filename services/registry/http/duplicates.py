"""One person entered twice: pairs that are suspected, what people say of them, and searches by name."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit import jobs
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.jobs import Job
from services.kit.proposals import Quoted
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.duplicates import duplicate_searches, duplicates, merges, person_searches
from services.registry.duplicates.duplicates import Duplicate, DuplicateState, Listed, SideBySide
from services.registry.duplicates.merges import Merging
from services.registry.duplicates.person_searches import Matches, Search
from services.registry.http.persons import OFFICERS
from services.registry.people.persons import Language
from services.registry.privacy.purposes import Purpose

JUDGES = ("caseworker", "supervisor")


@get("/duplicates", guards=[requires(*JUDGES)], tags=["duplicates"])
async def list_duplicates(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    status: FromQuery[DuplicateState | None] = None,
    person_id: FromQuery[UUID | None] = None,
) -> Page[Listed]:
    """Return pairs that may be one person, with points and reasons, oldest first: of one state, one person, or all."""
    after = decode_cursor(cursor)
    listed = await duplicates.list_page(transaction, after=after, limit=limit, state=status, person_id=person_id)
    return page(listed, limit)


@get("/duplicates/{duplicate_id:uuid}", guards=[requires(*JUDGES)], tags=["duplicates"])
async def read_duplicate(
    transaction: NamedDependency[Transaction],
    duplicate_id: FromPath[UUID],
    purpose: FromQuery[Purpose],
    language: FromQuery[Language | None] = None,
) -> SideBySide:
    """Return a pair with both files side by side. Who looked and for what purpose is kept with both persons."""
    return await duplicates.read(transaction, duplicate_id, purpose=purpose, language=language)


@post("/duplicates/{duplicate_id:uuid}/part", guards=[requires(*JUDGES)], tags=["duplicates"])
@idempotent(duplicates.find)
async def part_duplicate(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], duplicate_id: FromPath[UUID]
) -> Duplicate:
    """Say that these are two persons, for ever; what waited for it goes on."""
    return await duplicates.part(transaction, duplicate_id, version=version)


@post("/duplicates/{duplicate_id:uuid}/propose-merge", guards=[requires(*JUDGES)], tags=["duplicates"])
@idempotent(duplicates.find)
async def propose_merge(
    data: JSONBody[Merging],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    duplicate_id: FromPath[UUID],
) -> Duplicate:
    """Propose that these are one person, and who of the two remains."""
    return await merges.propose(transaction, duplicate_id, data, version=version)


@post("/duplicates/{duplicate_id:uuid}/merge", guards=[requires("supervisor")], tags=["duplicates"])
@idempotent(duplicates.find)
async def merge_duplicate(
    data: JSONBody[Quoted],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    duplicate_id: FromPath[UUID],
) -> Duplicate:
    """Merge a pair as somebody else proposed, quoting the proposal's hash. It is never undone."""
    return await merges.confirm(transaction, duplicate_id, data, version=version)


@post("/duplicate-searches", status_code=202, guards=[requires("supervisor")], tags=["duplicates"])
@idempotent(jobs.get)
async def search_duplicates(transaction: NamedDependency[Transaction]) -> Job:
    """Compare everybody with everybody; the job says how far it is and how many pairs it opened."""
    return await duplicate_searches.start(transaction)


@post("/person-searches", status_code=200, guards=[requires(*OFFICERS)], tags=["persons"])
async def search_persons(data: JSONBody[Search], transaction: NamedDependency[Transaction]) -> Matches:
    """Return who bears a name, in any spelling and script; each person shown leaves an audit row."""
    return await person_searches.search(transaction, data)


ROUTES = [
    list_duplicates, read_duplicate, part_duplicate, propose_merge, merge_duplicate, search_duplicates, search_persons,
]  # fmt: skip
