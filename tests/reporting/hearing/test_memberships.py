"""Who was found entitled."""

from datetime import date

from contracts.registry import ApplicationDecided, MembershipExited
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def test_a_decision_overturned_counts_as_its_last_outcome_and_as_reversed(readings: Readings) -> None:
    log = Log()
    town, application = Town(log, PAGGAIO), uuid7()
    for outcome, decided_on in (("rejected", date(2026, 1, 12)), ("approved", date(2026, 1, 28))):
        town.say(
            ApplicationDecided(
                application_id=application, household_id=uuid7(), programme="gmi", outcome=outcome,  # type: ignore[arg-type]
                failed=[], rule_version="gmi/2023-12-01", applied_on=date(2026, 1, 8), decided_on=decided_on,
                currency="EUR", monthly_amount_minor=0,
            )
        )  # fmt: skip
    await readings.hear_all(log)
    found = {each["code"]: each["value"] for each in await readings.get("/indicators", role="auditor")}
    assert (found["applications_approved"], found["applications_rejected"]) == (1, 0)
    assert (found["decisions_reversed"], found["decision_days_median"]) == (1, 20)


async def test_a_membership_that_ended_is_not_active(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    membership = town.entitle()
    town.say(
        MembershipExited(
            membership_id=membership, household_id=uuid7(), programme="gmi", reason="moved_away",
            exited_on=date(2026, 3, 1),
        )
    )  # fmt: skip
    await readings.hear_all(log)
    found = {each["code"]: each["value"] for each in await readings.get("/indicators", role="auditor")}
    assert (found["memberships_active"], found["memberships_exited"]) == (0, 1)
