"""Decisions as vectors and properties: nothing here touches a database."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.deciding.covering import BasketLine, LotStanding
from services.cards.deciding.decisions import Decision, decide
from services.cards.deciding.limits import NO_LIMITS, Limits, Spent
from services.cards.deciding.offers import OfferStanding
from services.cards.deciding.programmes import Rules, rules_on
from services.cards.deciding.standings import PinState, Sale, Standing

ATHENS = ZoneInfo("Europe/Athens")
NOON = datetime(2026, 2, 10, 12, tzinfo=ATHENS)
MIXED = Rules(
    valid_from=date(2026, 1, 1),
    denied_categories=frozenset({"7995", "5912"}),
    pin_above_minor=5_000,
    household=Limits(payment_minor_max=100_000),
)
PROGRAMMES = {"gmi": rules_on(NOON.date())["gmi"], "food_only": MIXED}


def lot(
    place: int, remaining_minor: int, *, programme: str = "gmi", expires_on: date = date(2026, 8, 31)
) -> LotStanding:
    return LotStanding(
        id=UUID(int=place),
        programme=programme,
        expires_on=expires_on,
        remaining_minor=remaining_minor,
    )


def offer(basis_points: int, *, most: int = 10**9, pot: int = 10**9) -> OfferStanding:
    return OfferStanding(
        id=UUID(int=77),
        programme="gmi",
        bonus_basis_points=basis_points,
        bonus_minor_max=most,
        pot_minor=pot,
    )


def sale(*lines: tuple[str, int], partial: bool = True, pin: PinState = "right", at: datetime = NOON) -> Sale:
    basket = [BasketLine(category=category, amount_minor=amount) for category, amount in lines]
    return Sale(
        amount_minor=sum(line.amount_minor for line in basket),
        currency="EUR",
        basket=basket,
        partial=partial,
        pin=pin,
        at=at,
    )


def standing(
    *lots: LotStanding,
    offers: tuple[OfferStanding, ...] = (),
    card: str | None = "active",
    card_limits: Limits = NO_LIMITS,
    spent: tuple[Spent, ...] = (),
) -> Standing:
    return Standing(
        card_status=card,
        wallet_currency="EUR",
        merchant_accepting=True,
        lots=list(lots),
        offers=list(offers),
        card_limits=card_limits,
        spent=list(spent),
    )


def paid(decision: Decision) -> tuple[int, int, list[tuple[int, int]]]:
    draws = [(draw.lot_id.int, draw.amount_minor) for draw in decision.draws]
    return decision.amount_minor, decision.bonus_minor, draws


def test_the_lot_that_expires_first_is_drawn_first() -> None:
    lots = lot(1, 500), lot(2, 500, expires_on=date(2026, 3, 31))
    assert paid(decide(sale(("5411", 700)), standing(*lots), PROGRAMMES)) == (700, 0, [(2, 500), (1, 200)])


def test_a_lot_pays_only_for_what_its_programme_allows() -> None:
    lots = lot(1, 500), lot(2, 500, programme="food_only", expires_on=date(2026, 3, 31))
    decision = decide(sale(("5912", 300), ("5411", 400)), standing(*lots), PROGRAMMES)
    assert paid(decision) == (700, 0, [(2, 400), (1, 300)])


def test_an_expired_lot_is_no_money() -> None:
    decision = decide(sale(("5411", 100)), standing(lot(1, 500, expires_on=date(2026, 2, 9))), PROGRAMMES)
    assert decision.decline_code == "insufficient_funds"


@pytest.mark.parametrize(
    ("card", "code"), [(None, "card_refused"), ("blocked", "card_refused"), ("issued", "card_refused")]
)
def test_a_card_that_is_not_active_is_refused(card: str | None, code: str) -> None:
    assert decide(sale(("5411", 100)), standing(lot(1, 500), card=card), PROGRAMMES).decline_code == code


def test_every_rule_that_was_looked_at_is_on_record() -> None:
    rules = decide(sale(("5411", 6_000), pin="absent"), standing(lot(1, 9_000)), PROGRAMMES).rules
    assert [rule.rule for rule in rules][-1] == "pin_required"
    assert [rule.passed for rule in rules] == [True] * (len(rules) - 1) + [False]


@given(
    remaining=st.lists(st.integers(1, 5_000), min_size=1, max_size=5),
    amounts=st.lists(
        st.tuples(st.sampled_from(["5411", "5912", "7995"]), st.integers(1, 4_000)), min_size=1, max_size=4
    ),
    food=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_draws_add_up_and_stay_within_their_lots(
    remaining: list[int], amounts: list[tuple[str, int]], food: list[bool]
) -> None:
    lots = [lot(place, left, programme="food_only" if food[place] else "gmi") for place, left in enumerate(remaining)]
    decision = decide(sale(*amounts), standing(*lots), PROGRAMMES)
    drawn = {draw.lot_id: draw.amount_minor for draw in decision.draws}
    assert sum(drawn.values()) == decision.amount_minor
    assert all(
        amount <= next(each for each in lots if each.id == lot_id).remaining_minor for lot_id, amount in drawn.items()
    )
    assert decision.amount_minor <= sum(amount for category, amount in amounts if category != "7995")
