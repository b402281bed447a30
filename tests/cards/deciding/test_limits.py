"""Limits: never above any of them, never below zero, and equal to a slow model that looks at payments one by one."""

from datetime import date, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.deciding import reasons
from services.cards.deciding.decisions import decide
from services.cards.deciding.limits import NOTHING, Limits, Spent, Sums
from services.cards.deciding.programmes import Opening, Rules
from services.cards.deciding.reasons import RULES, RuleResult
from tests.cards.deciding.test_decisions import NOON, lot, sale, standing

maxima = st.none() | st.integers(1, 3_000)
counts = st.none() | st.integers(1, 4)
all_limits = st.builds(
    Limits,
    payment_minor_max=maxima,
    day_minor_max=maxima,
    month_minor_max=maxima,
    day_count_max=counts,
    month_count_max=counts,
)


def under(**more: object) -> Rules:
    return Rules(valid_from=date(2026, 1, 1), pin_above_minor=10**9, **more)  # type: ignore[arg-type]


def most(limits: Limits, day: list[int], month: list[int]) -> int:
    """What may still be paid, by looking at each payment before."""
    if limits.day_count_max is not None and len(day) >= limits.day_count_max:
        return 0
    if limits.month_count_max is not None and len(month) >= limits.month_count_max:
        return 0
    left = [limits.payment_minor_max] if limits.payment_minor_max is not None else []
    left += [limits.day_minor_max - sum(day)] if limits.day_minor_max is not None else []
    left += [limits.month_minor_max - sum(month)] if limits.month_minor_max is not None else []
    return max(0, min(left, default=10**9))


@given(
    limits=all_limits,
    of_card=all_limits,
    before=st.lists(st.tuples(st.integers(1, 700), st.booleans()), max_size=4),
    money=st.integers(1, 4_000),
    amount=st.integers(1, 4_000),
)
def test_what_is_paid_is_what_a_slow_model_of_the_limits_leaves(
    limits: Limits, of_card: Limits, before: list[tuple[int, bool]], money: int, amount: int
) -> None:
    month = [each for each, _ in before]
    day = [each for each, today in before if today]
    sums = Sums(sum(day), len(day), sum(month), len(month))
    rules = {"gmi": under(household=limits, card=of_card)}
    decision = decide(sale(("5411", amount)), standing(lot(1, money), spent=(Spent("gmi", sums, sums),)), rules)
    expected = min(amount, money, most(limits, day, month), most(of_card, day, month))
    assert decision.amount_minor == expected == sum(draw.amount_minor for draw in decision.draws)
    assert (decision.decline_code is None) == (expected > 0)


def test_a_decline_names_the_limit_what_is_left_and_when_it_is_free_again() -> None:
    spent = Spent("gmi", Sums(800, 1, 800, 1), NOTHING)
    rules = {"gmi": under(household=Limits(day_minor_max=1_000))}
    asked = sale(("5411", 300), partial=False)
    decision = decide(asked, standing(lot(1, 5_000), spent=(spent,)), rules)
    assert decision.decline_code == "day_limit_reached"
    failed = next(each for each in decision.rules if not each.passed)
    assert failed.figures == {"limit_minor": 1_000, "left_minor": 200, "free_on": "2026-02-11"}


def test_a_cards_own_limit_holds_across_programmes() -> None:
    rules = {"gmi": under(), "food_only": under()}
    lots = lot(1, 500), lot(2, 500, programme="food_only")
    own = Limits(day_minor_max=600)
    spent = (Spent("gmi", NOTHING, Sums(100, 1, 100, 1)), Spent("food_only", NOTHING, Sums(200, 1, 200, 1)))
    decision = decide(sale(("5411", 1_000)), standing(*lots, card_limits=own, spent=spent), rules)
    assert decision.amount_minor == 300
    assert [each.rule for each in decision.rules if not each.passed] == ["card_day_limit"]


@pytest.mark.parametrize(("minutes", "code"), [(4, "too_soon"), (5, None)])
def test_a_card_waits_between_two_payments(minutes: int, code: str | None) -> None:
    spent = Spent("gmi", NOTHING, NOTHING, NOON - timedelta(minutes=minutes))
    rules = {"gmi": under(payment_interval_minutes=5)}
    assert decide(sale(("5411", 100)), standing(lot(1, 500), spent=(spent,)), rules).decline_code == code


def test_outside_its_hours_a_card_says_when_it_pays_again() -> None:
    weekdays = Opening(weekdays=(1, 2, 3, 4, 5), opens=NOON.time().replace(hour=8), closes=NOON.time())
    decision = decide(sale(("5411", 100)), standing(lot(1, 500)), {"gmi": under(hours=(weekdays,))})
    assert decision.decline_code == "outside_hours"
    assert decision.rules[-1].figures == {"free_on": "2026-02-11", "free_at": "08:00"}


