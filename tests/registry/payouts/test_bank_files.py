"""A bank file is prepared by one person, approved by another by its very bytes, and no share is paid twice."""

import hashlib
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.kit.db import Connection
from tests import bank
from tests.clients import Client, etag, person_id
from tests.registry import account_factories as make
from tests.registry.account_factories import APPROVER, FINANCE
from tests.rolled_back import Deliver


async def refused(client: Client, path: str, body: Any = None, *, by: str = FINANCE, **headers: str) -> str:
    """Send what is expected to be refused, and return status and type of the problem."""
    status, problem, _ = await client.refused("POST", path, body, by=by, **headers)
    return f"{status} {problem}"


async def test_two_people_pay_what_is_open(paggaio: Client, deliver: Deliver) -> None:
    first = await make.member(paggaio, given_name="Φωτεινή", family_name="Σαββίδου")
    second = await make.member(paggaio, given_name="Ευάγγελος", family_name="Ψαράς")
    run_id = await make.reserved(paggaio, deliver, make.share_of(first, 12345), make.share_of(second, 700))
    file = await make.prepared(paggaio, run_id)
    assert (file["status"], file["transfers_count"], file["total_minor"]) == ("proposed", 2, 13045)
    path, approval = f"/bank-files/{file['id']}", {"sha256": file["sha256"]}
    assert await refused(paggaio, f"{path}/approve", approval, by="petros finance_approver", If_Match=etag(file)) == (
        "409 same-actor"
    )
    assert await refused(paggaio, f"{path}/approve", {"sha256": "0" * 64}, by=APPROVER, If_Match=etag(file)) == (
        "409 proposal-changed"
    )
    assert (await make.shares(paggaio, run_id))[first["id"]]["status"] == "open"
    done = await make.step(paggaio, file, "approve", approval, by=APPROVER)
    assert {each["status"] for each in (await make.shares(paggaio, run_id)).values()} == {"instructed"}
    early = await paggaio.send("GET", f"{path}/content", by=FINANCE)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/file-not-sent")
    await make.step(paggaio, done, "send")
    answer = await paggaio.send("GET", f"{path}/content", by=FINANCE)
    assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
    assert "attachment" in answer.headers["content-disposition"]
    found = bank.take(answer.content)
    assert (found.count, found.total, found.execution_date) == ("2", "130.45", "2026-02-03")
    assert (found.debtor, found.charges, found.service_level) == ("Dimos Pangaiou", "SLEV", "SEPA")
    paid = {order.name: (order.amount, order.currency, order.bic) for order in found.orders}
    assert paid == {"Foteini Savvidou": ("123.45", "EUR", None), "Evangelos Psaras": ("7.00", "EUR", None)}


async def test_jordan_is_paid_in_three_decimals_and_latin_letters(al_koura: Client, deliver: Deliver) -> None:
    holder = await make.member(al_koura, **make.jordanian())
    abroad = await make.member(
        al_koura, **make.jordanian(iban="AE070331234567890123456", given_name="خالد", family_name="العمري")
    )
    run_id = await make.reserved(
        al_koura, deliver, make.share_of(holder, 12345), make.share_of(abroad, 1), currency="JOD"
    )
    _, found = await make.sent(al_koura, run_id, currency="JOD")
    assert (found.total, found.charges, found.service_level) == ("12.346", "SHAR", None)
    assert [(order.amount, order.currency, order.name, order.bic) for order in found.orders] == [
        ("12.345", "JOD", "Sara Al-Hsn", None),
        ("0.001", "JOD", "Khald Al-Amry", "BOMLAEADXXX"),
    ]


async def test_a_share_is_in_one_file_only(paggaio: Client, deliver: Deliver, connection: Connection) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    file = await make.prepared(paggaio, run_id)
    (account,) = (await paggaio.get("/debtor-accounts", by=FINANCE))["items"]
    for state in ("proposed", "approved", "sent"):
        assert file["status"] == state
        assert await refused(paggaio, "/bank-files", make.new_file(account, run_id)) == "409 nothing-to-pay"
        body, by = ({"sha256": file["sha256"]}, APPROVER) if state == "proposed" else (None, FINANCE)
        if state != "sent":
            file = await make.step(paggaio, file, {"proposed": "approve", "approved": "send"}[state], body, by=by)
    with pytest.raises(asyncpg.UniqueViolationError, match="one_live"):
        await connection.execute(
            "INSERT INTO account_transfers (id, bank_file_id, account_share_id, payee_id, amount_minor, state)"
            " SELECT gen_random_uuid(), bank_file_id, account_share_id, payee_id, amount_minor, 'planned'"
            " FROM account_transfers"
        )


