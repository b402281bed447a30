"""An offer spends public money: proposed by one person, published by another, ended by either."""

from tests.clients import Client
from tests.merchants import factories
from tests.merchants.conftest import Said, refusal

MANAGER = "giorgos programme_manager"


async def test_a_second_person_publishes_what_was_proposed(paggaio: Client, said: Said) -> None:
    offer = await paggaio.post("/offers", factories.offer())
    assert (offer["status"], offer["currency"]) == ("proposed", "EUR")
    path = f"/offers/{offer['id']}/publish"
    approval = {"payload_hash": offer["payload_hash"]}
    assert await refusal(paggaio, path, approval, by=factories.OFFICER) == "409 same-actor"
    assert await refusal(paggaio, path, {"payload_hash": "0" * 64}, by=MANAGER) == "409 proposal-changed"
    assert await said() == []
    published = await paggaio.post(path, approval, by=MANAGER)
    assert published["status"] == "published"
    told = factories.offer() | {"offer_id": offer["id"], "currency": "EUR", "merchant_id": None}
    assert await said() == [("offer_published", told)]
    assert await refusal(paggaio, path, approval, by=MANAGER) == "409 transition-forbidden"


async def test_the_maker_does_not_publish_in_another_role(paggaio: Client) -> None:
    offer = await paggaio.post("/offers", factories.offer(), by="giorgos merchant_officer")
    approval = {"payload_hash": offer["payload_hash"]}
    assert await refusal(paggaio, f"/offers/{offer['id']}/publish", approval, by=MANAGER) == "409 same-actor"


async def test_an_offer_is_ended_at_once_by_one_person(paggaio: Client, said: Said) -> None:
    offer = await paggaio.post("/offers", factories.offer())
    path = f"/offers/{offer['id']}"
    assert await refusal(paggaio, f"{path}/end") == "409 transition-forbidden"
    await paggaio.post(f"{path}/publish", {"payload_hash": offer["payload_hash"]}, by=MANAGER)
    ended = await paggaio.post(f"{path}/end")
    assert ended["status"] == "ended"
    assert (await said())[-1] == ("offer_ended", {"offer_id": offer["id"]})


async def test_an_offer_is_for_a_kind_or_for_one_merchant(paggaio: Client, al_koura: Client) -> None:
    merchant = await factories.accepted(paggaio)
    both = factories.offer(merchant_kind="private", merchant_id=merchant["id"])
    assert await refusal(paggaio, "/offers", both) == "400 malformed"
    assert await refusal(paggaio, "/offers", factories.offer(merchant_kind=None)) == "400 malformed"
    assert await refusal(paggaio, "/offers", factories.offer(valid_until="2026-01-31")) == "400 malformed"
    assert await refusal(al_koura, "/offers", factories.offer(merchant_id=merchant["id"])) == "404 not-found"
    offer = await paggaio.post("/offers", factories.offer(merchant_id=merchant["id"]))
    assert offer["merchant_id"] == merchant["id"]


async def test_a_proposal_is_rejected_or_expires(paggaio: Client) -> None:
    rejected = await paggaio.post("/offers", factories.offer())
    assert (await paggaio.post(f"/offers/{rejected['id']}/reject"))["status"] == "rejected"
    offer = await paggaio.post("/offers", factories.offer())
    paggaio.now = "2026-02-04T09:30:00+02:00"
    approval = {"payload_hash": offer["payload_hash"]}
    assert await refusal(paggaio, f"/offers/{offer['id']}/publish", approval, by=MANAGER) == "409 proposal-expired"
    assert [each["id"] for each in (await paggaio.get("/offers?status=rejected"))["items"]] == [rejected["id"]]


async def test_another_tenant_does_not_see_an_offer(paggaio: Client, al_koura: Client) -> None:
    offer = await paggaio.post("/offers", factories.offer())
    assert (await al_koura.send("GET", f"/offers/{offer['id']}")).status_code == 404
    approval = {"payload_hash": offer["payload_hash"]}
    assert await refusal(al_koura, f"/offers/{offer['id']}/publish", approval, by=MANAGER) == "404 not-found"
