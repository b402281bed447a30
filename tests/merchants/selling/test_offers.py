"""An offer spends public money or a shop's own: proposed by one person, published by another, ended by either."""

from typing import Any

import pytest

from tests.clients import Client, person_id
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
    told = factories.OPEN_TERMS | factories.offer() | {"offer_id": offer["id"], "currency": "EUR", "merchant_id": None}
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


async def test_an_owner_offers_own_discounts_and_no_public_money(paggaio: Client, said: Said) -> None:
    own = await factories.accepted(paggaio, owner_id=str(person_id("eleni")))
    other = await factories.accepted(paggaio)
    terms = {"categories": ["5411"], "areas": ["640"], "minimum_minor": 500, "household_month_minor_max": 900}
    discount = factories.offer(merchant_id=own["id"], funded_by="merchant", stacks=True, **terms)
    owner = factories.OWNER
    bonus = factories.offer(merchant_id=own["id"])
    assert await refusal(paggaio, "/offers", bonus, by=owner) == "403 forbidden"
    assert await refusal(paggaio, "/offers", discount | {"merchant_id": other["id"]}, by=owner) == "404 not-found"
    offer = await paggaio.post("/offers", discount, by=owner)
    approval = {"payload_hash": offer["payload_hash"]}
    assert await refusal(paggaio, f"/offers/{offer['id']}/publish", approval, by=owner) == "403 forbidden"
    await paggaio.post(f"/offers/{offer['id']}/publish", approval, by=factories.SECOND)
    name, told = (await said())[-1]
    assert (name, told) == ("offer_published", {k: v for k, v in told.items() if k not in discount} | discount)
    assert (await paggaio.post(f"/offers/{offer['id']}/end", by=owner))["status"] == "ended"
    theirs = await paggaio.post("/offers", discount | {"merchant_id": other["id"]})
    assert await refusal(paggaio, f"/offers/{theirs['id']}/reject", by=owner) == "404 not-found"
    kind = await paggaio.post("/offers", factories.offer())
    assert await refusal(paggaio, f"/offers/{kind['id']}/reject", by=owner) == "403 forbidden"


@pytest.mark.parametrize(
    "wrong",
    [
        {"funded_by": "merchant"},
        {"bonus_basis_points": 10_000, "funded_by": "merchant", "merchant_id": ""},
        {"categories": ["food"]},
        {"minimum_minor": -1},
        {"household_month_minor_max": 0},
    ],
)
async def test_terms_that_contradict_themselves_are_malformed(paggaio: Client, wrong: dict[str, Any]) -> None:
    if "merchant_id" in wrong:
        wrong = wrong | {"merchant_id": (await factories.accepted(paggaio))["id"]}
    assert await refusal(paggaio, "/offers", factories.offer(**wrong)) == "400 malformed"


async def test_a_proposal_is_rejected_or_expires(paggaio: Client) -> None:
    rejected = await paggaio.post("/offers", factories.offer())
    assert (await paggaio.post(f"/offers/{rejected['id']}/reject"))["status"] == "rejected"
    offer = await paggaio.post("/offers", factories.offer())
    paggaio.now = "2026-02-04T09:30:00+02:00"
    approval = {"payload_hash": offer["payload_hash"]}
    assert await refusal(paggaio, f"/offers/{offer['id']}/publish", approval, by=MANAGER) == "409 proposal-expired"
    assert [each["id"] for each in (await paggaio.get("/offers?status=rejected"))["items"]] == [rejected["id"]]
    assert (await paggaio.get(f"/offers?merchant_id={factories.new_id()}"))["items"] == []


async def test_another_tenant_does_not_see_an_offer(paggaio: Client, al_koura: Client) -> None:
    offer = await paggaio.post("/offers", factories.offer())
    assert (await al_koura.send("GET", f"/offers/{offer['id']}")).status_code == 404
    approval = {"payload_hash": offer["payload_hash"]}
    assert await refusal(al_koura, f"/offers/{offer['id']}/publish", approval, by=MANAGER) == "404 not-found"