async def test_a_rejected_file_frees_its_shares(paggaio: Client, deliver: Deliver) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    file = await make.prepared(paggaio, run_id)
    gone = await make.step(paggaio, file, "reject", by=APPROVER)
    assert gone["status"] == "rejected"
    anew = await make.prepared(paggaio, run_id)
    assert anew["id"] != file["id"]
    trail = (await make.share(paggaio, run_id))["transfers"]
    assert [each["state"] for each in trail] == ["withdrawn", "planned"]
    assert trail[0]["id"] != trail[1]["id"]


async def test_what_nobody_approves_in_time_lapses_and_is_prepared_anew(paggaio: Client, deliver: Deliver) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    late = await make.prepared(paggaio, run_id)
    paggaio.now = "2026-01-13T10:00:00+02:00"
    approval = {"sha256": late["sha256"]}
    path = f"/bank-files/{late['id']}/approve"
    assert await refused(paggaio, path, approval, by=APPROVER, If_Match=etag(late)) == "409 proposal-expired"
    await make.prepared(paggaio, run_id)
    listed = (await paggaio.get("/bank-files", by=FINANCE))["items"]
    assert [each["status"] for each in listed] == ["lapsed", "proposed"]


async def test_an_account_changed_after_the_preparation_stops_the_file(paggaio: Client, deliver: Deliver) -> None:
    membership, other = await make.member(paggaio), await make.member(paggaio)
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership))
    later_id = await make.reserved(paggaio, deliver, make.share_of(other))
    await make.account_confirmed(paggaio, membership["holder_id"])
    paggaio.now = "2026-01-18T23:30:00+02:00"
    file = await make.prepared(paggaio, run_id)
    paggaio.now = "2026-01-19T00:30:00+02:00"
    await make.prepared(paggaio, later_id)
    approval = {"sha256": file["sha256"]}
    path = f"/bank-files/{file['id']}/approve"
    assert await refused(paggaio, path, approval, by=APPROVER, If_Match=etag(file)) == "409 payees-changed"
    await make.step(paggaio, file, "reject")
    _, found = await make.sent(paggaio, run_id)
    assert [order.iban for order in found.orders] == [make.OTHER_IBAN]


async def test_who_cannot_be_paid_is_listed_with_the_reason_and_paid_later(paggaio: Client, deliver: Deliver) -> None:
    payable = await make.member(paggaio)
    without = await make.member(paggaio, iban=None)
    abroad = await make.member(paggaio, iban="JO94CBJO0010000000000131000302")
    cyrillic = await make.member(paggaio, given_name="Ольга", family_name="Иванова")
    holders = (payable, without, abroad, cyrillic)
    run_id = await make.reserved(paggaio, deliver, *map(make.share_of, holders))
    listed = await make.shares(paggaio, run_id)
    assert listed[without["id"]]["blocked_by"] == "account_missing"
    file = await make.prepared(paggaio, run_id)
    assert (file["transfers_count"], file["left_open"]) == (1, 3)
    address = f"/account-shares?run_id={run_id}&status=blocked"
    blocked = {each["membership_id"]: each["blocked_by"] for each in (await paggaio.get(address, by=FINANCE))["items"]}
    assert blocked == {
        without["id"]: "account_missing",
        abroad["id"]: "account_outside_sepa",
        cyrillic["id"]: "name_not_latin",
    }
    assert (await paggaio.get(f"/account-share-runs/{run_id}", by=FINANCE))["blocked"] == 3


async def test_a_run_with_nobody_to_pay_says_why(paggaio: Client, deliver: Deliver) -> None:
    unknown = {"id": str(UUID(int=7)), "household_id": str(UUID(int=8))}
    run_id = await make.reserved(paggaio, deliver, make.share_of(unknown))
    account = await make.debtor_account(paggaio)
    status, problem, document = await paggaio.refused("POST", "/bank-files", make.new_file(account, run_id), by=FINANCE)
    assert (status, problem, document["reasons"]) == (409, "nothing-to-pay", {"membership_unknown": 1})


@pytest.mark.parametrize("day", ["2026-01-11", "2026-03-14"])
async def test_a_file_is_for_a_day_within_two_months(paggaio: Client, deliver: Deliver, day: str) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    body = make.new_file(await make.debtor_account(paggaio), run_id, execution_date=day)
    status, problem, document = await paggaio.refused("POST", "/bank-files", body, by=FINANCE)
    assert (status, problem, document["errors"][0]["pointer"]) == (400, "malformed", "/execution_date")


