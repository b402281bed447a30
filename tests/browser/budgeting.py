"""What finance does in journeys: a line opened and funded by two people, a month credited by two."""

from datetime import datetime

from tests.browser.casework import ENROLMENT, DeskOf
from tests.browser.desks import Desk


def fund(desk_of: DeskOf, language: str) -> str:
    """Two people open and fund a budget line; return its path."""
    officer = desk_of("finance_officer.paggaio", language, at=ENROLMENT)
    officer.open("/budget-lines")
    line = officer.send("/budget-lines", {"name": f"ΚΑΕ 00.6736 {language}", "programme": "gmi", "purpose": "benefits"})
    officer.send(f"{line}/fundings", {"amount_minor": "5.000,50" if language == "el" else "5,000.50",
                                      "decision_number": "ΑΔΣ 12/2026"})  # fmt: skip
    assert not officer.page.locator('form[action$="/approve"]').count(), "nobody agrees to their own proposal"
    approver = desk_of("finance_approver.paggaio", language, at=ENROLMENT)
    approver.open(line)
    assert approver.send(approver.action("/approve")) == line
    assert ("5.000,50" if language == "el" else "5,000.50") in approver.text
    approver.picture(f"budget_line_{language}")
    return line


def pay_out(desk_of: DeskOf, language: str, line: str, *, month: str, at: datetime) -> str:
    """A month is calculated and locked by one person, approved by another, and credited; return the run's path."""
    officer = desk_of("finance_officer.paggaio", language, at=at)
    officer.open("/runs")
    run = officer.send("/runs", {"programme": "gmi", "budget_line_id": line.rsplit("/", 1)[1], "month": month})
    credit(desk_of, language, officer, run, at=at)
    return run


def credit(desk_of: DeskOf, language: str, officer: Desk, run: str, *, at: datetime) -> None:
    """A calculated run is locked, agreed to by another person, and credited."""
    officer.send(f"{run}/lock")
    approver = desk_of("finance_approver.paggaio", language, at=at)
    approver.open(run)
    approver.send(approver.action("/approve"))
    approver.wait_for(run, ".state-completed")
    approver.picture(f"run_{language}")