def test_half_of_a_price_is_paid_where_the_programme_pays_half() -> None:
    rules = {"gmi": under(local_share_basis_points=5_000)}
    decision = decide(sale(("5411", 301), ("5912", 100)), standing(lot(1, 500)), rules)
    assert decision.amount_minor == 200
    assert sum(line.remainder_minor for line in decision.lines) == 201


def spent_by(whose: str, field: str, amount: int) -> Spent:
    """Return what was spent, in one of its sums."""
    return Spent("gmi", **{whose: Sums(**{field: amount})})  # type: ignore[arg-type]


PAID = NOON - timedelta(minutes=10)
BORDERS: dict[str, tuple[dict[str, object], dict[str, object], dict[str, object], dict[str, object]]] = {
    "area_denied": ({"areas": ("640",)}, {"area": "64006"}, {"areas": ("640",)}, {"area": "61640"}),
    "outside_hours": (
        {"hours": (Opening(opens=time(8), closes=time(12, 1)),)},
        {},
        {"hours": (Opening(opens=time(8), closes=time(12)),)},
        {},
    ),
    "too_soon": (
        {"payment_interval_minutes": 10},
        {"spent": [Spent("gmi", card_paid_at=PAID)]},
        {"payment_interval_minutes": 11},
        {"spent": [Spent("gmi", card_paid_at=PAID)]},
    ),
    "pin_required": ({"pin_above_minor": 100}, {}, {"pin_above_minor": 99}, {}),
    "pin_due": ({"pin_after_sales": 3}, {"sales_without_pin": 2}, {"pin_after_sales": 3}, {"sales_without_pin": 3}),
    "category_denied": (
        {"allowed_categories": frozenset({"5411"}), "denied_categories": frozenset({"7995"})},
        {},
        {"denied_categories": frozenset({"5411"})},
        {},
    ),
    "mixed_payment": ({"local_share_basis_points": 10_000}, {}, {"local_share_basis_points": 9_900}, {}),
    **{
        rule: (
            {whose: Limits(**{limit: 500})},
            {"spent": [spent_by(whose, field, 400)]},
            {whose: Limits(**{limit: 500})},
            {"spent": [spent_by(whose, field, 401)]},
        )
        for rule, whose, limit, field in (
            ("day_limit_reached", "household", "day_minor_max", "day_minor"),
            ("month_limit_reached", "household", "month_minor_max", "month_minor"),
            ("card_day_limit", "card", "day_minor_max", "day_minor"),
            ("card_month_limit", "card", "month_minor_max", "month_minor"),
        )
    },
    **{
        rule: (
            {whose: Limits(**{limit: 3})},
            {"spent": [spent_by(whose, field, 2)]},
            {whose: Limits(**{limit: 3})},
            {"spent": [spent_by(whose, field, 3)]},
        )
        for rule, whose, limit, field in (
            ("too_many_today", "household", "day_count_max", "day_count"),
            ("too_many_this_month", "household", "month_count_max", "month_count"),
            ("card_too_many_today", "card", "day_count_max", "day_count"),
            ("card_too_many_this_month", "card", "month_count_max", "month_count"),
        )
    },
    **{
        rule: ({whose: Limits(payment_minor_max=100)}, {}, {whose: Limits(payment_minor_max=99)}, {})
        for rule, whose in (("amount_above_limit", "household"), ("card_payment_limit", "card"))
    },
}
"""Of each rule that a programme may have: rules and standing that a sale of 1.00 just keeps, and just breaks."""
OF_THE_CARD = {
    "card_refused", "phone_code_refused", "merchant_refused", "currency_refused", "pin_blocked", "pin_wrong",
    "insufficient_funds", "cash_refused", "cash_quota_exceeded",
}  # fmt: skip
"""Rules that no programme sets: each stands in the tests of what it is about."""


def broken(rules: dict[str, object], known: dict[str, object]) -> list[RuleResult]:
    """Return the rules that a sale of 1.00 without a PIN breaks."""
    at_hand = msgspec.structs.replace(standing(lot(1, 10_000)), **known)
    judged = Rules(**({"valid_from": date(2026, 1, 1), "pin_above_minor": 10**9} | rules))  # type: ignore[arg-type]
    made = decide(sale(("5411", 100), pin="absent"), at_hand, {"gmi": judged})
    return [each for each in made.rules if not each.passed]


def test_each_rule_that_a_programme_may_have_is_tried_at_its_border() -> None:
    assert set(BORDERS) == set(RULES) - OF_THE_CARD


@pytest.mark.parametrize("rule", BORDERS)
def test_a_rule_holds_from_its_border_on_and_says_so(rule: str) -> None:
    kept_by, kept, broken_by, beyond = BORDERS[rule]
    assert broken(kept_by, kept) == []
    (result,) = broken(broken_by, beyond)
    assert result.rule == rule
    for language in ("en", "el", "ar"):
        says = reasons.said(result, language, "EUR").says
        assert says
        assert "{" not in says
