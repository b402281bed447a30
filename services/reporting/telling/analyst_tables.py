"""Analysts' tables: what may be taken along for one's own questions.

They hold what everybody who asks may know, in the buckets of the pages; auditors get every bucket.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

import msgspec

from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.errors import Malformed
from services.kit.files import FileContent, file_of_table
from services.kit.sql import load_queries
from services.kit.tables import Cell, Format
from services.reporting.counting.buckets import Bucket
from services.reporting.counting.spending import read_month
from services.reporting.counting.suppression import sees_all
from services.reporting.counting.totals import first_of_month, read_benefits_of
from services.reporting.telling.dictionary import columns_of

queries = load_queries(__file__)

TableName = Literal["spending", "benefits", "declines"]
MONTHS_MAX: Final = 36


def months_between(first: date, last: date) -> list[date]:
    """Return whole months, both included. Raises Malformed for none, or more than three years."""
    count = (first_of_month(last).year - first_of_month(first).year) * 12 + last.month - first.month + 1
    if not 1 <= count <= MONTHS_MAX:
        raise Malformed(f"Ask for 1 to {MONTHS_MAX} months.")
    return [month_of(first, later=number) for number in range(count)]


def cells(table: TableName, month: date, bucket: Bucket) -> list[Cell]:
    """Return a bucket's row, in the order of the dictionary."""
    known: dict[str, Cell] = {**msgspec.structs.asdict(bucket), "month": month, "hidden": bucket.amount_minor is None}
    return [known[name] for name in columns_of(table)]


async def rows(transaction: Transaction, table: TableName, months: Sequence[date]) -> list[list[Cell]]:
    """Return the rows of a table for some months."""
    if table == "declines":
        return [list(row.values()) for row in await transaction.fetch(queries.select_declines, months[0], months[-1])]
    auditor = sees_all(transaction)
    if table == "benefits":
        found = await read_benefits_of(transaction, months, auditor=auditor)
    else:
        found = {month: await read_month(transaction, month, auditor=auditor) for month in months}
    return [cells(table, month, bucket) for month in months for bucket in found[month]]


async def take(
    transaction: Transaction, table: TableName, month: date, until_month: date | None, form: Format
) -> FileContent:
    """Return a table of whole months as a file. Raises Malformed."""
    months = months_between(month, until_month or month)
    return file_of_table(f"{table}-{months[0]:%Y-%m}", columns_of(table), await rows(transaction, table, months), form)
