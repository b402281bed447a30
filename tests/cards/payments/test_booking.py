"""Booking a batch: each sale is decided on what the ones before it have left."""

import asyncio

from tests.cards.factories import Town


async def test_sales_of_one_wallet_in_one_batch_see_each_other(town: Town) -> None:
    receipts = await asyncio.gather(*(town.receipt(4_000, partial=True) for _ in range(4)))
    assert sorted(receipt["amount_minor"] for receipt in receipts) == [0, 2_800, 4_000, 4_000]
    await town.verify()
