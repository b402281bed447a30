"""A bank file is proposed by one person, approved by another, written once and never pays a batch twice."""

import hashlib
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import sepaxml
from lxml import etree

from services.kit.db import Connection
from services.kit.iso20022.pain001 import NAMESPACE
from services.merchants.settling.bank_files import divide
from services.merchants.settling.batches import Open
from tests.clients import Client, person_id
from tests.merchants import factories
from tests.merchants.conftest import Said, refusal
from tests.rolled_back import Deliver

SCHEMA = etree.XMLSchema(file=str(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"))


async def download(client: Client, file: Any, **by: str) -> httpx.Response:
    return await client.send("GET", f"/bank-files/{file['id']}/content", by=by.get("by", factories.FINANCE))


def texts(content: bytes, name: str) -> list[str]:
    return [each.text or "" for each in etree.fromstring(content).iter(f"{{{NAMESPACE}}}{name}")]


async def test_two_people_pay_what_is_owed(paggaio: Client, deliver: Deliver, said: Said) -> None:
    first, second = await factories.accepted(paggaio), await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (first["id"], 12345), (second["id"], 700))
    file = await factories.proposed(paggaio)
    assert (file["status"], file["payouts_count"], file["total_minor"]) == ("proposed", 2, 13045)
    assert file["execution_date"] == "2026-02-03"
    path = f"/bank-files/{file['id']}/approve"
    approval = {"payload_hash": file["payload_hash"]}
    assert await refusal(paggaio, path, approval, by="petros finance_approver") == "409 same-actor"
    assert await refusal(paggaio, path, {"payload_hash": "0" * 64}, by=factories.APPROVER) == "409 proposal-changed"
    assert (await download(paggaio, file)).status_code == 404
    done = await paggaio.post(path, approval, by=factories.APPROVER)
    answer = await download(paggaio, file)
    assert answer.headers["content-type"] == "application/xml"
    assert "attachment" in answer.headers["content-disposition"]
    assert done["sha256"] == hashlib.sha256(answer.content).hexdigest()
    SCHEMA.assertValid(etree.fromstring(answer.content))
    assert texts(answer.content, "CtrlSum") == ["130.45", "130.45"]
    assert sorted(texts(answer.content, "InstdAmt")) == ["123.45", "7.00"]
    assert texts(answer.content, "Nm")[2:] == ["Eleni Papadopoulou-Onasi"] * 2
    payouts = [told for type, told in await said() if type == "payout_instructed"]
    assert sorted(told["amount_minor"] for told in payouts) == [700, 12345]
    assert {told["bank_file_id"] for told in payouts} == {file["id"]}
    assert {batch["status"] for batch in (await paggaio.get("/batches"))["items"]} == {"instructed"}
    (payout,) = (await paggaio.get(f"/payouts?merchant_id={first['id']}"))["items"]
    (paid,) = (await paggaio.get(f"/payouts/{payout['id']}/batches"))["items"]
    assert (paid["merchant_id"], paid["net_minor"]) == (first["id"], 12345)


async def test_a_batch_is_paid_once(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 1000))
    file = await factories.written(paggaio)
    approval = {"payload_hash": file["payload_hash"]}
    path = f"/bank-files/{file['id']}/approve"
    assert await refusal(paggaio, path, approval, by="maria finance_approver") == "409 transition-forbidden"
    new = {"settlement_date": "2026-02-03"}
    assert await refusal(paggaio, "/bank-files", new, by=factories.FINANCE) == "409 nothing-to-pay"


async def test_the_approval_sent_twice_writes_one_file(paggaio: Client, deliver: Deliver, said: Said) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 1000))
    file = await factories.proposed(paggaio)
    approval = {"payload_hash": file["payload_hash"]}
    answers = [
        await paggaio.send(
            "POST", f"/bank-files/{file['id']}/approve", approval, by=factories.APPROVER, Idempotency_Key="approve"
        )
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert [type for type, _ in await said()].count("payout_instructed") == 1


async def test_the_database_too_pays_a_batch_once(paggaio: Client, deliver: Deliver, connection: Connection) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 1000))
    await factories.written(paggaio)
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute("UPDATE batches SET payout_id = NULL")


async def test_refunds_are_netted_and_what_is_below_zero_is_carried(paggaio: Client, deliver: Deliver) -> None:
    merchant, other = await factories.accepted(paggaio), await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], -300), (other["id"], 500))
    file = await factories.written(paggaio)
    assert [(each["merchant_id"], each["amount_minor"]) for each in file["payouts"]] == [(other["id"], 500)]
    await factories.settled(paggaio, deliver, (merchant["id"], 1000), day="2026-02-04")
    file = await factories.written(paggaio, "2026-02-04")
    (payout,) = file["payouts"]
    assert (payout["amount_minor"], len(payout["batch_ids"])) == (700, 2)


