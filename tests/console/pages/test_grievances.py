"""Complaints stand on the page by what they wait for, and a complaint is never offered to whom it is about."""

from datetime import date
from uuid import UUID

import pytest

from services.console.clients.registry.grievances import Complaint
from services.console.pages.grievances import GROUPS, grouped
from services.console.sessions import Session
from services.kit.clock import wall_time
from services.kit.db import uuid7

ME, COLLEAGUE = uuid7(), uuid7()


def complaint(state: str, assigned_to: UUID | None = None) -> Complaint:
    """A complaint in a state."""
    return Complaint(
        id=uuid7(), version=1, reference="7KQX-M3PD", category="card", channel="desk", confidential=False, state=state,
        complainant_id=None, application_id=None, staff_id=None, earlier_id=None, received_on=date(2026, 1, 12),
        received_by=COLLEAGUE, due_on=date(2026, 1, 17), due_soon=False, overdue=False, assigned_to=assigned_to,
        escalated_from=None, answered_by=None, upheld=None, closed_on=None, allowed=[],
    )  # fmt: skip


def session() -> Session:
    """Somebody who is signed in."""
    return Session(person_id=ME, municipality_id=uuid7(), language="el", roles=["caseworker"], seen_at=wall_time())


@pytest.mark.parametrize(
    ("state", "assigned_to", "group"),
    [
        ("received", None, "received"),
        ("assigned", ME, "mine"),
        ("in_review", ME, "mine"),
        ("in_review", COLLEAGUE, "others"),
        ("escalated", None, "escalated"),
        ("answered", ME, "answered"),
    ],
)
def test_a_complaint_stands_where_it_says_what_comes_next(state: str, assigned_to: UUID | None, group: str) -> None:
    (found,) = grouped([complaint(state, assigned_to)], session())
    assert (found.title, found.next) == GROUPS[group]


def test_the_own_ones_stand_first() -> None:
    found = grouped([complaint("received"), complaint("in_review", ME), complaint("in_review", ME)], session())
    assert [(group.title, len(group.complaints)) for group in found] == [
        (GROUPS["mine"][0], 2), (GROUPS["received"][0], 1),
    ]  # fmt: skip
