"""When registry erases a person, what merchants keeps of the owner goes too; an account only when nothing is owed."""

import msgspec

from tests.clients import Client
from tests.merchants import factories
from tests.merchants.conftest import example
from tests.rolled_back import Deliver

EVENT = example("registry.person_erased.v1")
MESSAGE = msgspec.json.encode(EVENT)


async def test_the_contact_of_an_erased_owner_is_shredded(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio, owner_id=str(EVENT.subject))
    (account,) = await paggaio.get(f"/merchants/{merchant['id']}/bank-accounts")
    assert [await deliver(MESSAGE) for _ in range(2)] == ["applied", "duplicate"]
    gone = await paggaio.send("GET", f"/merchants/{merchant['id']}/contact")
    assert (gone.status_code, gone.json()["type"]) == (404, "/problems/person-erased")
    assert (await paggaio.get(f"/bank-accounts/{account['id']}/details"))["iban"]


async def test_the_account_of_a_merchant_that_has_left_is_shredded(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio, owner_id=str(EVENT.subject))
    (account,) = await paggaio.get(f"/merchants/{merchant['id']}/bank-accounts")
    await paggaio.post(f"/merchants/{merchant['id']}/leave", {"ends_on": "2026-02-02", "reason": "closed_down"})
    await deliver(MESSAGE)
    assert (await paggaio.send("GET", f"/bank-accounts/{account['id']}/details")).status_code == 404


async def test_other_merchants_keep_their_contacts(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    await deliver(MESSAGE)
    assert (await paggaio.get(f"/merchants/{merchant['id']}/contact"))["name"] == "Ελένη Παπαδοπούλου"
