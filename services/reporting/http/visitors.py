"""What anybody may know, without signing in."""

from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, JSONBody

from contracts.ledger_proof import PaymentProof
from services.kit.auth import public
from services.kit.db import Transaction
from services.kit.web import Limit, Page, decode_cursor, open_publicly, page
from services.reporting.counting import totals
from services.reporting.counting.totals import PublicTotals
from services.reporting.http.readers import FirstOfMonth
from services.reporting.proving import checkpoints
from services.reporting.proving.checkpoints import PublishedCheckpoint, ReceiptChecked, Transparency

PUBLICLY = {"transaction": Provide(open_publicly)}


@get("/public/totals", guards=[public], tags=["public"], dependencies=PUBLICLY)
async def read_public_totals(transaction: NamedDependency[Transaction], month: FromQuery[FirstOfMonth]) -> PublicTotals:
    """Return what anybody may know of a whole month: no bucket of fewer than five households, none that follows."""
    return await totals.read_public(transaction, month)


@get("/transparency", guards=[public], tags=["public"], dependencies=PUBLICLY)
async def read_transparency(transaction: NamedDependency[Transaction]) -> Transparency:
    """Return what anybody may hold a ledger to: the newest signed root, each day's, and the keys that have signed."""
    return await checkpoints.transparency(transaction)


@get("/public/checkpoints", guards=[public], tags=["public"], dependencies=PUBLICLY)
async def list_checkpoints(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[PublishedCheckpoint]:
    """Return every checkpoint of a ledger that was told, newest first."""
    found = await checkpoints.list_published(transaction, before=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@post("/public/receipt-checks", guards=[public], tags=["public"], dependencies=PUBLICLY, status_code=200)
async def check_receipt(data: JSONBody[PaymentProof], transaction: NamedDependency[Transaction]) -> ReceiptChecked:
    """Return whether a receipt's proof holds by the published keys; nothing of it is kept."""
    return await checkpoints.check(transaction, data)


ROUTES = [
    read_public_totals,
    read_transparency,
    list_checkpoints,
    check_receipt,
]
