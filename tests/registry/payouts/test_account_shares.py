"""Every share of a run has one status and its amount never changes, so the sums are what was reserved."""

from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from services.kit.db import Connection
from services.kit.events.inbox import Outcome
from tests import bank
from tests.bank import Booking, Part, Said
from tests.clients import Client, etag, person_id
from tests.registry import account_factories as make
from tests.registry import rights
from tests.registry.account_factories import APPROVER, FINANCE
from tests.registry.cases.test_waiting_work import waiting
from tests.rolled_back import Deliver, Events

CASEWORKER = "maria caseworker"


async def test_a_run_told_twice_is_kept_once(paggaio: Client, deliver: Deliver) -> None:
    membership = await make.member(paggaio)
    share = make.share_of(membership)
    run_id = await make.reserved(paggaio, deliver, share)
    assert await deliver(make.told(paggaio, run_id, [share], sequence=2)) is Outcome.APPLIED
    assert len(await make.shares(paggaio, run_id)) == 1


async def test_another_amount_for_a_share_that_is_known_is_refused(paggaio: Client, deliver: Deliver) -> None:
    membership = await make.member(paggaio)
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership, 100))
    assert await deliver(make.told(paggaio, run_id, [make.share_of(membership, 101)], sequence=2)) is Outcome.DEAD
    assert (await make.share(paggaio, run_id))["amount_minor"] == 100


async def test_a_run_in_chunks_adds_up_and_stays_so(paggaio: Client, deliver: Deliver) -> None:
    holders = [await make.member(paggaio) for _ in range(3)]
    run_id = await make.reserved(paggaio, deliver, make.share_of(holders[0], 100), make.share_of(holders[1], 200))
    await deliver(make.told(paggaio, run_id, [make.share_of(holders[2], 300)], sequence=2))
    _, sent = await make.sent(paggaio, run_id)
    ids = {order.amount: order.end_to_end_id for order in sent.orders}
    await make.read(paggaio, bank.report(sent, Said(end_to_end_id=ids["2.00"], status="RJCT", reason="AC01")))
    await make.read(
        paggaio, bank.statement(sent.iban, Booking(amount="1.00", parts=(Part(end_to_end_id=ids["1.00"]),)))
    )
    run = await paggaio.get(f"/account-share-runs/{run_id}", by="dimitra auditor")
    assert (run["shares"], run["reserved_minor"]) == (3, 600)
    totals = {each["status"]: (each["shares"], each["amount_minor"]) for each in run["statuses"]}
    assert totals == {"paid": (1, 100), "rejected": (1, 200), "instructed": (1, 300)}
    listed = (await paggaio.get("/account-share-runs", by=FINANCE))["items"]
    assert [each["id"] for each in listed] == [str(run_id)]


async def test_a_share_that_will_not_be_paid_is_cancelled_by_two_people_and_told(
    paggaio: Client, deliver: Deliver, events: Events
) -> None:
    share = await make.returned(paggaio, deliver)
    path = f"/account-shares/{share['id']}"
    assert (await waiting(paggaio, FINANCE))["shares_came_back"]["number"] == 1
    proposed = await paggaio.post(f"{path}/cancel", by=FINANCE, If_Match=etag(share))
    (unsettled,) = (await paggaio.get("/unsettled-account-shares", by=APPROVER))["items"]
    assert unsettled == proposed | {"transfers": []}, "it has the hash to quote"
    assert "shares_came_back" not in await waiting(paggaio, FINANCE)
    assert (await waiting(paggaio, APPROVER))["share_withdrawals_to_agree"]["number"] == 1
    assert await waiting(paggaio, "petros finance_approver") == {}, "nobody agrees to what they proposed"
    body = {"payload_hash": proposed["cancellation_hash"]}
    status, problem, _ = await paggaio.refused(
        "POST", f"{path}/cancel/approve", body, by="petros finance_approver", If_Match=etag(proposed)
    )
    assert (status, problem) == (409, "same-actor")
    gone = await paggaio.post(f"{path}/cancel/approve", body, by=APPROVER, If_Match=etag(proposed))
    assert gone["status"] == "cancelled"
    assert (await paggaio.get("/unsettled-account-shares", by=APPROVER))["items"] == []
    kind, told = (await events())[-1]
    assert kind == "registry.account_share_cancelled.v1"
    assert [each["instruction_id"] for each in told["shares"]] == [share["id"]]
    for step, by in (("reopen", FINANCE), ("cancel", FINANCE), ("verify-account", CASEWORKER)):
        status, problem, _ = await paggaio.refused("POST", f"{path}/{step}", by=by, If_Match=etag(gone))
        assert (status, problem) == (409, "transition-forbidden")


async def test_a_share_in_a_file_is_not_cancelled(paggaio: Client, deliver: Deliver) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    share = await make.share(paggaio, run_id)
    path = f"/account-shares/{share['id']}/cancel"
    proposed = await paggaio.post(path, by=FINANCE, If_Match=etag(share))
    await make.prepared(paggaio, run_id)
    body = {"payload_hash": proposed["cancellation_hash"]}
    status, problem, _ = await paggaio.refused("POST", f"{path}/approve", body, by=APPROVER, If_Match=etag(proposed))
    assert (status, problem) == (409, "share-in-file")


async def test_a_caseworker_sees_the_shares_of_a_household_and_finance_no_names(
    paggaio: Client, deliver: Deliver
) -> None:
    membership = await make.member(paggaio)
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership))
    path = f"/households/{membership['household_id']}/account-shares"
    (share,) = (await paggaio.get(path, by=CASEWORKER))["items"]
    assert (share["run_id"], share["month"], share["currency"]) == (str(run_id), "2026-02-01", "EUR")
    assert (await paggaio.send("GET", path, by=FINANCE)).status_code == 403
    assert (await paggaio.send("GET", f"/account-shares?run_id={run_id}", by=CASEWORKER)).status_code == 403


