"""Complaints: how many came, how many wait, and how long they took."""

from datetime import date

from contracts import registry
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def test_complaints_are_counted_until_they_are_closed(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    for closed_on in (date(2026, 1, 12), date(2026, 1, 20), None):
        grievance = uuid7()
        received = registry.GrievanceReceived(grievance_id=grievance, category="payment", received_on=date(2026, 1, 10))
        town.say(received)
        if closed_on:
            town.say(
                registry.GrievanceClosed(grievance_id=grievance, category="payment", upheld=True, closed_on=closed_on)
            )
    await readings.hear_all(log)
    found = {each["code"]: each["value"] for each in await readings.get("/indicators?audience=caseworkers")}
    assert (found["grievances_received"], found["grievances_open"], found["grievance_days_median"]) == (3, 1, 2)
    assert "payments" not in found
