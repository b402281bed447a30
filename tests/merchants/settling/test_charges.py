"""Charges: fees and claw-backs lessen the next payout, are carried when it is too small, and stand in the statement."""

from typing import Any

from contracts.cards import MerchantCharged
from services.kit.events.inbox import Outcome
from tests.clients import Client, person_id
from tests.merchants import factories
from tests.merchants.factories import new_id
from tests.merchants.settling.test_grants import message
from tests.rolled_back import Deliver

STATEMENT = "/merchants/{}/statement{}?first=2026-01-01&last=2026-02-28"


async def charged(client: Client, deliver: Deliver, merchant: Any, amount_minor: int, **about: Any) -> str:
    """A charge that cards has made."""
    charge_id = new_id()
    known = {"charge_id": str(charge_id), "merchant_id": merchant["id"], "amount_minor": amount_minor}
    told = message(client, MerchantCharged, charge_id, **known, **about)
    assert await deliver(told) is Outcome.APPLIED
    return str(charge_id)


async def test_charges_are_netted_and_named(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio, owner_id=str(person_id("eleni")))
    await factories.settled(paggaio, deliver, (merchant["id"], 5_000))
    fee = await charged(paggaio, deliver, merchant, 150)
    taken = {"kind": "claw_back", "month": None}
    await charged(paggaio, deliver, merchant, 1_000, **taken)
    await charged(paggaio, deliver, merchant, 150, reverses_id=fee)
    assert (await factories.written(paggaio))["total_minor"] == 4_000
    statement = await paggaio.get(STATEMENT.format(merchant["id"], ""))
    sums = statement["sums"]
    assert (sums["fees_minor"], sums["claw_backs_minor"], sums["closing_minor"]) == (0, -1_000, 0)
    assert [each["amount_minor"] for each in statement["charges"]] == [-150, -1_000, 150]
    assert {each["payout_id"] for each in statement["charges"]} == {statement["payouts"][0]["payout_id"]}
    table = (await paggaio.send("GET", STATEMENT.format(merchant["id"], "/table"))).text
    assert ",claw_back," in table
    assert table.count(",fee,") == 2
    paggaio.now = "2099-02-04T09:30:00+02:00"
    feed = f"/merchants/{merchant['id']}/statement/lines"
    first = await paggaio.get(f"{feed}?limit=2", by=factories.OWNER)
    rest = await paggaio.get(f"{feed}?limit=2&cursor={first['next']}", by=factories.OWNER)
    lines = first["items"] + rest["items"]
    assert [(each["kind"], each["net_minor"]) for each in lines] == [
        ("payment", 5_000), ("fee", -150), ("claw_back", -1_000), ("fee", 150),
    ]  # fmt: skip
    assert {each["payout_id"] for each in lines} == {statement["payouts"][0]["payout_id"]}


async def test_what_is_not_earned_yet_is_carried(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 5_000))
    await charged(paggaio, deliver, merchant, 6_000)
    sums = (await paggaio.get(STATEMENT.format(merchant["id"], "")))["sums"]
    assert (sums["fees_minor"], sums["closing_minor"]) == (-6_000, -1_000)
