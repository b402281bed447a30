"""What waits for auditors: alerts that nobody has taken, and those that one has taken oneself."""

from tests.clients import Client, etag, person_id
from tests.reporting.alerting import cut_up, look_for_all
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO

ELENI, NIKOS = "eleni auditor", "nikos auditor"


async def waiting(office: Client, by: str) -> dict[str, int]:
    return {each["code"]: each["number"] for each in await office.get("/waiting-work", by=by)}


async def test_an_alert_waits_for_all_auditors_until_one_takes_it_and_then_for_that_one(readings: Readings) -> None:
    office = Client(readings.http, readings.settings, readings.settings.municipalities[PAGGAIO], by=ELENI)
    assert await waiting(office, ELENI) == {}
    await readings.hear_all(cut_up())
    await look_for_all(readings.worker)
    assert await waiting(office, ELENI) == await waiting(office, NIKOS) == {"alerts_to_take": 1}
    (alert,) = (await office.get("/alerts"))["items"]
    path = f"/alerts/{alert['id']}"
    taken = await office.post(f"{path}/assign", {"assignee_id": str(person_id("nikos"))}, If_Match=etag(alert))
    assert (await waiting(office, ELENI), await waiting(office, NIKOS)) == ({}, {"alerts_to_conclude": 1})
    closing = {"conclusion": "explained", "reason": "Three children were sent to the shop."}
    await office.post(f"{path}/close", closing, by=NIKOS, If_Match=etag(taken))
    assert await waiting(office, NIKOS) == {}
