"""What the bank did not take is paid again when its account was seen anew, by two people, and not otherwise."""

from tests import bank
from tests.clients import Client, etag
from tests.registry import account_factories as make
from tests.registry.account_factories import FINANCE
from tests.rolled_back import Deliver

CASEWORKER = "maria caseworker"


async def test_a_returned_share_is_paid_again_after_its_account_was_verified_anew(
    paggaio: Client, deliver: Deliver
) -> None:
    share = await make.returned(paggaio, deliver)
    path = f"/account-shares/{share['id']}"
    status, problem, _ = await paggaio.refused("POST", f"{path}/reopen", by=FINANCE, If_Match=etag(share))
    assert (status, problem) == (409, "account-not-verified")
    seen = await paggaio.post(f"{path}/verify-account", by=CASEWORKER, If_Match=etag(share))
    status, problem, _ = await paggaio.refused(
        "POST", f"{path}/reopen", by="maria finance_officer", If_Match=etag(seen)
    )
    assert (status, problem) == (409, "same-actor")
    open_again = await paggaio.post(f"{path}/reopen", by=FINANCE, If_Match=etag(seen))
    assert open_again["status"] == "open"
    _, sent = await make.sent(paggaio, share["run_id"])
    trail = (await paggaio.get(path, by=FINANCE))["transfers"]
    assert [each["state"] for each in trail] == ["returned", "instructed"]
    assert sent.orders[0].end_to_end_id == trail[1]["id"].replace("-", "") != trail[0]["id"].replace("-", "")
    await make.read(paggaio, bank.statement(sent.iban, bank.Booking(amount=sent.total, batch_id=sent.batch_id)))
    assert (await paggaio.get(path, by=FINANCE))["status"] == "paid"


async def test_an_account_changed_after_it_was_verified_is_verified_again(paggaio: Client, deliver: Deliver) -> None:
    share = await make.returned(paggaio, deliver)
    path = f"/account-shares/{share['id']}"
    seen = await paggaio.post(f"{path}/verify-account", by=CASEWORKER, If_Match=etag(share))
    membership = await paggaio.get(f"/memberships/{share['membership_id']}")
    await make.account_confirmed(paggaio, membership["holder_id"])
    paggaio.now = "2026-01-19T09:30:00+02:00"
    other = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    await make.prepared(paggaio, other)
    status, problem, _ = await paggaio.refused("POST", f"{path}/reopen", by=FINANCE, If_Match=etag(seen))
    assert (status, problem) == (409, "account-not-verified")
    again = await paggaio.post(f"{path}/verify-account", by=CASEWORKER, If_Match=etag(seen))
    assert (await paggaio.post(f"{path}/reopen", by=FINANCE, If_Match=etag(again)))["status"] == "open"
