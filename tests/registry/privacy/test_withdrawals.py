"""A consent that is taken back ends, and the person is shown what follows."""

from typing import Any

from services.registry.privacy.consents import all_purposes
from services.registry.privacy.withdrawals import EFFECTS
from tests.clients import Client, etag
from tests.registry import factories

SUPERVISOR = "eleni supervisor"


async def test_a_consent_is_withdrawn_once_and_can_be_given_again(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    body = {"person_id": person["id"], "purpose": "cross_checks"}
    first = await paggaio.post("/consents", body)
    ended = await paggaio.post(f"/consents/{first['id']}/withdraw?how=phone")
    assert (ended["consent"]["withdrawn_how"], ended["application_ids"]) == ("phone", [])
    assert (await paggaio.refused("POST", f"/consents/{first['id']}/withdraw"))[0] == 404
    assert (await paggaio.post("/consents", body))["id"] != first["id"]


async def test_a_consent_withdrawn_after_the_recommendation_stops_the_approval_and_says_so(paggaio: Client) -> None:
    moved = await factories.recommended(paggaio)
    case = await paggaio.get(f"/applications/{moved['id']}")
    ended: dict[str, Any] = await paggaio.post(f"/consents/{case['consents'][0]['id']}/withdraw")
    assert ended["application_ids"] == [moved["id"]]
    assert "όλα τα ενήλικα μέλη" in ended["effect"]
    status, problem, document = await paggaio.refused(
        "POST", f"/applications/{moved['id']}/decide", {"outcome": "approved"}, by=SUPERVISOR, If_Match=etag(moved)
    )
    assert (status, problem) == (409, "consent-missing")
    assert document["person_ids"] == [case["members"][0]["person_id"]]


async def test_the_effect_is_said_for_everything_that_can_be_consented_to() -> None:
    assert EFFECTS.keys() == all_purposes().keys()


async def test_who_wants_no_more_messages_gets_letters(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    path = f"/persons/{person['id']}/channel"
    chosen = await paggaio.put(path, {"channel": "sms"}, If_Match=etag(person))
    assert (chosen["chosen"], chosen["used"], chosen["consents"]) == ("sms", "sms", True)
    (consent,) = (await paggaio.get(f"/persons/{person['id']}/consents"))["items"]
    await paggaio.post(f"/consents/{consent['id']}/withdraw")
    assert (await paggaio.get(path))["used"] == "print"
