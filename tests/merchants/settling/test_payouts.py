"""A payout is paid or comes back; what comes back is owed again, to another account when the account was at fault."""

from typing import Any

import pytest

from services.kit.db import Connection
from tests import bank
from tests.bank import Booking, Part, Said
from tests.clients import Client, person_id
from tests.merchants import factories
from tests.merchants.conftest import Said as Told
from tests.merchants.conftest import refusal
from tests.rolled_back import Deliver


async def one(client: Client, merchant: Any) -> Any:
    """The newest payout of a merchant."""
    return (await client.get(f"/payouts?merchant_id={merchant['id']}"))["items"][-1]


async def returned(client: Client, file: Any, reason: str) -> None:
    """A file whose transfers the bank refuses for a reason."""
    sent = await factories.sent(client, file)
    said = [Said(end_to_end_id=order.end_to_end_id, status="RJCT", reason=reason) for order in sent.orders]
    await factories.answered(client, bank.report(sent, *said, group="PART"))


async def test_what_comes_back_is_paid_again_by_the_next_file(paggaio: Client, deliver: Deliver, said: Told) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 5_000))
    await returned(paggaio, await factories.written(paggaio), "MS03")
    (batch,) = (await paggaio.get("/batches"))["items"]
    assert batch["status"] == "returned"
    again = await factories.written(paggaio)
    assert (again["total_minor"], again["payouts"][0]["batch_ids"]) == (5_000, [])
    assert len(again["payouts"][0]["adjustment_ids"]) == 1
    assert await refusal(paggaio, "/bank-files", {"settlement_date": "2026-02-03"}, by=factories.FINANCE) == (
        "409 nothing-to-pay"
    )
    told = [(type, told["amount_minor"]) for type, told in await said() if type.startswith("payout")]
    assert told == [("payout_instructed", 5_000), ("payout_returned", 5_000), ("payout_instructed", 5_000)]


async def test_after_a_fault_of_the_account_only_another_verified_one_is_paid(
    paggaio: Client, deliver: Deliver
) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 5_000))
    await returned(paggaio, await factories.written(paggaio), "AC04")
    payout = await one(paggaio, merchant)
    assert (payout["status"], payout["returned_reason"]) == ("returned", "AC04")
    refused = await paggaio.send("POST", "/bank-files", {"settlement_date": "2026-02-03"}, by=factories.FINANCE)
    assert (refused.status_code, refused.json()["unpayable"]) == (409, [merchant["id"]])
    account = await paggaio.post(f"/merchants/{merchant['id']}/bank-accounts", factories.bank_account())
    await paggaio.post(f"/bank-accounts/{account['id']}/verify", by=factories.SECOND)
    paggaio.now = "2026-02-09T09:30:00+02:00"
    file = await factories.written(paggaio)
    assert file["payouts"][0]["bank_account_id"] == account["id"]


async def test_a_payout_may_be_paid_and_come_back_later(paggaio: Client, deliver: Deliver, said: Told) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 5_000))
    sent = await factories.sent(paggaio, await factories.written(paggaio))
    part = Part(end_to_end_id=sent.orders[0].end_to_end_id, amount="50.00")
    await factories.answered(paggaio, bank.statement(sent.iban, Booking(amount="50.00", parts=(part,))))
    assert (await one(paggaio, merchant))["status"] == "paid"
    assert (await paggaio.get("/batches"))["items"][0]["status"] == "paid"
    back = Booking(
        amount="50.00",
        credit=True,
        day="2026-02-05",
        reference="R1",
        parts=(Part(end_to_end_id=sent.orders[0].end_to_end_id, amount="50.00", reason="AC06"),),
    )
    await factories.answered(paggaio, bank.statement(sent.iban, back, message_id="STM-2"))
    payout = await one(paggaio, merchant)
    assert (payout["status"], payout["paid_on"], payout["returned_on"], payout["returned_reason"]) == (
        "returned", "2026-02-03", "2026-02-05", "AC06",
    )  # fmt: skip
    told = [(type, told.get("reason_code")) for type, told in await said() if type.startswith("payout")]
    assert told == [("payout_instructed", None), ("payout_paid", None), ("payout_returned", "AC06")]


async def test_an_owner_sees_the_own_payouts_only(paggaio: Client, deliver: Deliver) -> None:
    own = await factories.accepted(paggaio, owner_id=str(person_id("eleni")))
    other = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (own["id"], 500), (other["id"], 700))
    await factories.written(paggaio)
    (seen,) = (await paggaio.get("/payouts", by=factories.OWNER))["items"]
    assert seen["merchant_id"] == own["id"]
    hidden = await one(paggaio, other)
    assert (await paggaio.send("GET", f"/payouts/{hidden['id']}", by=factories.OWNER)).status_code == 404


async def test_less_than_the_least_payout_is_carried_unless_the_merchant_has_left(
    paggaio: Client, deliver: Deliver
) -> None:
    small, gone = await factories.accepted(paggaio), await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (small["id"], 99), (gone["id"], 99))
    await paggaio.post(f"/merchants/{gone['id']}/leave", {"ends_on": "2026-02-03", "reason": "closed_down"})
    file = await factories.written(paggaio)
    assert [each["merchant_id"] for each in file["payouts"]] == [gone["id"]]
    await factories.settled(paggaio, deliver, (small["id"], 1), day="2026-02-04")
    paggaio.now = "2026-02-05T09:30:00+02:00"
    assert (await factories.written(paggaio, "2026-02-04"))["total_minor"] == 100


async def test_the_database_lets_no_payout_go_back_to_the_bank(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 5_000))
    await returned(paggaio, await factories.written(paggaio), "MS03")
    await connection.execute("RESET ROLE")
    with pytest.raises(Exception, match="no step"):
        await connection.execute("UPDATE payouts SET status = 'instructed', returned_reason = NULL")
