"""A consent is in force from when it is given until it is withdrawn."""

from tests.clients import Client, etag
from tests.registry import factories

SUPERVISOR = "eleni supervisor"


async def test_a_consent_is_recorded_once_and_ends_when_withdrawn(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    body = {"person_id": person["id"], "purpose": "cross_checks"}
    first = await paggaio.post("/consents", body)
    assert (await paggaio.post("/consents", body))["id"] == first["id"]
    await paggaio.post(f"/consents/{first['id']}/withdraw")
    assert (await paggaio.send("POST", f"/consents/{first['id']}/withdraw")).status_code == 404
    assert (await paggaio.post("/consents", body))["id"] != first["id"]


async def test_a_consent_needs_a_person_of_this_municipality(paggaio: Client, al_koura: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    body = {"person_id": person["id"], "purpose": "cross_checks"}
    assert (await al_koura.send("POST", "/consents", body)).status_code == 404


async def test_a_consent_withdrawn_after_the_recommendation_stops_the_approval(paggaio: Client) -> None:
    moved = await factories.recommended(paggaio)
    case = await paggaio.get(f"/applications/{moved['id']}")
    await paggaio.post(f"/consents/{case['consents'][0]['id']}/withdraw")
    answer = await paggaio.send(
        "POST", f"/applications/{moved['id']}/decide", {"outcome": "approved"}, by=SUPERVISOR, If_Match=etag(moved)
    )
    assert answer.json()["type"] == "/problems/consent-missing"
    assert answer.json()["person_ids"] == [case["members"][0]["person_id"]]
