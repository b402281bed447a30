"""Sweeps: what finance sees of benefits that were not spent in time."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.cards.benefits import sweeps
from services.cards.benefits.sweeps import Sweep
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.web import Limit, Page, decode_cursor, page

READERS = ("finance_officer", "finance_approver", "auditor")


@get("/sweeps", guards=[requires(*READERS)], tags=["sweeps"])
async def list_sweeps(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Sweep]:
    """Return each day's sweep: how many lots had expired, and what went back to the budget lines."""
    return page(await sweeps.list_sweeps(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/sweeps/{sweep_id:uuid}", guards=[requires(*READERS)], tags=["sweeps"])
async def get_sweep(transaction: NamedDependency[Transaction], sweep_id: FromPath[UUID]) -> Sweep:
    """Return a sweep and how far it is."""
    return await sweeps.get(transaction, sweep_id)


ROUTES = [list_sweeps, get_sweep]
