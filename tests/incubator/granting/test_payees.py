"""Payees: verified again by somebody else than who releases, and paid only after that has cooled."""

from tests.clients import Client
from tests.incubator import awarding
from tests.incubator.conftest import MANAGER
from tests.rolled_back import Deliver


async def test_a_payee_is_verified_by_another_and_cools(al_koura: Client, deliver: Deliver) -> None:
    award = await awarding.committed(al_koura, deliver)
    path, check = f"/awards/{award['id']}/payee-checks", {"method": "bank_letter"}
    assert (await al_koura.refused("POST", path, check))[:2] == (409, "payee-unknown")
    merchant_id = await awarding.merchant_of(al_koura, deliver, award)
    first = await awarding.accepted(al_koura, (await awarding.milestones_of(al_koura, award))[0])
    release = f"/milestones/{first['id']}/tranches"
    assert (await al_koura.refused("POST", release, by=MANAGER))[:2] == (409, "payee-not-verified")
    own = f"{award['recipient_id']} incubator_officer"
    assert (await al_koura.refused("POST", path, check, by=own))[:2] == (409, "same-actor")
    kept = await al_koura.post(path, check)
    assert (kept["merchant_id"], kept["checked_on"]) == (merchant_id, "2026-02-02")
    assert await al_koura.get(path, by=MANAGER) == [kept]
    assert (await al_koura.refused("POST", release, by=MANAGER))[:2] == (409, "payee-not-verified")
    al_koura.now = "2026-02-05T09:00:00+03:00"
    checker = "amal programme_manager"
    assert (await al_koura.refused("POST", release, by=checker))[:2] == (409, "same-actor")
    assert (await awarding.released(al_koura, first))["state"] == "released"


async def test_a_check_grows_old(al_koura: Client, deliver: Deliver) -> None:
    _, (first, _) = await awarding.payable(al_koura, deliver)
    al_koura.now = "2026-04-30T09:00:00+03:00"
    refusal = await al_koura.refused("POST", f"/milestones/{first['id']}/tranches", by=MANAGER)
    assert refusal[:2] == (409, "payee-not-verified")
