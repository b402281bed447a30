"""Booking a batch: each sale is decided on what the ones before it have left."""

import asyncio

from services.cards.payments.sales import after_draws
from tests.cards.deciding.test_decisions import PROGRAMMES, lot, sale, standing
from tests.cards.factories import Town


async def test_sales_of_one_wallet_in_one_batch_see_each_other(town: Town) -> None:
    receipts = await asyncio.gather(*(town.receipt(4_000, partial=True) for _ in range(4)))
    assert sorted(receipt["amount_minor"] for receipt in receipts) == [0, 2_800, 4_000, 4_000]
    await town.verify()


def test_what_is_drawn_is_gone_for_the_next() -> None:
    from services.cards.deciding.decisions import decide

    lots = [lot(1, 500), lot(2, 500)]
    decision = decide(sale(("5411", 700)), standing(*lots), PROGRAMMES)
    assert [each.remaining_minor for each in after_draws(lots, decision)] == [300]
