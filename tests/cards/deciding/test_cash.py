"""Cash as vectors: within each lot's quota, soonest expiry first, whole or not at all."""

from datetime import date

import msgspec
import pytest

from services.cards.deciding.covering import LotStanding
from services.cards.deciding.decisions import Decision, decide
from services.cards.deciding.limits import Limits
from services.cards.deciding.standings import PinState
from tests.cards.deciding.test_decisions import PROGRAMMES, lot, sale, standing


def lots(*quotas: tuple[int, int]) -> list[LotStanding]:
    return [
        msgspec.structs.replace(lot(place, remaining), cash_left_minor=left)
        for place, (remaining, left) in enumerate(quotas, start=1)
    ]


def give(
    amount: int, held: list[LotStanding], *, pin: PinState = "right", category: str = "6010", own: Limits | None = None
) -> Decision:
    asked = msgspec.structs.replace(sale((category, amount), pin=pin, partial=False), cash=True)
    return decide(asked, standing(*held, card_limits=own or Limits()), PROGRAMMES)


@pytest.mark.parametrize(
    ("amount", "quotas", "code"),
    [
        (50, [(100, 50)], None),
        (51, [(100, 50)], "cash_quota_exceeded"),
        (101, [(100, 50)], "cash_quota_exceeded"),
        (20, [(20, 50)], None),
        (21, [(20, 50)], "insufficient_funds"),
        (70, [(20, 50), (100, 50)], None),
        (71, [(20, 50), (100, 50)], "cash_quota_exceeded"),
        (1, [(100, 0)], "cash_quota_exceeded"),
    ],
)
def test_cash_is_given_within_the_quota_of_each_lot(
    amount: int, quotas: list[tuple[int, int]], code: str | None
) -> None:
    decision = give(amount, lots(*quotas))
    assert decision.decline_code == code
    assert sum(draw.amount_minor for draw in decision.draws) == (0 if code else amount)


def test_what_can_still_be_withdrawn_is_told() -> None:
    (told,) = [each for each in give(71, lots((20, 50), (100, 50))).rules if each.rule == "cash_quota_exceeded"]
    assert (told.passed, told.figures) == (False, {"left_minor": 70})


def test_the_soonest_lot_gives_its_quota_first() -> None:
    decision = give(60, lots((100, 50), (100, 50)))
    assert [draw.amount_minor for draw in decision.draws] == [50, 10]


def test_an_expired_lot_gives_nothing() -> None:
    over = msgspec.structs.replace(lot(1, 100, expires_on=date(2026, 2, 9)), cash_left_minor=100)
    assert give(1, [over]).decline_code == "insufficient_funds"


def test_cash_needs_the_pin_and_a_shop_that_gives_it() -> None:
    assert give(1, lots((100, 50)), pin="absent").decline_code == "pin_required"
    assert give(1, lots((100, 50)), category="5411").decline_code == "cash_refused"


def test_money_for_some_goods_is_never_cash() -> None:
    for_food = [msgspec.structs.replace(each, categories=["5411"]) for each in lots((100, 50))]
    assert give(1, for_food).decline_code == "cash_refused"


def test_a_programme_whose_shops_give_no_cash_gives_none() -> None:
    food_only = [msgspec.structs.replace(each, programme="food_only") for each in lots((100, 50))]
    assert give(1, food_only).decline_code == "cash_refused"
    assert give(10, [*food_only, *lots((100, 50))[:1]]).decline_code is None


def test_limits_count_for_cash_too() -> None:
    decision = give(41, lots((100, 50)), own=Limits(payment_minor_max=40))
    assert decision.decline_code == "card_payment_limit"


def test_cash_is_not_sold() -> None:
    decision = decide(sale(("6010", 10)), standing(*lots((100, 50))), PROGRAMMES)
    assert decision.decline_code == "category_denied"
