"""Booking a batch: each sale is decided on what the ones before it have left."""

import asyncio
from datetime import date
from uuid import UUID

from services.cards.deciding.decisions import decide
from services.cards.payments.sales import HeldLot, after_draws
from tests.cards.deciding.test_decisions import PROGRAMMES, sale, standing
from tests.cards.factories import Town


async def test_sales_of_one_wallet_in_one_batch_see_each_other(town: Town) -> None:
    receipts = await asyncio.gather(*(town.receipt(4_000, partial=True) for _ in range(4)))
    assert sorted(receipt["amount_minor"] for receipt in receipts) == [0, 2_800, 4_000, 4_000]
    await town.verify()


def held(place: int, remaining_minor: int) -> HeldLot:
    return HeldLot(
        id=UUID(int=place),
        programme="gmi",
        budget_line_id=UUID(int=9),
        month=date(2026, 2, 1),
        expires_on=date(2026, 8, 31),
        remaining_minor=remaining_minor,
    )


def test_what_is_drawn_is_gone_for_the_next() -> None:
    lots = [held(1, 500), held(2, 500)]
    decision = decide(sale(("5411", 700)), standing(*lots), PROGRAMMES)
    assert [each.remaining_minor for each in after_draws(lots, decision)] == [300]
