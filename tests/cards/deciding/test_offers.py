"""Which offers take part in a sale, and what they give: goods, caps, and what stacks."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.deciding.decisions import decide
from services.cards.deciding.offers import Goods, OfferStanding, choose, given_minor, taken_off, worth
from tests.cards.deciding.test_decisions import PROGRAMMES, lot, sale, standing

FOOD, DRUGS, BETS = "5411", "5912", "7995"


def goods(**prices: int) -> Goods:
    """Food, drugs and bets; the programme pays for all but bets, and half of that."""
    named = {"food": FOOD, "drugs": DRUGS, "bets": BETS}
    return Goods(
        categories=[named[each] for each in prices],
        prices=list(prices.values()),
        fits={"gmi": [each != "bets" for each in prices]},
        shares={"gmi": 5_000},
    )


def offer(rate: int, place: int = 1, **terms: Any) -> OfferStanding:
    told: dict[str, Any] = {"programme": "gmi", "bonus_minor_max": 10**9, "pot_minor": 10**9} | terms
    return OfferStanding(id=UUID(int=place), bonus_basis_points=rate, **told)


def discount(rate: int, place: int = 2, **terms: Any) -> OfferStanding:
    return offer(rate, place, funded_by="merchant", pot_minor=0, **terms)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (offer(1_000), 75),
        (offer(1_000, categories=(DRUGS,)), 25),
        (offer(1_000, categories=(BETS,)), 0),
        (offer(1_000, programme="training"), 0),
        (offer(1_000, minimum_minor=1_500), 75),
        (offer(1_000, minimum_minor=1_501), 0),
        (offer(1_000, categories=(DRUGS,), minimum_minor=501), 0),
        (offer(1_000, bonus_minor_max=30), 30),
        (offer(1_000, pot_minor=20), 20),
        (offer(1_000, month_left_minor=10), 10),
        (offer(1_000, month_left_minor=0), 0),
        (discount(1_000), 150),
        (discount(1_000, categories=(FOOD,), month_left_minor=60), 60),
    ],
)
def test_what_an_offer_is_worth(told: OfferStanding, expected: int) -> None:
    assert worth(told, goods(food=1_000, drugs=500, bets=900)) == expected


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        ([offer(1_000), offer(2_000, 3)], (0, 3)),
        ([offer(1_000), offer(1_000, 3)], (0, 3)),
        ([offer(1_000), discount(400)], (0, 1)),
        ([offer(1_000), discount(500)], (50, None)),
        ([offer(1_000, stacks=True), discount(500)], (50, None)),
        ([offer(1_000, stacks=True), discount(500, stacks=True)], (50, 1)),
        ([offer(1_000, stacks=True), offer(5_000, 3), discount(500, stacks=True)], (0, 3)),
        ([offer(1_000, stacks=True, minimum_minor=1_000), discount(500, stacks=True)], (50, None)),
        ([], (0, None)),
    ],
)
def test_the_offers_that_together_give_most_take_part(
    offers: list[OfferStanding], expected: tuple[int, int | None]
) -> None:
    chosen = choose(offers, goods(food=1_000))
    assert (chosen.discount_minor, chosen.bonus.id.int if chosen.bonus else None) == expected


@given(
    prices=st.lists(st.integers(1, 10**5), min_size=1, max_size=6),
    rate=st.integers(1, 9_999),
    most=st.integers(1, 10**5),
)
def test_a_discount_is_spread_to_the_cent_and_leaves_something_to_pay(prices: list[int], rate: int, most: int) -> None:
    bought = Goods(
        categories=[FOOD] * len(prices), prices=prices, fits={"gmi": [True] * len(prices)}, shares={"gmi": 10_000}
    )
    told = discount(rate, bonus_minor_max=most)
    off = taken_off(told, bought)
    assert sum(off) == given_minor(told, sum(prices)) < sum(prices)
    assert all(0 <= part <= price for part, price in zip(off, prices, strict=True))


def test_a_discount_lowers_the_price_before_anybody_pays() -> None:
    offers = (offer(1_000, stacks=True), discount(2_000, stacks=True, categories=(DRUGS,)))
    made = decide(sale((FOOD, 1_000), (DRUGS, 500)), standing(lot(1, 5_000), offers=offers), PROGRAMMES)
    assert (made.discount_minor, made.bonus_minor, made.amount_minor) == (100, 140, 1_260)
    assert [(line.discount_minor, line.paid_minor + line.bonus_minor, line.remainder_minor) for line in made.lines] == [
        (0, 1_000, 0),
        (100, 400, 0),
    ]
    whole = decide(sale((FOOD, 1_000), partial=False), standing(lot(1, 800), offers=(discount(2_000),)), PROGRAMMES)
    assert (whole.decline_code, whole.amount_minor, whole.discount_minor) == (None, 800, 200)


def test_a_declined_sale_has_no_discount() -> None:
    made = decide(sale((BETS, 1_000)), standing(lot(1, 5_000), offers=(discount(2_000),)), PROGRAMMES)
    assert (made.decline_code, made.discount_minor, made.discount_offer_id) == ("category_denied", 0, None)
