"""Schedules by vectors: the first tranche is small, the sum is the award, and only what was accepted is paid."""

from datetime import date, timedelta

import pytest

from services.incubator.calling.funds import AwardTerms
from services.incubator.granting import schedules
from services.incubator.granting.schedules import NewMilestone, Schedule

TERMS = AwardTerms(first_tranche_basis_points_max=3_000, payee_cooling_days=3, payee_check_days=60)
BEGIN, END = date(2026, 2, 2), date(2026, 12, 31)


def schedule(
    *amounts: int, due_on: date = END, ends_on: date = END, evidence: tuple[str, ...] = ("invoice",)
) -> Schedule:
    milestones = [NewMilestone(title="…", due_on=due_on, amount_minor=each, evidence=evidence) for each in amounts]
    return Schedule(ends_on=ends_on, milestones=tuple(milestones))


@pytest.mark.parametrize(
    ("planned", "pointers"),
    [
        (schedule(300, 700), []),
        (schedule(1, 999), []),
        (schedule(300, 350, 350), []),
        (schedule(301, 699), ["/milestones/0/amount_minor"]),
        (schedule(1_000), ["/milestones/0/amount_minor"]),
        (schedule(300, 699), ["/milestones"]),
        (schedule(300, 701), ["/milestones"]),
        (schedule(300, 700, due_on=END + timedelta(1)), ["/milestones/0/due_on", "/milestones/1/due_on"]),
        (schedule(300, 700, due_on=BEGIN, ends_on=BEGIN), []),
        (schedule(300, 700, due_on=BEGIN - timedelta(1)), ["/milestones/0/due_on", "/milestones/1/due_on"]),
        (schedule(300, 700, ends_on=BEGIN + timedelta(731)), ["/ends_on"]),
        (schedule(300, 700, evidence=("a", "a")), ["/milestones/0/evidence", "/milestones/1/evidence"]),
    ],
)
def test_a_schedule_keeps_to_the_terms(planned: Schedule, pointers: list[str]) -> None:
    assert [fault.pointer for fault in schedules.faults_of(TERMS, 1_000, planned, BEGIN)] == pointers


@pytest.mark.parametrize(
    ("number", "accepted", "paid"),
    [(1, {1}, True), (1, set(), False), (2, {2}, False), (3, {1, 3}, True), (2, {1, 3}, False)],
)
def test_the_first_tranche_comes_first_and_the_others_in_any_order(
    number: int, accepted: set[int], *, paid: bool
) -> None:
    assert schedules.may_be_paid(number, accepted) is paid


@pytest.mark.parametrize(("days", "fresh"), [(0, False), (2, False), (3, True), (60, True), (61, False)])
def test_a_check_of_the_payee_cools_and_ages(days: int, *, fresh: bool) -> None:
    assert schedules.payee_is_fresh(TERMS, BEGIN, BEGIN + timedelta(days)) is fresh


@pytest.mark.parametrize(("days", "faults"), [(-1, 1), (0, 1), (1, 0), (180, 0), (181, 1)])
def test_an_extension_is_later_by_no_more_than_the_terms_let(days: int, faults: int) -> None:
    assert len(schedules.faults_of_extension(TERMS, END, END + timedelta(days))) == faults


@pytest.mark.parametrize(("spent", "faults"), [(0, 0), (500, 0), (501, 1)])
def test_nobody_spends_more_than_was_paid(spent: int, faults: int) -> None:
    assert len(schedules.faults_of_spending(500, spent)) == faults


def test_what_is_missing_is_named() -> None:
    assert schedules.missing_evidence(["invoice", "photo"], {"photo", "other"}) == ["invoice"]
