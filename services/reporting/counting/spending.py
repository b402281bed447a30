"""Spending: a month by programme, kind of shop and area, in buckets that no two views make smaller.

There is one table for a month. Whatever is asked for is a part of it, and what is hidden of it is hidden in every part,
so two answers tell no more than the table does.
"""

from datetime import date

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.counting.buckets import Bucket, shown
from services.reporting.counting.suppression import sees_all

queries = load_queries(__file__)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the table: buckets of this programme, kind and area; an absent one is any, their sum included."""

    programme: str | None = None
    merchant_kind: str | None = None
    area: str | None = None


async def read_month(transaction: Transaction, month: date, *, auditor: bool) -> list[Bucket]:
    """Return a whole month's table, for auditors every bucket, else without what is small or follows from others."""
    buckets = await transaction.fetch_structs(Bucket, queries.select_buckets, month)
    return buckets if auditor else shown(buckets)


async def read(transaction: Transaction, month: date, chosen: Filter) -> list[Bucket]:
    """Return the part of a month's table that is asked for."""
    buckets = await read_month(transaction, month, auditor=sees_all(transaction))
    wanted = {name: value for name, value in msgspec.structs.asdict(chosen).items() if value is not None}
    return [each for each in buckets if all(getattr(each, name) == value for name, value in wanted.items())]


def everywhere(buckets: list[Bucket]) -> list[Bucket]:
    """Return the buckets of all areas together."""
    return [bucket for bucket in buckets if bucket.area is None]
