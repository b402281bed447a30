"""Cash flows by vectors, and by what holds of every plan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.incubator.planning import cash_flows
from services.incubator.planning.cash_flows import CashPlan, Product, Purchase

UNIFORMS = Product(name="زي مدرسي", price_minor=12_000, unit_cost_minor=7_000, units=(10, 20, 40, 40))
PLAN = CashPlan(
    opening_minor=200_000,
    fixed_monthly_minor=100_000,
    purchases=(Purchase(name="ماكينة", month=1, amount_minor=180_000),),
    products=(UNIFORMS,),
)


def test_a_plan_is_followed_month_by_month() -> None:
    found = cash_flows.forecast(PLAN, "JOD")
    assert [month.received_minor for month in found.months] == [120_000, 240_000, 480_000, 480_000]
    assert [month.paid_minor for month in found.months] == [350_000, 240_000, 380_000, 380_000]
    assert [month.balance_minor for month in found.months] == [-30_000, -30_000, 70_000, 170_000]
    assert (found.lowest_balance_minor, found.lowest_month, found.needed_minor) == (-30_000, 1, 30_000)
    assert (found.covers_itself_from, found.paid_back_in) == (2, None)
    # Fixed costs of 400,000 over a contribution of 110 x 5,000: 72.73 % of the plan, 20 uniforms in an average month.
    assert (found.break_even_basis_points, found.break_even_units) == (7_273, [20])


def test_what_is_sold_below_its_cost_never_breaks_even() -> None:
    product = Product(name="…", price_minor=5, unit_cost_minor=5, units=(1,))
    found = cash_flows.forecast(CashPlan(fixed_monthly_minor=0, products=(product,)), "JOD")
    assert (found.break_even_basis_points, found.break_even_units) == (None, None)


@pytest.mark.parametrize(
    ("holds", "first"),
    [([True, True], 1), ([False, True], 2), ([True, False, True], 3), ([True, False], None), ([], None)],
)
def test_a_month_counts_only_when_it_stays_so(holds: list[bool], first: int | None) -> None:
    assert cash_flows.first_for_good(holds) == first


AMOUNTS = st.integers(0, 10**6)
PRODUCTS = st.builds(
    Product,
    name=st.just("…"),
    price_minor=AMOUNTS,
    unit_cost_minor=AMOUNTS,
    units=st.lists(st.integers(0, 500), min_size=1, max_size=12).map(tuple),
)
PLANS = st.builds(
    CashPlan,
    opening_minor=AMOUNTS,
    fixed_monthly_minor=AMOUNTS,
    products=st.lists(PRODUCTS, min_size=1, max_size=3).map(tuple),
)


@settings(max_examples=50)
@given(PLANS)
def test_with_what_is_needed_every_month_is_paid_and_at_the_break_even_the_fixed_costs(plan: CashPlan) -> None:
    found = cash_flows.forecast(plan, "JOD")
    moved = sum(month.received_minor - month.paid_minor for month in found.months)
    assert found.months[-1].balance_minor == plan.opening_minor + moved
    assert found.lowest_balance_minor + found.needed_minor >= 0
    if found.break_even_basis_points is not None:
        margin = sum((each.price_minor - each.unit_cost_minor) * sum(each.units) for each in plan.products)
        fixed = plan.fixed_monthly_minor * len(found.months)
        assert margin * found.break_even_basis_points >= fixed * cash_flows.WHOLE
        assert margin * (found.break_even_basis_points - 1) < fixed * cash_flows.WHOLE or not fixed
