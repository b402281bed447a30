"""Whose own case is whose: staff accounts linked to their own persons and relatives."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.people import kinships
from services.registry.people.kinships import Kinship, NewKinship

DECLARING = ("caseworker", "supervisor", "card_desk", "administrator")
LINKING = ("supervisor", "administrator")


@post("/kinships", guards=[requires(*DECLARING)], tags=["kinships"])
@idempotent(kinships.find)
async def link_kin(data: JSONBody[NewKinship], transaction: NamedDependency[Transaction]) -> Kinship:
    """Declare an own relative, or link a colleague's; an administrator links an account to its own person."""
    return await kinships.link(transaction, data)


@get("/kinships", guards=[requires(*DECLARING)], tags=["kinships"])
async def list_kinships(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    staff_id: FromQuery[UUID | None] = None,
) -> Page[Kinship]:
    """Return kinships, oldest first; who links none sees the own ones."""
    after = decode_cursor(cursor)
    return page(await kinships.list_page(transaction, after=after, limit=limit, staff_id=staff_id), limit)


@post("/kinships/{kinship_id:uuid}/confirm", guards=[requires(*LINKING)], tags=["kinships"])
@idempotent(kinships.find)
async def confirm_kinship(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], kinship_id: FromPath[UUID]
) -> Kinship:
    """Agree, as a second person, to a link or to its end."""
    return await kinships.confirm(transaction, kinship_id, version=version)


@post("/kinships/{kinship_id:uuid}/end", guards=[requires(*LINKING)], tags=["kinships"])
@idempotent(kinships.find)
async def end_kinship(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], kinship_id: FromPath[UUID]
) -> Kinship:
    """Ask that a kinship ends; a second person confirms it."""
    return await kinships.end(transaction, kinship_id, version=version)


@post("/kinships/{kinship_id:uuid}/keep", guards=[requires(*LINKING)], tags=["kinships"])
@idempotent(kinships.find)
async def keep_kinship(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], kinship_id: FromPath[UUID]
) -> Kinship:
    """Refuse that a kinship ends."""
    return await kinships.keep(transaction, kinship_id, version=version)


ROUTES = [link_kin, list_kinships, confirm_kinship, end_kinship, keep_kinship]
