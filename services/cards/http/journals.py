"""Journals: months for the municipality's books."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from services.cards.budgets import journals
from services.cards.budgets.journals import Journal
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.idempotency import idempotent
from services.kit.tables import Format
from services.kit.web import Body, Limit, Page, decode_cursor, page

READERS = ("finance_officer", "finance_approver", "auditor")


class CloseMonth(Body, frozen=True, kw_only=True):
    """The month to close, by any of its days."""

    month: date


@post("/journals", guards=[requires("finance_officer")], tags=["journals"])
@idempotent(journals.get, kept=True)
async def close_month(data: JSONBody[CloseMonth], transaction: NamedDependency[Transaction]) -> Journal:
    """Close a month for the municipality's books."""
    return await journals.close(transaction, data.month)


@get("/journals", guards=[requires(*READERS)], tags=["journals"])
async def list_journals(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Journal]:
    """Return the months that were closed."""
    return page(await journals.list_journals(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/journals/{journal_id:uuid}", guards=[requires(*READERS)], tags=["journals"])
async def get_journal(transaction: NamedDependency[Transaction], journal_id: FromPath[UUID]) -> Journal:
    """Return a closed month."""
    return await journals.get(transaction, journal_id)


@get("/journals/{journal_id:uuid}/content", guards=[requires(*READERS)], tags=["journals"])
async def download_journal(
    transaction: NamedDependency[Transaction],
    journal_id: FromPath[UUID],
    form: Annotated[Format, QueryParameter(name="format")] = "csv",
) -> Response[bytes]:
    """Return a closed month's double entries: CSV, or a workbook."""
    return as_attachment(await journals.sheet(transaction, journal_id, form))


ROUTES = [close_month, list_journals, get_journal, download_journal]
