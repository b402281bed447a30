"""Draws: what a sale takes is not there for the next."""

from datetime import date
from uuid import UUID

import msgspec

from services.cards.deciding.decisions import decide
from services.cards.payments.draws import after_draws
from services.cards.payments.sales import HeldLot
from tests.cards.deciding.test_decisions import PROGRAMMES, sale, standing


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
    assert [each.remaining_minor for each in after_draws(lots, decision, cash=False)] == [300]


def test_cash_that_is_drawn_is_gone_from_the_quota() -> None:
    lots = [msgspec.structs.replace(held(1, 900), cash_left_minor=800)]
    decision = decide(sale(("5411", 700)), standing(*lots), PROGRAMMES)
    assert [each.cash_left_minor for each in after_draws(lots, decision, cash=True)] == [100]
    assert [each.cash_left_minor for each in after_draws(lots, decision, cash=False)] == [800]
