"""A membership's history is told from its end to its beginning, and what happened on one day in its order, too."""

from datetime import date
from uuid import UUID, uuid4

from services.console.clients.registry.memberships import Course, Exit, Membership, Suspension, happened, people_of

DAY = date(2026, 3, 10)
PROPOSED, AGREED = uuid4(), uuid4()
RIGHT = Membership(
    id=uuid4(), version=4, application_id=uuid4(), household_id=uuid4(), holder_id=uuid4(), programme="gmi",
    state="exited", currency="EUR", monthly_amount_minor=432_00, card_share_minor=216_00, account_share_minor=216_00,
    starts_on=date(2026, 2, 1), ends_on=date(2026, 7, 31), exited_on=DAY,
)  # fmt: skip
PAUSE = Suspension(
    reason="tax_discrepancy", suspended_on=DAY, suspended_by=AGREED, lifted_on=DAY, lifted_reason="tax_clarified",
    lift_proposed_by=PROPOSED, lifted_by=AGREED, arrears=[],
)  # fmt: skip
ENDED = Exit(kind="revoked", reason="false_statement", exited_on=DAY, proposed_by=PROPOSED, decided_by=AGREED)


def course() -> Course:
    """A membership that was suspended, went on and was revoked on one day."""
    return Course(
        membership=RIGHT, allowed=[], suspension_reasons=[], lifting_reasons=[], exit_reasons=[],
        revocation_reasons=[], suspensions=[PAUSE], exit=ENDED, credited=[], set_offs=[],
    )  # fmt: skip


def test_the_newest_is_told_first() -> None:
    assert [each.what for each in happened(course())] == ["revoked", "lifted", "suspended", "began"]


def test_whoever_had_to_do_with_it_is_named() -> None:
    people: set[UUID | None] = {PROPOSED, AGREED}
    assert people_of(course()) - {None} == people