async def test_a_month_that_is_owed_is_a_share_of_its_own(paggaio: Client, deliver: Deliver) -> None:
    membership, run_id = await make.member(paggaio), uuid4()
    shares = [make.share_of(membership)]
    for sequence, month in enumerate((date(2026, 1, 1), date(2026, 2, 1), date(2026, 1, 1)), start=1):
        await deliver(make.told(paggaio, run_id, shares, sequence=sequence, month=month))
    listed = (await paggaio.get(f"/account-shares?run_id={run_id}", by=FINANCE))["items"]
    assert [share["month"] for share in listed] == ["2026-01-01", "2026-02-01"]
    run = await paggaio.get(f"/account-share-runs/{run_id}", by=FINANCE)
    assert (run["month"], run["shares"], run["reserved_minor"]) == ("2026-02-01", 2, 2 * 108_00)


async def test_an_amount_is_never_changed_and_a_share_not_reopened_past_the_rules(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    await make.returned(paggaio, deliver)
    forgeries = {
        "UPDATE account_shares SET amount_minor = 1": asyncpg.ForeignKeyViolationError,
        "UPDATE account_shares SET status = 'open'": asyncpg.RestrictViolationError,
        "UPDATE account_shares SET status = 'paid'": asyncpg.RestrictViolationError,
        "UPDATE account_share_runs SET currency = 'JOD'": asyncpg.RestrictViolationError,
    }
    for forgery, error in forgeries.items():
        await connection.execute("SAVEPOINT forging")
        with pytest.raises(error):
            await connection.execute(forgery)
        await connection.execute("ROLLBACK TO SAVEPOINT forging")


async def test_an_erased_holder_is_not_paid(paggaio: Client, deliver: Deliver, connection: Connection) -> None:
    membership = await make.member(paggaio)
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership))
    await connection.execute("UPDATE persons SET erased_at = registered_at WHERE id = $1", membership["holder_id"])
    account = await make.debtor_account(paggaio)
    _, problem, document = await paggaio.refused("POST", "/bank-files", make.new_file(account, run_id), by=FINANCE)
    assert (problem, document["reasons"]) == ("nothing-to-pay", {"holder_erased": 1})


async def test_nobody_works_on_the_own_familys_share(paggaio: Client, deliver: Deliver) -> None:
    membership = await make.member(paggaio)
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership))
    share = await make.share(paggaio, run_id)
    for name in ("maria", "petros"):
        body = {"staff_id": str(person_id(name)), "person_id": membership["holder_id"], "relation": "sibling"}
        await paggaio.post("/kinships", body, by=f"{name} caseworker")
    path = f"/households/{membership['household_id']}/account-shares"
    assert (await paggaio.refused("GET", path, by=CASEWORKER))[:2] == (409, "own-case")
    cancel = f"/account-shares/{share['id']}/cancel"
    assert (await paggaio.refused("POST", cancel, by=FINANCE, If_Match=etag(share)))[:2] == (409, "own-case")


async def revoked(client: Client, membership: dict[str, Any], undue_from: str) -> None:
    asked: dict[str, Any] = {"reason": "false_statement", "still_eligible": False, "undue_from": undue_from}
    await rights.agree(client, await rights.propose(client, membership, "revoke", **asked))


async def test_what_a_revoked_right_was_still_to_be_paid_is_stopped_and_its_money_returns(
    paggaio: Client, deliver: Deliver, events: Events
) -> None:
    membership = await make.member(paggaio)
    before = await make.reserved(paggaio, deliver, make.share_of(membership), month=date(2026, 2, 1))
    undue = await make.reserved(paggaio, deliver, make.share_of(membership), month=date(2026, 3, 1))
    await revoked(paggaio, membership, "2026-03-15")
    assert [(await make.share(paggaio, run_id))["status"] for run_id in (before, undue)] == ["open", "cancelled"]
    (told,) = [event for kind, event in await events() if kind == "registry.account_share_cancelled.v1"]
    assert (told["run_id"], told["month"], told["shares"][0]["amount_minor"]) == (str(undue), "2026-03-01", 108_00)


async def test_what_waits_in_a_bank_file_when_a_right_is_revoked_stops_the_file(
    paggaio: Client, deliver: Deliver
) -> None:
    membership, other = await make.member(paggaio), await make.member(paggaio)
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership), make.share_of(other))
    file = await make.prepared(paggaio, run_id)
    await revoked(paggaio, membership, "2026-02-01")
    refusal = await paggaio.refused(
        "POST", f"/bank-files/{file['id']}/approve", {"sha256": file["sha256"]}, by=make.APPROVER, If_Match=etag(file)
    )
    assert refusal[:2] == (409, "payees-changed")
    await make.step(paggaio, file, "reject")
    _, sent = await make.sent(paggaio, run_id)
    assert len(sent.orders) == 1
    assert (await make.shares(paggaio, run_id))[membership["id"]]["blocked_by"] == "right_revoked"


async def test_what_is_stopped_is_what_the_second_person_saw(paggaio: Client, deliver: Deliver) -> None:
    membership = await make.member(paggaio)
    asked: dict[str, Any] = {"reason": "false_statement", "still_eligible": False, "undue_from": "2026-02-01"}
    proposal = await rights.propose(paggaio, membership, "revoke", **asked)
    await make.reserved(paggaio, deliver, make.share_of(membership))
    path, body = f"/membership-proposals/{proposal['id']}/agree", {"payload_hash": proposal["payload_hash"]}
    assert (await paggaio.refused("POST", path, body, by=rights.SECOND))[:2] == (409, "undue-changed")
