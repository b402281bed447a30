"""A merchant is verified again each year, by another officer than last; the clock suspends whom nobody looked at."""

from datetime import date

import pytest

from services.kit.db import Connection
from services.merchants.joining.verifications import TIMER, months_on
from tests.clients import Client, etag, person_id
from tests.merchants import factories
from tests.merchants.conftest import Said, Tick, refusal


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 2, 2), 12, date(2027, 2, 1)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 15), 12, date(2027, 12, 14)),
    ],
)
def test_a_verification_holds_until_the_day_before(day: date, months: int, last: date) -> None:
    assert months_on(day, months) == last


async def test_another_officer_verifies_again(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio)
    assert merchant["verified_until"] == "2027-02-01"
    paggaio.now = "2027-01-15T09:00:00+02:00"
    (listed,) = (await paggaio.get("/verifications-due"))["items"]
    assert listed["id"] == merchant["id"]
    path = f"/merchants/{merchant['id']}/verify-again"
    assert await refusal(paggaio, path, by=factories.SECOND, If_Match=etag(listed)) == "409 same-actor"
    assert await refusal(paggaio, path, by=factories.OFFICER, If_Match='"1"') == "412 stale"
    again = await paggaio.post(path, by=factories.OFFICER, If_Match=etag(listed))
    assert (again["status"], again["verified_until"]) == ("accepted", "2028-01-14")
    assert (await paggaio.get("/verifications-due"))["items"] == []
    history = await paggaio.get(f"/merchants/{merchant['id']}/verifications")
    assert [each["verified_by"] for each in history] == [str(person_id("nikos")), str(person_id("anna"))]


async def test_the_owner_does_not_verify_again(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio, owner_id=str(person_id("maria")))
    path = f"/merchants/{merchant['id']}/verify-again"
    assert await refusal(paggaio, path, by="maria merchant_officer", If_Match=etag(merchant)) == "409 same-actor"


async def test_who_has_not_been_verified_yet_is_not_verified_again(paggaio: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    path = f"/merchants/{merchant['id']}/verify-again"
    assert await refusal(paggaio, path, If_Match=etag(merchant)) == "409 transition-forbidden"


async def test_the_clock_suspends_after_the_days_of_grace_and_not_before(
    paggaio: Client, tick: Tick, said: Said
) -> None:
    merchant = await factories.accepted(paggaio)
    path = f"/merchants/{merchant['id']}"
    await tick(TIMER, "2027-03-03T12:00:00+02:00")
    assert (await paggaio.get(path))["status"] == "accepted"
    for _ in range(2):
        await tick(TIMER, "2027-03-04T12:00:00+02:00")
    paggaio.now = "2027-03-05T09:00:00+02:00"
    suspended = await paggaio.get(path)
    assert (suspended["status"], suspended["accepted_until"]) == ("suspended", "2027-03-04")
    told = [told for type, told in await said() if type == "merchant_suspended"]
    assert [(each["suspended_from"], each["reason"]) for each in told] == [("2027-03-04", "papers_expired")]
    accepting = factories.accepting(paggaio)
    assert await refusal(paggaio, f"{path}/accept", accepting) == "409 verification-over"
    await paggaio.post(f"{path}/verify-again", by=factories.OFFICER, If_Match=etag(suspended))
    assert (await paggaio.post(f"{path}/accept", accepting, by=factories.SECOND))["status"] == "accepted"


async def test_a_verification_is_written_once(paggaio: Client, connection: Connection) -> None:
    await factories.accepted(paggaio)
    await connection.execute("RESET ROLE")
    with pytest.raises(Exception, match="verifications"):
        await connection.execute("UPDATE verifications SET valid_until = '2099-01-01'")
