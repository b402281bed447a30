"""A business plan with nothing but the pages: the founder writes, a mentor remarks, the founder settles it."""

from tests.browser.desks import Desk

CASH = {
    "cash/opening_minor": "300", "cash/fixed_monthly_minor": "85.5",
    "cash/products/0/name": "Taboon bread", "cash/products/0/price_minor": "0.75",
    "cash/products/0/unit_cost_minor": "0.3", "cash/products/0/units": "100 200 250 300",
    "cash/purchases/0/name": "Oven", "cash/purchases/0/amount_minor": "450", "cash/purchases/0/month": "1",
}  # fmt: skip


def write(founder: Desk, plan: str) -> None:
    """Write two parts and the cash plan; a second version changes one of them."""
    founder.open(plan)
    founder.follow('main a[href$="/plan/writing"]')
    founder.fill(plan, CASH)
    with founder.page.expect_navigation():
        founder.page.locator('button[formaction*="/plan/trial"]').click()
    assert founder.page.locator(".notice table tbody tr").count() == 4, founder.said()
    assert founder.page.input_value('[name="cash/products/0/units"]') == "100 200 250 300"
    language = founder.language
    founder.picture(f"plan_trial_{language}_phone")
    founder.send(plan, {"fields/customers": "Schools of the district", "fields/value": "Fresh every morning"} | CASH)
    assert founder.page.locator("main table tbody tr").count() == 4, founder.said()
    founder.follow('main a[href$="/plan/writing"]')
    assert founder.page.input_value('[name="cash/products/0/units"]') == "100 200 250 300"
    founder.send(plan, {"fields/customers": "Schools and two bakeries"})
    assert founder.page.locator('main a[href*="/plan?at="]').count() == 2, founder.said()


def remark(mentor: Desk, mentorship: str, plan: str) -> None:
    """The mentor opens the plan from the mentorship, and asks about a part."""
    mentor.open(mentorship)
    mentor.follow(f'main a[href="{plan}"]')
    mentor.send(mentor.action("/comments"), {"field": "customers", "text": "كم مدرسة تشتري كل يوم؟"})
    assert "كم مدرسة" in mentor.text, mentor.said()
    assert not mentor.page.locator('a[href$="/plan/writing"]').count(), "a mentor writes remarks, not the plan"


def settle(founder: Desk, plan: str) -> None:
    """The founder reads the remark and settles it."""
    founder.open(plan)
    language = founder.language
    founder.picture(f"plan_{language}_phone")
    founder.send(founder.action("/resolved"))
    assert not founder.page.locator('form[action$="/resolved"]').count(), founder.said()
