"""Buckets: amounts with the households behind them, and what of a table of them is shown to whom."""

from collections.abc import Sequence

import msgspec

from services.reporting.counting.suppression import Key, to_hide


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """An amount and the households behind it, both absent where they are not shown. An absent programme, kind or area
    is all of them.

    A household counts once in each bucket, so counts do not add up; amounts do.
    """

    currency: str
    programme: str | None = None
    merchant_kind: str | None = None
    area: str | None = None
    households_count: int | None = None
    amount_minor: int | None = None


def key_of(bucket: Bucket) -> Key:
    """Return the place of a bucket in its currency's table."""
    return (bucket.programme, bucket.merchant_kind, bucket.area)


def hide(bucket: Bucket) -> Bucket:
    """Return a bucket of which only the name is told."""
    return msgspec.structs.replace(bucket, households_count=None, amount_minor=None)


def shown(buckets: Sequence[Bucket]) -> list[Bucket]:
    """Return the buckets of a whole table with what must not be shown left out, each currency by itself."""
    answer: list[Bucket] = []
    for currency in sorted({bucket.currency for bucket in buckets}):
        table = [bucket for bucket in buckets if bucket.currency == currency]
        hidden = to_hide({key_of(bucket): bucket.households_count or 0 for bucket in table})
        answer += [hide(bucket) if key_of(bucket) in hidden else bucket for bucket in table]
    return answer
