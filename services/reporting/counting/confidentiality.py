"""Confidentiality: which figures of benefits and of trails would show a few people, alone or with what else is shown.

The same money is told in several ways: a line's trail by month and run, by kind of shop, a month's totals by programme.
All of them are sums of the same buckets, so what is hidden is decided for all of them at once: a bucket that is hidden
in one table must not follow from another.
"""

from collections.abc import Mapping

from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.counting.suppression import Key, Line, to_hide

queries = load_queries(__file__)

EVERYWHERE: Key = ("", "all lines", "all months")
"""What all lines of a programme have spent in all months: told nowhere, and known where either is told whole."""


async def hidden_benefits(transaction: Transaction, currency: str) -> tuple[frozenset[Key], frozenset[Key]]:
    """Return what is not told of the benefits credited and of those expired, by programme, line, month and run.

    None in a key is the sum over all.
    """
    credited: dict[Key, int] = {}
    expired: dict[Key, int] = {}
    for row in await transaction.fetch(queries.count_credited, currency):
        key: Key = (row["programme"], row["line"], row["month"], row["run"])
        credited[key] = row["credited"]
        if row["run"] is None and row["line"] is not None:
            expired[key] = row["expired"]
    return to_hide(credited), to_hide(expired)


async def hidden_spending(transaction: Transaction, programme: str, currency: str) -> frozenset[Key]:
    """Return what is not told of what was spent, by line of a programme, month of the benefit and kind of shop."""
    counts: dict[Key, int] = {}
    sold: dict[Key, int] = {}
    for row in await transaction.fetch(queries.count_spent, programme, currency):
        if row["line"] is None:
            sold["sold", row["sold_in"]] = row["spent"]
        else:
            counts[row["line"], row["month"], row["merchant_kind"]] = row["spent"]
    return to_hide(counts | sold | {EVERYWHERE: 0}, more=joined(counts, sold), fixed=frozenset(sold))


def joined(counts: Mapping[Key, int], sold: Mapping[Key, int]) -> list[Line]:
    """Return how the trails of lines and the totals of months hang together: both add up to everything."""
    all_lines = [key for key in counts if key[1] is None and key[2] is None]
    return [[EVERYWHERE, *all_lines], [EVERYWHERE, *sold]] if all_lines else []
