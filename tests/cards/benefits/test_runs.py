"""Benefit runs: what was approved is what is credited, once, and eligibility is looked at again."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts import registry
from contracts.cards import RunFundsReserved
from services.cards.benefits import crediting
from services.kit.db import Context
from services.kit.events.inbox import Outcome
from tests.cards.factories import APPROVER, DESK, OFFICER, Town


async def test_a_run_credits_the_card_share_and_reserves_the_account_share(town: Town) -> None:
    verified = await town.verify()
    balances = {each["kind"]: each["balance_minor"] for each in verified["balances"]}
    assert (balances["household"], balances["reserved"], balances["budget_line"]) == (10_800, 10_800, 978_400)


async def test_nobody_is_credited_twice_for_a_month(town: Town) -> None:
    run = await town.calculate(date(2026, 2, 1))
    assert (run["households"], run["excluded"]) == (0, 1)
    answer = await town.client.send("POST", f"/runs/{run['id']}/lock", by=OFFICER)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/run-empty")
    (left_out,) = (await town.client.get(f"/runs/{run['id']}/exclusions", by=OFFICER))["items"]
    assert left_out["reason"] == "already_credited"


async def test_two_runs_of_one_month_credit_once(town: Town) -> None:
    first, second = await town.calculate(date(2026, 3, 1)), await town.calculate(date(2026, 3, 1))
    for run in (first, second):
        await town.approve(await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER))
    await town.work()
    runs = [await town.client.get(f"/runs/{run['id']}", by=OFFICER) for run in (first, second)]
    assert sorted(run["credited"] for run in runs) == [0, 1]
    assert {run["status"] for run in runs} == {"completed"}
    await town.verify()
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 21_600


async def test_who_calculated_cannot_approve(town: Town) -> None:
    run = await town.calculate(date(2026, 3, 1))
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    body = {"payload_hash": proposal["payload_hash"]}
    answer = await town.client.send("POST", f"/proposals/{proposal['id']}/approve", body, by=OFFICER)
    assert answer.json()["type"] == "/problems/same-actor"


async def test_who_left_after_the_lock_is_not_credited(town: Town) -> None:
    run = await town.calculate(date(2026, 3, 1))
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    event = registry.MembershipSuspended(
        membership_id=town.membership_id,
        household_id=town.household_id,
        programme="gmi",
        reason="work_refused",
        suspended_on=date(2026, 2, 20),
    )
    assert await town.tell(event) is Outcome.APPLIED
    await town.approve(proposal)
    await town.work()
    done = await town.client.get(f"/runs/{run['id']}", by=OFFICER)
    assert (done["status"], done["credited"]) == ("completed", 0)
    line = await town.client.get(f"/budget-lines/{town.line_id}", by=OFFICER)
    assert line["available_minor"] == 978_400, "what was reserved for nobody is back on its line"
    await town.verify()


async def test_a_line_without_the_money_refuses_the_approval_and_nothing_moves(town: Town) -> None:
    await town.enter_household(50_000_000)
    run = await town.calculate(date(2026, 3, 1))
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    body = {"payload_hash": proposal["payload_hash"]}
    answer = await town.client.send("POST", f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/insufficient-funds")
    assert (await town.client.get(f"/runs/{run['id']}", by=OFFICER))["status"] == "locked"
    await town.verify()


async def test_a_cancelled_run_cannot_be_approved(town: Town) -> None:
    run = await town.calculate(date(2026, 3, 1))
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    assert (await town.client.post(f"/runs/{run['id']}/cancel", by=OFFICER))["status"] == "cancelled"
    body = {"payload_hash": proposal["payload_hash"]}
    answer = await town.client.send("POST", f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
    assert answer.status_code == 409


async def test_the_first_month_is_the_one_in_which_the_membership_begins(town: Town) -> None:
    run = await town.calculate(date(2026, 1, 1))
    (left_out,) = (await town.client.get(f"/runs/{run['id']}/exclusions", by=OFFICER))["items"]
    assert left_out["reason"] == "not_yet_started"


async def test_a_run_of_many_households_is_told_in_messages_that_fit(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for share in (5_000, 6_000, 7_000):
        await town.enter_household(share)
    monkeypatch.setattr(crediting, "CHUNK", 2)
    run = await town.credit(date(2026, 3, 1))
    async with town.worker.transaction(Context(now=datetime(2026, 3, 1, tzinfo=UTC))) as transaction:
        told = "SELECT data FROM outbox WHERE type = $1 AND aggregate_id = $2 ORDER BY sequence"
        rows = await transaction.fetch(told, RunFundsReserved.type, UUID(run["id"]))
    shares = [share for row in rows for share in row["data"]["account_shares"]]
    assert [len(row["data"]["account_shares"]) for row in rows] == [2, 2]
    assert len({share["membership_id"] for share in shares}) == 4
    assert sum(share["amount_minor"] for share in shares) == run["account_total_minor"]
