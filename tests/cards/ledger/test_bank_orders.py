"""Bank orders: what the bank will call a transfer is noted beside it, once, and never changed."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.cards.budgets.banking import instruct, send_back
from tests.cards.factories import Town


async def test_a_payout_and_its_return_are_one_order(town: Town, superuser: Connection) -> None:
    paid = await instruct(town, 1_000)
    await send_back(town, paid)
    rows = await superuser.fetch(
        "SELECT t.kind, o.* FROM bank_orders AS o JOIN transfers AS t ON t.id = o.transfer_id ORDER BY t.id"
    )
    assert [(row["kind"], row["end_to_end_id"], row["bank_file_id"]) for row in rows] == [
        ("payout", paid.payout_id, paid.bank_file_id),
        ("payout_return", paid.payout_id, None),
    ]
    with pytest.raises(asyncpg.RestrictViolationError):
        await superuser.execute("UPDATE bank_orders SET bank_file_id = NULL")
