"""Settlement: closed days with what they wait for, and the batches of each merchant."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.http.merchants import READING
from services.merchants.settling import batches, settlements
from services.merchants.settling.batches import Batch, Filter
from services.merchants.settling.settlements import SettlementDay


@get(
    "/settlement-days/{settlement_date:date}",
    guards=[requires("auditor", "finance_approver", "finance_officer", "merchant_officer")],
    tags=["settlement"],
)
async def read_settlement_day(
    transaction: NamedDependency[Transaction], settlement_date: FromPath[date]
) -> SettlementDay:
    """Return a day that cards has closed: each merchant's figures there and here, and what is missing."""
    return await settlements.read_day(transaction, settlement_date)


@get("/batches", guards=[requires(*READING)], tags=["settlement"])
async def list_batches(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    settlement_date: FromQuery[date | None] = None,
    merchant_id: FromQuery[UUID | None] = None,
) -> Page[Batch]:
    """Return closed batches; an owner gets those of the own merchant."""
    wanted = Filter(settlement_date=settlement_date, merchant_id=merchant_id, after=decode_cursor(cursor), limit=limit)
    return page(await batches.list_all(transaction, wanted), limit)


ROUTES = [read_settlement_day, list_batches]