async def test_who_owes_more_than_was_sold_is_not_paid(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], -300))
    answer = await paggaio.send("POST", "/bank-files", {"settlement_date": "2026-02-03"}, by=factories.FINANCE)
    assert answer.json()["type"] == "/problems/nothing-to-pay"
    assert answer.json()["carried"] == [merchant["id"]]


async def test_jordan_is_paid_in_three_decimals(al_koura: Client, deliver: Deliver) -> None:
    account = {"iban": factories.jordanian_iban(), "holder": "بقالة السلام", "holder_latin": "Al-Salam Grocery"}
    merchant = await factories.accepted(
        al_koura, bank_account=account, registration_number="55501", trade_name="بقالة السلام", contact=None
    )
    await factories.settled(al_koura, deliver, (merchant["id"], 12345))
    file = await factories.written(al_koura)
    content = (await download(al_koura, file)).content
    SCHEMA.assertValid(etree.fromstring(content))
    assert texts(content, "InstdAmt") == ["12.345"]
    assert texts(content, "CtrlSum") == ["12.345", "12.345"]
    assert texts(content, "Nm") == ["JOHUD Al-Koura", "JOHUD Al-Koura", "Al-Salam Grocery"]
    assert texts(content, "ChrgBr") == ["SHAR"]
    assert texts(content, "SvcLvl") == []


async def test_an_account_changed_after_the_proposal_stops_the_file(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    account = await paggaio.post(f"/merchants/{merchant['id']}/bank-accounts", factories.bank_account())
    await paggaio.post(f"/bank-accounts/{account['id']}/verify", by=factories.SECOND)
    await factories.settled(paggaio, deliver, (merchant["id"], 1000))
    paggaio.now = "2026-02-08T20:00:00+02:00"
    file = await factories.proposed(paggaio)
    paggaio.now = "2026-02-09T09:00:00+02:00"
    path = f"/bank-files/{file['id']}/approve"
    approval = {"payload_hash": file["payload_hash"]}
    assert await refusal(paggaio, path, approval, by=factories.APPROVER) == "409 account-changed"
    await paggaio.post(f"/bank-files/{file['id']}/reject", by=factories.FINANCE)
    anew = await factories.written(paggaio)
    assert anew["payouts"][0]["bank_account_id"] == account["id"]


async def test_one_file_is_proposed_at_a_time_and_a_late_one_lapses(paggaio: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 1000))
    late = await factories.proposed(paggaio)
    new = {"settlement_date": "2026-02-03"}
    assert await refusal(paggaio, "/bank-files", new, by=factories.FINANCE) == "409 proposal-open"
    paggaio.now = "2026-02-06T09:30:00+02:00"
    file = await factories.written(paggaio)
    assert file["execution_date"] == "2026-02-09"
    listed = (await paggaio.get("/bank-files", by=factories.FINANCE))["items"]
    assert [(each["id"], each["status"]) for each in listed] == [(late["id"], "lapsed"), (file["id"], "written")]


async def test_the_stored_file_is_unreadable_without_keys_and_its_download_is_kept(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 1000))
    file = await factories.written(paggaio)
    await download(paggaio, file, by="dimitra finance_approver")
    await connection.execute("RESET ROLE")
    sealed = await connection.fetchval("SELECT sealed_content FROM files")
    assert b"IBAN" not in sealed
    readers = await connection.fetch("SELECT actor_id FROM audit_entries WHERE action = 'file_read'")
    assert [row["actor_id"] for row in readers] == [person_id("dimitra")]
    assert (await download(paggaio, file, by="anna merchant_officer")).status_code == 403


async def test_another_tenant_does_not_see_a_file(paggaio: Client, al_koura: Client, deliver: Deliver) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (merchant["id"], 1000))
    file = await factories.proposed(paggaio)
    approval = {"payload_hash": file["payload_hash"]}
    assert (await al_koura.send("GET", f"/bank-files/{file['id']}", by=factories.FINANCE)).status_code == 404
    assert (await download(al_koura, file)).status_code == 404
    assert await refusal(al_koura, f"/bank-files/{file['id']}/approve", approval, by=factories.APPROVER) == (
        "404 not-found"
    )


def test_who_is_paid_is_decided_by_sum_and_account() -> None:
    ids = [factories.new_id() for _ in range(4)]
    positions = [
        Open(merchant_id=merchant_id, batch_ids=[], net_minor=net)
        for merchant_id, net in zip(ids, [1, 0, -1, 5], strict=True)
    ]
    division = divide(positions, dict.fromkeys(ids[:3], factories.new_id()))
    assert [payout.merchant_id for payout in division.payouts] == [ids[0]]
    assert division.carried == ids[1:3]
    assert division.unpayable == [ids[3]]
