"""Where a merchant is paid: in the vault, verified by a second person, and changed only after a cooling period."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client
from tests.merchants import factories
from tests.merchants.conftest import refusal
from tests.rolled_back import Deliver


async def test_who_entered_an_account_does_not_verify_it(paggaio: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    (account,) = await paggaio.get(f"/merchants/{merchant['id']}/bank-accounts")
    assert "iban" not in account
    path = f"/bank-accounts/{account['id']}"
    assert await refusal(paggaio, f"{path}/verify") == "409 same-actor"
    checked = await paggaio.post(f"{path}/verify", by=factories.SECOND)
    assert (checked["status"], checked["usable_from"]) == ("verified", "2026-02-02")
    assert await refusal(paggaio, f"{path}/reject", by=factories.SECOND) == "409 transition-forbidden"


async def test_the_database_too_wants_a_second_person(paggaio: Client, connection: Connection) -> None:
    await factories.verified(paggaio)
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute("UPDATE bank_accounts SET checked_by = entered_by")


async def test_who_looks_at_a_number_is_kept(paggaio: Client, connection: Connection) -> None:
    body = factories.application()
    merchant = await paggaio.post("/merchants", body)
    (account,) = await paggaio.get(f"/merchants/{merchant['id']}/bank-accounts")
    details = await paggaio.get(f"/bank-accounts/{account['id']}/details", by=factories.SECOND)
    assert details == {
        "iban": body["bank_account"]["iban"],
        "holder": "Ελένη Παπαδοπούλου-Ωνάση",
        "holder_latin": "Eleni Papadopoulou-Onasi",
    }
    row = await connection.fetchrow("SELECT purpose FROM audit_entries WHERE object_id = $1", account["id"])
    assert row is not None
    assert row["purpose"] == "bank_account_check"


@pytest.mark.parametrize("iban", ["GR1601101050000010547023796", "GR16", "XX00", "JO94CBJO00"])
async def test_a_wrong_iban_is_refused(paggaio: Client, iban: str) -> None:
    merchant = await paggaio.post("/merchants", factories.application(bank_account=None))
    answer = await paggaio.send("POST", f"/merchants/{merchant['id']}/bank-accounts", factories.bank_account(iban=iban))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/iban"
    application = factories.application(bank_account=factories.bank_account(iban=iban))
    answer = await paggaio.send("POST", "/merchants", application)
    assert answer.json()["errors"][0]["pointer"] == "/bank_account/iban"


async def test_one_change_waits_at_a_time(paggaio: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    path = f"/merchants/{merchant['id']}/bank-accounts"
    assert await refusal(paggaio, path, factories.bank_account()) == "409 bank-account-waiting"
    (account,) = await paggaio.get(path)
    await paggaio.post(f"/bank-accounts/{account['id']}/reject", by=factories.SECOND)
    await paggaio.post(path, factories.bank_account())


async def test_a_changed_account_is_paid_only_after_the_cooling_period(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    path = f"/merchants/{merchant['id']}/bank-accounts"
    (first,) = await paggaio.get(path)
    second = await paggaio.post(path, factories.bank_account())
    changed = await paggaio.post(f"/bank-accounts/{second['id']}/verify", by=factories.SECOND)
    assert changed["usable_from"] == "2026-02-09"
    await factories.settled(paggaio, deliver, (merchant["id"], 1000))
    await factories.settled(paggaio, deliver, (merchant["id"], 2000), day="2026-02-04")
    paggaio.now = "2026-02-08T09:00:00+02:00"
    before = await factories.written(paggaio)
    paggaio.now = "2026-02-09T09:00:00+02:00"
    after = await factories.written(paggaio, "2026-02-04")
    assert before["payouts"][0]["bank_account_id"] == first["id"]
    assert after["payouts"][0]["bank_account_id"] == second["id"]


async def test_another_tenant_does_not_see_an_account(paggaio: Client, al_koura: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    (account,) = await paggaio.get(f"/merchants/{merchant['id']}/bank-accounts")
    answer = await al_koura.send("GET", f"/bank-accounts/{account['id']}/details")
    assert answer.status_code == 404
    assert await refusal(al_koura, f"/bank-accounts/{account['id']}/verify") == "404 not-found"
