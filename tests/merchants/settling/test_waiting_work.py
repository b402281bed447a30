"""What waits in the network is counted for the officers, and an account never for whoever entered it."""

from tests.clients import Client, etag, person_id
from tests.merchants.factories import (
    OFFICER,
    OWNER,
    SECOND,
    accepted,
    application,
    dispute,
    greek_iban,
    settled,
    written,
)
from tests.merchants.settling.test_payouts import returned
from tests.rolled_back import Deliver


async def waiting(client: Client, by: str) -> dict[str, int]:
    return {each["code"]: each["number"] for each in await client.get("/waiting-work", by=by)}


async def test_a_new_shop_waits_and_its_account_for_the_second_officer(paggaio: Client, al_koura: Client) -> None:
    merchant = await paggaio.post("/merchants", application(), by=OFFICER)
    assert await waiting(paggaio, OFFICER) == {"merchants_to_verify": 1}
    assert await waiting(paggaio, SECOND) == {"merchants_to_verify": 1, "merchant_accounts_to_verify": 1}
    for account in await paggaio.get(f"/merchants/{merchant['id']}/bank-accounts"):
        await paggaio.post(f"/bank-accounts/{account['id']}/verify", by=SECOND)
    assert await waiting(paggaio, SECOND) == {"merchants_to_verify": 1}
    assert await waiting(al_koura, SECOND) == {}


async def test_a_shop_waits_to_be_verified_again_for_whoever_did_not_look_last_time(paggaio: Client) -> None:
    merchant = await accepted(paggaio)
    again = "merchants_to_verify_again"
    assert again not in await waiting(paggaio, OFFICER), "a year has only begun"
    paggaio.now = "2027-01-15T09:00:00+02:00"
    assert (await waiting(paggaio, OFFICER))[again] == 1
    assert again not in await waiting(paggaio, SECOND), "looked at it last time"
    assert [each["late"] for each in await paggaio.get("/waiting-work", by=OFFICER) if each["code"] == again] == [0]
    paggaio.now = "2027-02-02T09:00:00+02:00"
    assert [each["late"] for each in await paggaio.get("/waiting-work", by=OFFICER) if each["code"] == again] == [1]
    (listed,) = (await paggaio.get("/verifications-due"))["items"]
    await paggaio.post(f"/merchants/{merchant['id']}/verify-again", by=OFFICER, If_Match=etag(listed))
    assert again not in await waiting(paggaio, SECOND)


async def test_an_owner_is_told_what_only_the_own_shop_can_do(paggaio: Client, deliver: Deliver) -> None:
    merchant = await accepted(paggaio, owner_id=str(person_id("eleni")))
    await paggaio.post(f"/merchants/{merchant['id']}/agreements", {"language": "el"}, by=OFFICER)
    await deliver(dispute(paggaio, merchant["id"]))
    assert await waiting(paggaio, OWNER) == {"own_disputes_to_answer": 1, "own_agreements_to_sign": 1}
    assert await waiting(paggaio, "maria merchant_owner") == {}
    (listed,) = (await paggaio.get(f"/disputes?merchant_id={merchant['id']}", by=OWNER))["items"]
    await paggaio.post(f"/disputes/{listed['id']}/answers", {"answer": "amount_is_right"}, by=OWNER)
    assert await waiting(paggaio, OWNER) == {"own_agreements_to_sign": 1}
    await settled(paggaio, deliver, (merchant["id"], 5_000))
    await returned(paggaio, await written(paggaio), "AC04")
    assert await waiting(paggaio, OWNER) == {"own_agreements_to_sign": 1, "own_accounts_to_replace": 1}
    account = {"iban": greek_iban(), "holder": "Eleni Onasi"}
    await paggaio.post(f"/merchants/{merchant['id']}/bank-accounts", account, by=OWNER)
    assert await waiting(paggaio, OWNER) == {"own_agreements_to_sign": 1}
    await paggaio.post(
        f"/merchants/{merchant['id']}/leave", {"ends_on": "2026-12-01", "reason": "closed_down"}, by=OWNER
    )
    assert await waiting(paggaio, OWNER) == {}
