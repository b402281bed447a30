"""Grants: tranches of awards go into the next bank file and are named with it; what was not spent is netted."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from contracts.cards import CommitmentEnded, GrantCredited
from services.kit.events.inbox import Outcome
from tests import bank
from tests.bank import Said
from tests.clients import Client
from tests.merchants import factories
from tests.merchants.conftest import Said as Told
from tests.merchants.conftest import example
from tests.merchants.factories import new_id
from tests.rolled_back import Deliver

TOLD_AT = datetime(2026, 2, 4, 8, tzinfo=UTC)


def message(client: Client, event: Any, subject: Any, **about: Any) -> bytes:
    """What cards says of an award, in the client's tenant."""
    like = example(event.type)
    content = msgspec.json.decode(like.data) | {"currency": client.tenant.currency} | about
    data = msgspec.Raw(msgspec.json.encode(content))
    changed = {"id": new_id(), "subject": subject, "sequence": 1, "municipality": client.tenant.id, "data": data}
    return msgspec.json.encode(msgspec.structs.replace(like, time=TOLD_AT, **changed))


async def granted(client: Client, deliver: Deliver, merchant: Any, amount_minor: int, kind: str = "award") -> str:
    """A tranche, or an order's payment, that cards has credited to a merchant."""
    grant_id, tranche_id = new_id(), str(new_id())
    about = {"merchant_id": merchant["id"], "tranche_id": tranche_id, "amount_minor": amount_minor, "kind": kind}
    told = message(client, GrantCredited, grant_id, grant_id=str(grant_id), **about)
    assert await deliver(told) is Outcome.APPLIED
    return tranche_id


async def test_a_tranche_and_an_order_are_paid_with_the_sales_and_named_until_they_are_paid(
    paggaio: Client, deliver: Deliver, said: Told
) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 5_000))
    first = await granted(paggaio, deliver, merchant, 20_000)
    file = await factories.written(paggaio)
    assert file["total_minor"] == 25_000
    sent = await factories.sent(paggaio, file)
    refused = [Said(end_to_end_id=each.end_to_end_id, status="RJCT", reason="MS03") for each in sent.orders]
    await factories.answered(paggaio, bank.report(sent, *refused, group="PART"))
    second = await granted(paggaio, deliver, merchant, 1_000, "order")
    assert (await factories.written(paggaio))["total_minor"] == 26_000
    told = [told["tranche_ids"] for type, told in await said() if type == "payout_instructed"]
    assert told == [[first], sorted([first, second])]
    path = f"/merchants/{merchant['id']}/statement?first=2026-01-01&last=2026-02-28"
    sums = (await paggaio.get(path))["sums"]
    assert (sums["grants_minor"], sums["orders_minor"], sums["came_back_minor"]) == (20_000, 1_000, 25_000)
    assert sums["closing_minor"] == 0
    paggaio.now = "2099-02-04T09:30:00+02:00"
    lines = (await paggaio.get(f"/merchants/{merchant['id']}/statement/lines"))["items"]
    assert {each["kind"]: each["id"] for each in lines if each["batch_id"] is None} == {"grant": first, "order": second}


async def test_what_was_not_spent_is_taken_off_the_next_payout(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 5_000))
    ended = new_id()
    about = {"merchant_id": merchant["id"], "award_id": str(new_id()), "recovered_minor": 1_200}
    told = message(paggaio, CommitmentEnded, ended, commitment_id=str(ended), **about)
    assert await deliver(told) is Outcome.APPLIED
    assert (await factories.written(paggaio))["total_minor"] == 3_800
