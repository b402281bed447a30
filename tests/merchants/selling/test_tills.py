"""A till enrols once by a code that lives ten minutes, and is stopped for good."""

import base64

from contracts.cards import TillBlocked
from contracts.till_signature import key_id
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client, person_id
from tests.merchants import factories
from tests.merchants.conftest import Said, refusal
from tests.merchants.settling.test_grants import message
from tests.rolled_back import Deliver


async def enrol(client: Client, code: str, key: str, **changes: str) -> str:
    """Try to enrol, and return status and problem type."""
    return await refusal(client, "/till-enrolments", {"code": code, "public_key": key} | changes, by="-")


async def test_a_till_enrols_by_its_code(paggaio: Client, said: Said) -> None:
    given = await factories.code(paggaio)
    key = factories.public_key()
    body = {"code": given["code"], "public_key": key, "name": "Ταμείο 1"}
    till = await paggaio.post("/till-enrolments", body, by="-")
    assert till["outlet_id"] == given["outlet_id"]
    assert till["key_id"] == key_id(base64.urlsafe_b64decode(key + "="))
    assert (await said())[-1] == (
        "till_enrolled",
        {
            "till_id": till["id"],
            "merchant_id": till["merchant_id"],
            "key_id": till["key_id"],
            "public_key": key,
            "area": "Ελευθερούπολη",
            "outlet_id": till["outlet_id"],
            "former_key_until": None,
        },
    )
    assert await paggaio.get(f"/tills/{till['id']}") == till
    assert (await paggaio.get(f"/merchants/{till['merchant_id']}/tills"))["items"] == [till]


