"""Batches are listed by day and merchant, and an owner sees the own ones."""

from tests.clients import Client, person_id
from tests.merchants import factories
from tests.rolled_back import Deliver


async def test_an_owner_sees_the_own_batches(paggaio: Client, deliver: Deliver) -> None:
    own = await factories.accepted(paggaio, owner_id=str(person_id("eleni")))
    other = str(factories.new_id())
    await factories.settled(paggaio, deliver, (own["id"], 1000), (other, 2000))
    assert len((await paggaio.get("/batches"))["items"]) == 2
    (batch,) = (await paggaio.get("/batches", by=factories.OWNER))["items"]
    assert (batch["merchant_id"], batch["status"]) == (own["id"], "closed")
    assert [each["net_minor"] for each in (await paggaio.get(f"/batches?merchant_id={other}"))["items"]] == [2000]
    assert (await paggaio.get("/batches?settlement_date=2026-02-04"))["items"] == []
