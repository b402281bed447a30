"""Journals: a month of the ledger as double entries for the municipality's books, in its own accounts, without names.

Each day's movements of a kind are one document, debits equal to credits. A month that was closed is made again from the
ledger, and given out only when it is the same to the bit.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

import msgspec

from services.cards.shops import settlement_calendars
from services.cards.shops.settlement_calendars import Books
from services.kit import audit, tables
from services.kit.clock import month_of
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.files import FileContent, file_of_table
from services.kit.iso20022.amounts import amount_text
from services.kit.sql import load_queries
from services.kit.tables import Cell, Format

queries = load_queries(__file__)

COLUMNS = ("date", "account", "document", "debit", "credit", "currency", "text")


class MonthNotOver(Problem):
    """The month is not over yet."""


class MonthAlreadyClosed(Problem):
    """The month was closed before."""


class JournalChanged(Problem):
    """The ledger's month is not the one that was closed."""


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A closed month: how many rows its journal has, and the SHA-256 of its CSV."""

    id: UUID
    month: date
    rows_count: int
    sha256: str
    closed_at: datetime


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What transfers of one kind did on one day to wallets of one kind."""

    day: date
    kind: str
    wallet_kind: str
    currency: str
    debit_minor: int
    credit_minor: int


def rows_of(sums: Sequence[Sums], books: Books) -> Iterator[Sequence[Cell]]:
    """Yield the journal's rows: one for each side, amounts in the currency's own decimals."""
    for each in sums:
        account = books.accounts.get(each.wallet_kind, books.other_account)
        document = f"{each.day:%Y%m%d}-{each.kind}"
        text = books.texts.get(each.kind, each.kind.replace("_", " "))
        for debit, credit in ((each.debit_minor, 0), (0, each.credit_minor)):
            if debit or credit:
                amounts = [Decimal(amount_text(amount, each.currency)) for amount in (debit, credit)]
                yield (each.day, account, document, *amounts, each.currency, text)


async def rows(transaction: Transaction, month: date) -> list[Sequence[Cell]]:
    """Return a month's rows, from local midnight to local midnight."""
    zone = transaction.municipality.zone
    begin, end = (datetime.combine(day, time(), zone) for day in (month, month_of(month, later=1)))
    found = await transaction.fetch_structs(Sums, queries.month_sums, begin, end, transaction.municipality.timezone)
    return list(rows_of(found, settlement_calendars.books_of(transaction.municipality)))


async def close(transaction: Transaction, month: date) -> Journal:
    """Close a month, from the second day of the next on: what was under way at midnight is written by then."""
    month = month_of(month)
    if transaction.today <= month_of(month, later=1):
        raise MonthNotOver("It can be closed from the second day of the next month on.")
    found = await rows(transaction, month)
    journal_id, sha256 = uuid7(), hashlib.sha256(tables.write_csv(COLUMNS, found)).hexdigest()
    new = (journal_id, month, len(found), sha256, transaction.actor_id, transaction.now)
    if not await transaction.execute(queries.insert_journal, *new):
        raise MonthAlreadyClosed("Take its journal from the list.")
    await audit.record(transaction, "journal_closed", object_type="journal", object_ids=[journal_id])
    return await get(transaction, journal_id)


async def get(transaction: Transaction, journal_id: UUID) -> Journal:
    """Return a closed month. Raises NotFound."""
    journal = await transaction.fetch_struct(Journal, queries.get_journal, journal_id)
    if journal is None:
        raise NotFound("There is no such journal.")
    return journal


async def list_journals(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Journal]:
    """Return closed months in the order in which they were closed."""
    return await transaction.fetch_structs(Journal, queries.list_journals, after, limit)


async def sheet(transaction: Transaction, journal_id: UUID, form: Format) -> FileContent:
    """Return a closed month's journal. Raises NotFound, JournalChanged."""
    journal = await get(transaction, journal_id)
    found = await rows(transaction, journal.month)
    text = tables.write_csv(COLUMNS, found)
    if hashlib.sha256(text).hexdigest() != journal.sha256:
        raise JournalChanged("Verify the ledger: something was written into a month that is closed.")
    return file_of_table(f"journal-{journal.month:%Y-%m}", COLUMNS, found, form, created=journal.closed_at)
