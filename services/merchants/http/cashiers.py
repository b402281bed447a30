"""With whom a merchant sells: cashiers, what they may do, and the codes by which they choose their PINs."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.http.merchants import JOINING, READING
from services.merchants.selling import cashiers
from services.merchants.selling.cashiers import Cashier, CashierCode, CashierName, ChangedRights, NewCashier


@post("/outlets/{outlet_id:uuid}/cashiers", guards=[requires(*JOINING)], tags=["cashiers"])
@idempotent(cashiers.get)
async def appoint_cashier(
    data: JSONBody[NewCashier], transaction: NamedDependency[Transaction], outlet_id: FromPath[UUID]
) -> Cashier:
    """Let somebody work at an outlet's tills. From the first one on, they sell only with a cashier signed on."""
    return await cashiers.appoint(transaction, outlet_id, data)


@get("/merchants/{merchant_id:uuid}/cashiers", guards=[requires(*READING)], tags=["cashiers"])
async def list_cashiers(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Cashier]:
    """Return a merchant's cashiers by number, also former ones; never their names."""
    after = decode_cursor(cursor)
    return page(await cashiers.of_merchant(transaction, merchant_id, after=after, limit=limit), limit)


@get("/cashiers/{cashier_id:uuid}", guards=[requires(*READING)], tags=["cashiers"])
async def read_cashier(transaction: NamedDependency[Transaction], cashier_id: FromPath[UUID]) -> Cashier:
    """Return a cashier."""
    return await cashiers.get(transaction, cashier_id)


@get("/cashiers/{cashier_id:uuid}/name", guards=[requires(*JOINING)], tags=["cashiers"])
async def read_cashier_name(transaction: NamedDependency[Transaction], cashier_id: FromPath[UUID]) -> CashierName:
    """Return who a cashier is; who looked is kept."""
    return await cashiers.read_name(transaction, cashier_id)


@put("/cashiers/{cashier_id:uuid}", guards=[requires(*JOINING)], tags=["cashiers"])
async def change_cashier_rights(
    data: JSONBody[ChangedRights],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    cashier_id: FromPath[UUID],
) -> Cashier:
    """Let a cashier do more, or less."""
    return await cashiers.change_rights(transaction, cashier_id, data, version=version)


@post("/cashiers/{cashier_id:uuid}/pin-codes", guards=[requires(*JOINING)], tags=["cashiers"])
async def give_cashier_code(transaction: NamedDependency[Transaction], cashier_id: FromPath[UUID]) -> CashierCode:
    """Make a code by which a cashier chooses a PIN at a till. It is shown this once; asking again makes another."""
    return await cashiers.give_code(transaction, cashier_id)


@post("/cashiers/{cashier_id:uuid}/end", guards=[requires(*JOINING)], tags=["cashiers"])
@idempotent(cashiers.get)
async def end_cashier(transaction: NamedDependency[Transaction], cashier_id: FromPath[UUID]) -> Cashier:
    """Let a cashier work at no till any more; the name is forgotten."""
    return await cashiers.end(transaction, cashier_id)


ROUTES = [
    appoint_cashier,
    list_cashiers,
    read_cashier,
    read_cashier_name,
    change_cashier_rights,
    give_cashier_code,
    end_cashier,
]
