"""A draft is what was typed over the rules in force; what the form does not ask for stays."""

from datetime import date, time

from services.console.clients.programmes import CardProgramme, Disputing, Limits, Opening, Rules
from services.console.pages.programmes import Draft, DraftLimits, in_force, months

OLD = Rules(valid_from=date(2014, 1, 1), pin_above_minor=5_000)
NEW = Rules(valid_from=date(2026, 3, 1), pin_above_minor=4_000, cash_categories=["6010"], card=Limits(day_count_max=9))
GMI = CardProgramme(
    programme="gmi",
    currency="EUR",
    approvers=1,
    expiry_months=6,
    expiry_notice_days=30,
    refund_grace_days=30,
    set_off_basis_points=5_000,
    cash_quota_basis_points=5_000,
    card_valid_months=36,
    hold_minutes=1_440,
    disputes=Disputing(open_days=120, answer_days=10, decide_days=45, provisional_credit=True),
    rules=[NEW, OLD],
)


def test_the_rules_in_force_are_those_that_have_begun_last() -> None:
    days = [date(2010, 1, 1), date(2026, 2, 28), date(2026, 3, 1)]
    assert [in_force(GMI, day) for day in days] == [OLD, OLD, NEW]


def test_a_draft_restricts_by_what_was_typed_and_by_what_is_not_asked_for() -> None:
    draft = Draft(
        month=date(2026, 2, 1),
        pin_above_minor=2_000,
        share_percent=80,
        denied="5912, 7995 5723",
        opens=time(8),
        closes=time(20),
        household=DraftLimits(day_minor=3_000),
    )
    assert draft.rules(NEW, date(2026, 4, 1)) == Rules(
        valid_from=date(2026, 4, 1),
        pin_above_minor=2_000,
        local_share_basis_points=8_000,
        denied_categories=["5912", "7995", "5723"],
        cash_categories=["6010"],
        hours=[Opening(opens=time(8), closes=time(20))],
        household=Limits(day_minor_max=3_000),
    )


def test_drafts_are_tried_on_this_month_and_those_before() -> None:
    assert months(date(2026, 2, 10))[:3] == [date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1)]
