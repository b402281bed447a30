"""What waits in the network is counted for the officers, and an account never for whoever entered it."""

from tests.clients import Client
from tests.merchants.factories import OFFICER, SECOND, application


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
