"""What waits is told to those who may do it, the oldest first, and nothing that is none."""

from datetime import UTC, datetime

import msgspec

from services.kit import waiting
from services.kit.db import Transaction

QUERY = """
SELECT 'newer' AS code, 2::bigint AS number, 1::bigint AS late, $2::timestamptz AS oldest_at
WHERE $1::uuid IS NOT NULL AND $3::date IS NOT NULL
UNION ALL SELECT 'older', 1, 0, '2020-01-01T00:00:00Z'
UNION ALL SELECT 'undated', 3, 0, NULL
UNION ALL SELECT 'none', 0, 0, NULL
UNION ALL SELECT 'of_others', 9, 0, NULL
"""
DOERS = dict.fromkeys(("newer", "older", "undated", "none"), ("desk",)) | {"of_others": ("finance",)}


async def test_the_oldest_work_of_ones_own_roles_comes_first(transaction: Transaction) -> None:
    at_desk = msgspec.structs.replace(transaction.context, actor_roles=frozenset({"desk"}))
    asked = Transaction(transaction.connection, at_desk, transaction.tenants)
    found = await waiting.count(asked, QUERY, DOERS)
    figures = [(each.code, each.number, each.late) for each in found]
    assert figures == [
        ("older", 1, 0),
        ("newer", 2, 1),
        ("undated", 3, 0),
    ]
    assert found[0].oldest_at == datetime(2020, 1, 1, tzinfo=UTC)