async def test_runs_and_account_are_of_one_programme_and_currency(paggaio: Client, deliver: Deliver) -> None:
    membership = await make.member(paggaio)
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership), currency="JOD")
    account = await make.debtor_account(paggaio)
    assert await refused(paggaio, "/bank-files", make.new_file(account, run_id)) == "409 runs-differ"
    unheard = make.new_file(account, UUID(int=9))
    assert await refused(paggaio, "/bank-files", unheard) == "404 not-found"


async def test_two_people_at_once_on_one_file_the_second_is_told(paggaio: Client, deliver: Deliver) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    file = await make.prepared(paggaio, run_id)
    await make.step(paggaio, file, "approve", {"sha256": file["sha256"]}, by=APPROVER)
    path = f"/bank-files/{file['id']}"
    assert await refused(paggaio, f"{path}/reject", by="nikos finance_approver", If_Match=etag(file)) == "412 stale"
    assert await refused(paggaio, f"{path}/reject", by="nikos finance_approver") == "428 precondition-required"


@pytest.mark.parametrize(
    ("reached", "step"),
    [("proposed", "send"), ("approved", "reject"), ("approved", "approve"), ("sent", "send"), ("sent", "reject"),
     ("proposed", "withdraw")],
)  # fmt: skip
async def test_a_step_that_the_table_does_not_have_is_refused(
    paggaio: Client, deliver: Deliver, reached: str, step: str
) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    file = await make.prepared(paggaio, run_id)
    if reached != "proposed":
        file = await make.step(paggaio, file, "approve", {"sha256": file["sha256"]}, by=APPROVER)
    if reached == "sent":
        file = await make.step(paggaio, file, "send")
    body = {"sha256": file["sha256"]} if step == "approve" else None
    by = "nikos finance_approver" if step == "approve" else FINANCE
    path = f"/bank-files/{file['id']}/{step}"
    assert await refused(paggaio, path, body, by=by, If_Match=etag(file)) == "409 transition-forbidden"


async def test_the_database_refuses_the_same_person_and_a_forbidden_step(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    await make.prepared(paggaio, run_id)
    forgeries = {
        "UPDATE bank_files SET status = 'approved', approved_by = prepared_by, approved_at = prepared_at":
            (asyncpg.CheckViolationError, "approved_by_another"),
        "UPDATE bank_files SET status = 'sent'": (asyncpg.RestrictViolationError, "no step"),
        "UPDATE account_shares SET status = 'paid'": (asyncpg.RestrictViolationError, "no step"),
        "UPDATE account_shares SET status = 'instructed'": (asyncpg.RestrictViolationError, "No transfer"),
        "UPDATE account_transfers SET state = 'paid', paid_on = '2026-02-03'":
            (asyncpg.RestrictViolationError, "no step"),
    }  # fmt: skip
    for forgery, (error, match) in forgeries.items():
        await connection.execute("SAVEPOINT forging")
        with pytest.raises(error, match=match):
            await connection.execute(forgery)
        await connection.execute("ROLLBACK TO SAVEPOINT forging")


async def test_names_and_accounts_are_in_no_table_and_a_download_is_kept(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    membership = await make.member(paggaio, family_name="Κρυφού")
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership))
    await make.sent(paggaio, run_id)
    await connection.execute("RESET ROLE")
    for table in ("bank_files", "account_transfers", "account_shares", "proposals", "outbox", "audit_entries", "files"):
        text = str([dict(row) for row in await connection.fetch(f"SELECT * FROM {table}")])
        assert not any(planted in text for planted in ("Kryfou", "Κρυφού", "GR0")), table
    readers = await connection.fetch("SELECT actor_id FROM audit_entries WHERE action = 'file_read'")
    assert [row["actor_id"] for row in readers] == [person_id("petros")]


async def test_another_tenant_does_not_see_a_file(paggaio: Client, al_koura: Client, deliver: Deliver) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    file = await make.prepared(paggaio, run_id)
    for path in (f"/bank-files/{file['id']}", f"/bank-files/{file['id']}/content", f"/account-share-runs/{run_id}"):
        assert (await al_koura.send("GET", path, by=FINANCE)).status_code == 404
    assert (await al_koura.get("/bank-files", by=FINANCE))["items"] == []
