"""A shop pays another one of what it received on open days: once, never more than is free, and settled with the day."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest

from contracts import merchants
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import OFFICER, Town
from tests.clients import Till

AUDITOR = "petra auditor"


async def spend(
    town: Town, payee: UUID, amount: int, key: str = "", till: Till | None = None, **more: Any
) -> httpx.Response:
    body = {"payee_id": str(payee), "amount_minor": amount, "currency": "EUR"} | more
    return await (till or town.till).send("/respends", msgspec.json.encode(body), key or str(uuid7()))


async def paid(town: Town, payee: UUID, amount: int, **more: Any) -> dict[str, Any]:
    answer = await spend(town, payee, amount, **more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def balances(town: Town) -> dict[str, int]:
    return {each["kind"]: each["balance_minor"] for each in (await town.verify())["balances"]}


async def owed(superuser: Connection, merchant_id: UUID) -> int:
    query = "SELECT coalesce(sum(amount_minor), 0) FROM entries JOIN wallets w ON w.id = wallet_id WHERE owner_id = $1"
    return int(await superuser.fetchval(query, merchant_id))


async def close(town: Town, day: str) -> dict[str, Any]:
    town.client.now = f"{day}T12:00:00+02:00"
    found: dict[str, Any] = await town.client.post("/settlement-days", {"settlement_date": day}, by=OFFICER)
    return found


async def said(superuser: Connection, type: str) -> list[dict[str, Any]]:
    rows = await superuser.fetch("SELECT data::text FROM outbox WHERE type = $1 ORDER BY position", type)
    return [msgspec.json.decode(row[0]) for row in rows]


async def test_a_shop_pays_another_one_and_earns_the_bonus(town: Town, superuser: Connection) -> None:
    await town.open_line("bonus", 1_000)
    supplier = await town.accept_merchant("social_enterprise")
    await town.receipt(5_000)
    found = await paid(town, supplier, 2_000)
    assert (found["status"], found["amount_minor"], found["bonus_minor"], found["left_minor"]) == (
        "paid", 2_000, 40, 3_040,
    )  # fmt: skip
    assert [each["passed"] for each in found["decision"]] == [True] * 4
    assert (await owed(superuser, town.merchant_id), await owed(superuser, supplier)) == (3_040, 2_000)
    assert (await balances(town))["pot"] == 960


async def test_money_keeps_its_origin_and_counts_the_shops_that_held_it(town: Town, superuser: Connection) -> None:
    await town.open_line("bonus", 1_000)
    supplier = await town.accept_merchant("private")
    till = await town.enrol_till(supplier)
    await town.receipt(1_000)
    await paid(town, supplier, 1_000)
    back = await paid(town, town.merchant_id, 400, till=till)
    assert back["bonus_minor"] == 0, "who pays in turn earns once"
    await paid(town, supplier, 420)
    (first, second, third) = await said(superuser, "cards.respend_made.v1")
    origin = {"programme": "gmi", "budget_line_id": str(town.line_id), "month": "2026-02-01"}
    assert first["parts"] == [origin | {"hop": 2, "amount_minor": 1_000}]
    assert second["parts"] == [origin | {"hop": 3, "amount_minor": 400}]
    assert [(part["month"], part["hop"], part["amount_minor"]) for part in third["parts"]] == [
        (None, 3, 20), ("2026-02-01", 4, 400),
    ]  # fmt: skip
    await town.verify()


async def test_only_what_was_received_on_open_days_can_be_spent(town: Town) -> None:
    supplier = await town.accept_merchant("private")
    town.till.now = "2026-02-09T10:00:00+02:00"
    await town.receipt(3_000)
    await close(town, "2026-02-09")
    town.till.now = "2026-02-10T10:00:00+02:00"
    await town.receipt(700)
    refused = await paid(town, supplier, 701)
    assert (refused["status"], refused["decline_code"], refused["left_minor"]) == (
        "declined", "not_enough_received", 700,
    )  # fmt: skip
    assert "€7.00" in refused["message"] or "7,00" in refused["message"]
    assert (await paid(town, supplier, 700))["status"] == "paid"
    assert (await paid(town, supplier, 1))["decline_code"] == "not_enough_received"
    await town.verify()


async def test_what_a_refund_of_a_closed_day_takes_back_cannot_be_spent(town: Town) -> None:
    supplier = await town.accept_merchant("private")
    town.till.now = "2026-02-09T10:00:00+02:00"
    payment = await town.receipt(3_000)
    await close(town, "2026-02-09")
    town.till.now = "2026-02-10T10:00:00+02:00"
    await town.receipt(700)
    await town.till.send(f"/payments/{payment['id']}/refunds", b'{"amount_minor": 300}', "back")
    assert (await paid(town, supplier, 401))["left_minor"] == 400
    assert (await paid(town, supplier, 400))["status"] == "paid"
    await town.verify()


async def test_the_day_is_closed_with_what_shops_paid_each_other(town: Town, superuser: Connection) -> None:
    await town.open_line("bonus", 1_000)
    supplier = await town.accept_merchant("private")
    await town.receipt(5_000)
    await paid(town, supplier, 2_000)
    day = await close(town, "2026-02-10")
    assert (day["net_minor"], day["respends_count"], day["merchants"]) == (5_040, 1, 2)
    (told,) = await said(superuser, "cards.settlement_day_closed.v1")
    assert {each["merchant_id"]: (each["respends_count"], each["net_minor"]) for each in told["totals"]} == {
        str(town.merchant_id): (1, 3_040),
        str(supplier): (1, 2_000),
    }
    await town.verify()


async def test_a_repeated_re_spend_is_one(town: Town) -> None:
    supplier = await town.accept_merchant("private")
    await town.receipt(1_000)
    first, second = [await spend(town, supplier, 600, "once") for _ in range(2)]
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert (await spend(town, supplier, 500, "once")).status_code == 422
    assert (await paid(town, supplier, 401))["decline_code"] == "not_enough_received"


async def test_of_many_at_once_only_what_is_free_is_paid(town: Town, superuser: Connection) -> None:
    supplier = await town.accept_merchant("private")
    await town.receipt(1_000)
    answers = await asyncio.gather(*(spend(town, supplier, 100) for _ in range(24)))
    statuses = [answer.json()["status"] for answer in answers]
    assert (statuses.count("paid"), await owed(superuser, town.merchant_id)) == (10, 0)
    await town.verify()


async def test_shops_that_pay_each_other_crosswise_do_not_wait_for_each_other(town: Town) -> None:
    await town.open_line("bonus", 10_000)
    other = await town.accept_merchant("private")
    tills = {town.merchant_id: town.till, other: await town.enrol_till(other)}
    for till in tills.values():
        town.till = till
        await town.receipt(3_000)
    ways = [(town.merchant_id, other), (other, town.merchant_id)] * 12
    answers = await asyncio.gather(*(spend(town, payee, 100, till=tills[payer]) for payer, payee in ways))
    assert {answer.status_code for answer in answers} == {201}
    await town.verify()


async def test_a_suspended_shop_neither_pays_nor_is_paid(town: Town) -> None:
    supplier = await town.accept_merchant("private")
    await town.receipt(1_000)
    for shop, code in ((supplier, "payee_refused"), (town.merchant_id, "payer_refused")):
        event = merchants.MerchantSuspended(merchant_id=shop, suspended_from=date(2026, 2, 10), reason="terms")
        assert await town.tell(event) is Outcome.APPLIED
        assert (await paid(town, supplier, 100))["decline_code"] == code


async def test_a_programme_without_terms_forbids_it(town: Town, superuser: Connection) -> None:
    supplier = await town.accept_merchant("private")
    await town.receipt(1_000)
    town.till.now = "2013-12-31T10:00:00+02:00"
    await superuser.execute("UPDATE merchants SET accepted_from = '2013-01-01'")
    refused = await paid(town, supplier, 100)
    assert (refused["decline_code"], refused["left_minor"]) == ("programme_forbids", 0)


async def test_what_cannot_be_meant_is_refused(town: Town) -> None:
    await town.receipt(1_000)
    itself = await spend(town, town.merchant_id, 100)
    assert (itself.status_code, itself.json()["errors"][0]["pointer"]) == (400, "/payee_id")
    assert (await spend(town, uuid7(), 100)).status_code == 404
    supplier = await town.accept_merchant("private")
    assert (await paid(town, supplier, 100, currency="JOD"))["decline_code"] == "payer_refused"
    assert (await spend(town, supplier, 0)).status_code == 400


async def test_it_is_decided_the_same_again_for_an_auditor(town: Town) -> None:
    supplier = await town.accept_merchant("private")
    await town.receipt(1_000)
    for amount, held in ((400, 1_000), (900, 600)):
        found = await paid(town, supplier, amount)
        again = await town.client.get(f"/respends/{found['id']}/decision", by=AUDITOR)
        assert (again["identical"], again["record"]["known"]["holdings"][0]["amount_minor"]) == (True, held)


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        ("UPDATE respends SET requested_minor = 401, amount_minor = 401", "respends_are_their_parts"),
        ("UPDATE respend_parts SET amount_minor = 399", "respends_are_their_transfers"),
        ("UPDATE respend_parts SET hop = 3", "money_keeps_its_hops"),
        ("UPDATE entries SET month = '2026-01-01' WHERE amount_minor = -400", "money_keeps_its_programme"),
        ("UPDATE budget_movements SET amount_minor = amount_minor - 1", "lines_move_by_decision"),
    ],
)
async def test_an_edit_is_named(town: Town, superuser: Connection, edit: str, named: str) -> None:
    supplier = await town.accept_merchant("private")
    await town.receipt(1_000)
    await paid(town, supplier, 400)
    with pytest.raises(asyncpg.PostgresError, match="written once"):
        await superuser.execute("DELETE FROM respend_parts")
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(edit)
    found = await town.client.get("/verify", by=OFFICER)
    assert named in {each["name"] for each in found["checks"] if each["violations"]}
