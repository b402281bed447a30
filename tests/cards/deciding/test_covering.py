"""How lots and pot share a sale, as vectors and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.deciding.covering import split
from services.cards.deciding.offers import OfferStanding
from tests.cards.deciding.test_decisions import offer


@pytest.mark.parametrize(
    ("eligible", "funds", "bonus_offer", "expected"),
    [
        (1_000, 1_000, None, (1_000, 0)),
        (1_000, 400, None, (400, 0)),
        (1_000, 900, offer(1_000), (900, 100)),
        (1_000, 1_000, offer(1_000, most=30), (970, 30)),
        (1_000, 1_000, offer(1_000, pot=5), (995, 5)),
        (1_000, 450, offer(1_000), (450, 50)),
        (1_000, 0, offer(1_000), (0, 0)),
        (1_000, 0, offer(10_000), (0, 1_000)),
        (999, 999, offer(1_000), (900, 99)),
    ],
)
def test_how_lots_and_pot_share_a_sale(
    eligible: int, funds: int, bonus_offer: OfferStanding | None, expected: tuple[int, int]
) -> None:
    assert split(eligible, funds, bonus_offer) == expected


@given(
    eligible=st.integers(1, 10**6),
    funds=st.integers(0, 10**6),
    rate=st.integers(0, 10_000),
    most=st.integers(0, 10**5),
    pot=st.integers(0, 10**5),
)
def test_a_sale_is_never_overpaid_and_no_pot_overdrawn(
    eligible: int, funds: int, rate: int, most: int, pot: int
) -> None:
    amount, bonus = split(eligible, funds, offer(rate, most=most, pot=pot))
    assert 0 <= amount <= funds
    assert 0 <= bonus <= min(most, pot)
    assert amount + bonus <= eligible
    assert amount + bonus >= min(eligible, funds)
    assert bonus * 10_000 <= rate * (amount + bonus)
