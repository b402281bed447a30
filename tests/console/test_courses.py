"""Registry's codes about memberships: each that it may tell has a name, and pages offer reasons that it takes."""

from typing import get_args

from services.console import courses
from services.registry.assessing.membership_rules import MembershipRules
from services.registry.households.closures import Gone
from services.registry.memberships import confirmations, renewals
from services.registry.memberships.job_offers import OfferState
from services.registry.memberships.memberships import ExitKind
from services.registry.memberships.obligations import Missing
from services.registry.memberships.repayments import RepaymentState
from services.registry.memberships.set_offs import SetOffState


def test_every_code_that_registry_tells_of_a_membership_has_a_name() -> None:
    rules = MembershipRules()
    reasons = {
        *rules.suspension_reasons, *rules.lifting_reasons, *rules.exit_reasons, *rules.revocation_reasons,
        *get_args(Gone), renewals.TERM_ENDED, renewals.NOT_RECERTIFIED,
    }  # fmt: skip
    assert reasons <= courses.REASONS.keys()
    assert courses.PROPOSED.keys() == confirmations.CARRY_OUT.keys()
    assert set(get_args(ExitKind)) <= courses.EVENTS.keys()
    for codes, names in (
        (SetOffState, courses.DEBTS),
        (RepaymentState, courses.REPAYMENTS),
        (OfferState, courses.OFFERS),
        (Missing, courses.MISSING),
        (renewals.Stage, courses.STAGES),
    ):
        assert set(get_args(codes)) == names.keys()
