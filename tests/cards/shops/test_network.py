"""The network as merchants tells it, and what counts although it comes late."""

from datetime import date

import msgspec

from contracts import merchants
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from services.kit.events.relay import envelope_of
from tests.cards.factories import DESK, Town


async def test_a_till_waits_for_its_shop(town: Town) -> None:
    event = merchants.TillEnrolled(till_id=uuid7(), merchant_id=uuid7(), key_id="k", public_key="A" * 43)
    assert await town.tell(event) is Outcome.RETRY


async def test_a_suspended_shop_sells_nothing_from_that_day_and_refunds_on(town: Town) -> None:
    sold = await town.receipt(1_000)
    event = merchants.MerchantSuspended(
        merchant_id=town.merchant_id, suspended_from=date(2026, 2, 11), reason="papers_expired"
    )
    await town.tell(event)
    assert (await town.receipt(100))["status"] == "captured"
    town.till.now = "2026-02-11T10:00:00+02:00"
    assert (await town.receipt(100))["decline_code"] == "merchant_refused"
    answer = await town.till.send(f"/payments/{sold['id']}/refunds", b"{}", "back")
    assert answer.status_code == 201


async def test_a_shop_that_begins_tomorrow_sells_nothing_today(town: Town) -> None:
    town.till.now = "2025-12-31T10:00:00+02:00"
    assert (await town.receipt(100))["decline_code"] == "merchant_refused"


async def test_a_stop_said_here_holds_against_a_late_event(town: Town) -> None:
    await town.client.post(f"/tills/{town.till_id}/stop", by=DESK)
    event = merchants.TillEnrolled(
        till_id=town.till_id, merchant_id=town.merchant_id, key_id=str(uuid7()), public_key="A" * 43
    )
    await town.tell(event)
    assert (await town.pay(100)).status_code in (401, 403)


async def test_whoever_stops_a_till_finds_it_among_those_of_its_shop(town: Town) -> None:
    await town.accept_merchant("private")
    (till,) = (await town.client.get(f"/tills?merchant_id={town.merchant_id}", by=DESK))["items"]
    assert (till["id"], till["stopped_at"]) == (str(town.till_id), None)
    await town.client.post(f"/tills/{till['id']}/stop", by=DESK)
    (stopped,) = (await town.client.get(f"/tills?merchant_id={town.merchant_id}", by=DESK))["items"]
    assert stopped["stopped_at"] is not None


async def test_a_stop_said_here_is_told_to_the_shop_once_and_one_that_the_shop_said_is_not(
    town: Town, superuser: Connection
) -> None:
    stolen = town.till_id
    await town.enrol_till(town.merchant_id)
    await town.tell(merchants.TillStopped(till_id=town.till_id, merchant_id=town.merchant_id, reason="lost"))
    for till_id in (town.till_id, stolen, stolen):
        await town.client.post(f"/tills/{till_id}/stop", by=DESK)
    rows = await superuser.fetch("SELECT * FROM outbox ORDER BY position")
    told = [each.data for row in rows if (each := envelope_of(row)).type == "cards.till_blocked.v1"]
    assert [each["till_id"] for each in map(msgspec.json.decode, told)] == [str(stolen)]


async def test_an_ended_offer_adds_nothing(town: Town) -> None:
    await town.open_line("bonus", 1_000)
    offer_id = await town.offer("private", 1_000, 5_000)
    assert (await town.receipt(1_000))["bonus_minor"] == 100
    await town.tell(merchants.OfferEnded(offer_id=offer_id))
    assert (await town.receipt(1_000))["bonus_minor"] == 0


async def test_an_offer_of_another_kind_of_shop_adds_nothing(town: Town) -> None:
    await town.open_line("bonus", 1_000)
    await town.offer("social_enterprise", 1_000, 5_000)
    assert (await town.receipt(1_000))["bonus_minor"] == 0