async def test_a_code_enrols_one_till(paggaio: Client, said: Said) -> None:
    given = await factories.code(paggaio)
    key = factories.public_key()
    spelled = given["code"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    first = await paggaio.post("/till-enrolments", {"code": spelled, "public_key": key}, by="-")
    repeated = await paggaio.post("/till-enrolments", {"code": given["code"], "public_key": key}, by="-")
    assert repeated == first
    assert await enrol(paggaio, given["code"], factories.public_key()) == "409 code-used"
    assert [type for type, _ in await said()].count("till_enrolled") == 1


async def test_a_code_expires_after_ten_minutes(paggaio: Client) -> None:
    given = await factories.code(paggaio)
    paggaio.now = "2026-02-02T09:40:00+02:00"
    assert await enrol(paggaio, given["code"], factories.public_key()) == "409 code-expired"
    paggaio.now = "2026-02-02T09:39:59+02:00"
    await paggaio.post("/till-enrolments", {"code": given["code"], "public_key": factories.public_key()}, by="-")


async def test_an_unknown_code_or_a_bad_key_is_refused(paggaio: Client) -> None:
    given = await factories.code(paggaio)
    assert await enrol(paggaio, "ABCD-EFGH-JKMN", factories.public_key()) == "404 code-unknown"
    assert await enrol(paggaio, given["code"], "A" * 42) == "400 malformed"
    # 43 letters hold 258 bits: the last two belong to no byte of the key and have to be zero.
    assert await enrol(paggaio, given["code"], factories.public_key()[:-1] + "B") == "400 malformed"


async def test_a_key_is_enrolled_once(paggaio: Client) -> None:
    till = await factories.till(paggaio)
    given = await factories.code(paggaio)
    assert await enrol(paggaio, given["code"], till["public_key"]) == "409 key-enrolled"


async def test_a_code_belongs_to_its_tenant(paggaio: Client, al_koura: Client) -> None:
    iban = {"bank_account": {"iban": factories.jordanian_iban(), "holder": "Sara"}}
    merchant = await factories.accepted(al_koura, **iban, registration_number="12345", contact=None)
    place = await factories.outlet(al_koura, merchant)
    given = await al_koura.post(f"/outlets/{place['id']}/enrolment-codes")
    body = {"code": given["code"], "public_key": factories.public_key()}
    till = await paggaio.post("/till-enrolments", body, by="-")
    assert (await paggaio.send("GET", f"/tills/{till['id']}")).status_code == 404
    assert await refusal(paggaio, f"/tills/{till['id']}/stop", {"reason": "lost"}) == "404 not-found"
    assert (await al_koura.get(f"/tills/{till['id']}"))["status"] == "enrolled"


async def test_tills_enrol_at_accepted_merchants_only(paggaio: Client) -> None:
    merchant = await factories.verified(paggaio)
    place = await factories.outlet(paggaio, merchant)
    assert await refusal(paggaio, f"/outlets/{place['id']}/enrolment-codes") == "409 merchant-takes-no-cards"


async def test_a_stopped_till_stays_stopped(paggaio: Client, said: Said) -> None:
    till = await factories.till(paggaio)
    path = f"/tills/{till['id']}/stop"
    stopped = await paggaio.post(path, {"reason": "stolen"})
    assert (stopped["status"], stopped["stop_reason"]) == ("stopped", "stolen")
    assert (await said())[-1] == (
        "till_stopped",
        {"till_id": till["id"], "merchant_id": till["merchant_id"], "reason": "stolen"},
    )
    assert await refusal(paggaio, path, {"reason": "lost"}) == "409 transition-forbidden"


async def test_a_till_that_the_card_desk_stopped_is_stopped_for_its_shop_too(paggaio: Client, deliver: Deliver) -> None:
    till, mine = await factories.till(paggaio), await factories.till(paggaio)
    stolen = await paggaio.post(f"/tills/{mine['id']}/stop", {"reason": "stolen"})
    for each in (till, mine):
        about = {"till_id": each["id"], "merchant_id": each["merchant_id"]}
        block_id = uuid7()
        blocked = message(paggaio, TillBlocked, block_id, block_id=str(block_id), **about)
        assert await deliver(blocked) is Outcome.APPLIED
    stopped = await paggaio.get(f"/tills/{till['id']}")
    assert (stopped["status"], stopped["stop_reason"]) == ("stopped", "card_desk")
    assert stopped["stopped_at"] is not None
    assert await paggaio.get(f"/tills/{mine['id']}") == stolen, "what was stopped before keeps its reason"
    assert await refusal(paggaio, f"/tills/{till['id']}/stop", {"reason": "card_desk"}) == "400 malformed"


async def test_an_owner_gives_codes_and_stops_tills_of_the_own_shop(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio, owner_id=str(person_id("eleni")))
    place = await factories.outlet(paggaio, merchant)
    given = await paggaio.post(f"/outlets/{place['id']}/enrolment-codes", by=factories.OWNER)
    body = {"code": given["code"], "public_key": factories.public_key()}
    till = await paggaio.post("/till-enrolments", body, by="-")
    stop = f"/tills/{till['id']}/stop"
    assert await refusal(paggaio, stop, {"reason": "closed"}, by="kostas merchant_owner") == "404 not-found"
    await paggaio.post(stop, {"reason": "closed"}, by=factories.OWNER)


async def test_a_till_that_has_sold_nothing_for_days_is_listed_as_silent(paggaio: Client, deliver: Deliver) -> None:
    till = await factories.till(paggaio)

    async def silent(day: str, **by: str) -> list[str]:
        paggaio.now = f"{day}T12:00:00+02:00"
        return [each["id"] for each in (await paggaio.get("/silent-tills", by=by.get("by", "")))["items"]]

    assert await silent("2026-02-08") == []
    assert await silent("2026-02-10") == [till["id"]]
    assert await silent("2026-02-10", by=factories.OWNER) == []
    for merchant_id, expected in ((till["merchant_id"], [till]), (str(factories.new_id()), [])):
        assert (await paggaio.get(f"/silent-tills?merchant_id={merchant_id}"))["items"] == expected
    sold = {"till_id": till["id"], "settlement_date": "2026-02-09"}
    await deliver(factories.payment(paggaio, till["merchant_id"], **sold))
    assert await silent("2026-02-16") == []
    assert await silent("2026-02-17") == [till["id"]]
    await paggaio.post(f"/tills/{till['id']}/stop", {"reason": "lost"})
    assert await silent("2026-02-17") == []
