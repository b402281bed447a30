"""Agreements: nobody agrees to what they proposed, nor to what somebody close to them receives."""

from tests.clients import Client, etag
from tests.incubator import awarding, factories
from tests.incubator.conftest import MANAGER


async def test_who_is_close_to_the_recipient_neither_proposes_nor_agrees(al_koura: Client) -> None:
    award = await awarding.planned(al_koura)
    recipient = await al_koura.get(f"/persons/{award['recipient_id']}")
    relative = await factories.new_person(al_koura, phone=recipient["phone"])
    path = f"/awards/{award['id']}/commitments"
    by = f"{relative['id']} incubator_officer,programme_manager"
    refusal = await al_koura.refused("POST", path, by=by, If_Match=etag(award))
    assert (refusal[1], refusal[2]["conflicts"]) == ("conflict-of-interest", ["same_phone"])
    proposal = await al_koura.post(path, If_Match=etag(award))
    approve = f"/award-proposals/{proposal['id']}/approve"
    agreeing = {"payload_hash": proposal["payload_hash"]}
    assert (await al_koura.refused("POST", approve, agreeing, by=by))[1] == "conflict-of-interest"
    own = f"{award['recipient_id']} programme_manager"
    assert (await al_koura.refused("POST", approve, agreeing, by=own))[1] == "same-actor"
    await al_koura.post(approve, agreeing, by=MANAGER)
    assert (await al_koura.refused("POST", approve, agreeing, by="hala programme_manager"))[0] == 409


async def test_what_waits_is_listed_and_can_be_refused(al_koura: Client) -> None:
    award = await awarding.planned(al_koura)
    founded = await factories.registered(al_koura)
    other = await al_koura.post(f"/enterprises/{founded['id']}/accreditations", If_Match=etag(founded))
    assert (await al_koura.refused("GET", f"/award-proposals/{other['id']}"))[0] == 404
    path = f"/awards/{award['id']}/commitments"
    proposal = await al_koura.post(path, If_Match=etag(award))
    assert (await al_koura.get("/award-proposals", by=MANAGER))["items"] == [proposal]
    assert (await al_koura.get(f"/award-proposals/{proposal['id']}"))["payload"]["amount_minor"] == 5_000_000
    assert (await al_koura.refused("POST", path, If_Match=etag(award)))[:2] == (409, "proposal-open")
    refused = await al_koura.post(f"/award-proposals/{proposal['id']}/reject", by=MANAGER)
    assert refused["state"] == "rejected"
