"""With what a merchant sells: enrolment codes and tills."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import public, requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.http.merchants import JOINING, READING
from services.merchants.http.visitors import VISIT
from services.merchants.selling import till_keys, till_reports, tills
from services.merchants.selling.till_keys import KeyChange
from services.merchants.selling.till_reports import TillReport
from services.merchants.selling.tills import Enrolment, EnrolmentCode, Stop, Till


@post("/outlets/{outlet_id:uuid}/enrolment-codes", guards=[requires(*JOINING)], tags=["tills"])
async def give_code(transaction: NamedDependency[Transaction], outlet_id: FromPath[UUID]) -> EnrolmentCode:
    """Make a code by which one till enrols within minutes. It is shown this once; asking again makes another."""
    return await tills.give_code(transaction, outlet_id)


@post("/till-enrolments", guards=[public], dependencies=VISIT, tags=["tills"])
async def enrol_till(data: JSONBody[Enrolment], transaction: NamedDependency[Transaction]) -> Till:
    """Enrol the till that has made this key; the same till may repeat it with the same code and key."""
    return await tills.enrol(transaction, data)


@post("/till-keys", guards=[public], dependencies=VISIT, tags=["tills"])
async def change_key(data: JSONBody[KeyChange], transaction: NamedDependency[Transaction]) -> Till:
    """Give the till that sends this the key that it has made; its key before counts for some hours more."""
    return await till_keys.change(transaction, data)


@get("/merchants/{merchant_id:uuid}/tills", guards=[requires(*READING)], tags=["tills"])
async def list_tills(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Till]:
    """Return a merchant's tills, also those that were stopped."""
    after = decode_cursor(cursor)
    return page(await tills.of_merchant(transaction, merchant_id, after=after, limit=limit), limit)


@get("/silent-tills", guards=[requires(*READING)], tags=["tills"])
async def list_silent_tills(
    transaction: NamedDependency[Transaction],
    merchant_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Till]:
    """Return tills that have sold nothing for days, of all merchants or one: one may be lost, broken or cut off."""
    found = await tills.silent(transaction, merchant_id, after=decode_cursor(cursor), limit=limit)
    return page(found, limit)


@get("/tills/{till_id:uuid}", guards=[requires(*READING)], tags=["tills"])
async def read_till(transaction: NamedDependency[Transaction], till_id: FromPath[UUID]) -> Till:
    """Return a till."""
    return await tills.get(transaction, till_id)


@post("/tills/{till_id:uuid}/stop", guards=[requires(*JOINING)], tags=["tills"])
@idempotent(tills.get)
async def stop_till(data: JSONBody[Stop], transaction: NamedDependency[Transaction], till_id: FromPath[UUID]) -> Till:
    """Stop a till for good."""
    return await tills.stop(transaction, till_id, data)


@get("/merchants/{merchant_id:uuid}/till-reports", guards=[requires(*READING)], tags=["tills"])
async def list_till_reports(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    till_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[TillReport]:
    """Return what a merchant's tills have sold by period, kind and cashier, newest first."""
    after = decode_cursor(cursor)
    found = await till_reports.of_merchant(transaction, merchant_id, till_id=till_id, after=after, limit=limit)
    return page(found, limit)


ROUTES = [give_code, enrol_till, change_key, list_tills, list_silent_tills, read_till, stop_till, list_till_reports]
