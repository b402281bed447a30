"""A top-up pays a named list once, by two people and a decision's number, beside what the month brings."""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from contracts import registry
from contracts.cards import BenefitsCredited
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import APPROVER, DESK, OFFICER, Town


def top_up(town: Town, *lines: tuple[UUID, int], number: str = "77/2026", **changes: Any) -> dict[str, Any]:
    return {
        "programme": "gmi",
        "budget_line_id": str(town.line_id),
        "month": "2026-02-01",
        "decision_number": number,
        "lines": [{"membership_id": str(right), "amount_minor": amount} for right, amount in lines],
    } | changes


async def paid(town: Town, *lines: tuple[UUID, int], number: str = "77/2026") -> dict[str, Any]:
    run = await town.client.post("/top-ups", top_up(town, *lines, number=number), by=OFFICER)
    await town.approve(await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER))
    await town.work()
    done: dict[str, Any] = await town.client.get(f"/runs/{run['id']}", by=OFFICER)
    return done


async def balance(town: Town) -> int:
    return int((await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"])


async def test_a_top_up_comes_beside_the_month_and_leaves_it_owed_or_credited(
    town: Town, superuser: Connection
) -> None:
    done = await paid(town, (town.membership_id, 5_000))
    assert (done["kind"], done["status"], done["credited"]) == ("top_up", "completed", 1)
    assert await balance(town) == 15_800
    await paid(town, (town.membership_id, 100), number="78/2026")
    march = await town.credit(date(2026, 3, 1))
    assert (march["kind"], march["credited"], await balance(town)) == ("monthly", 1, 15_900 + 10_800)
    rows = await superuser.fetch(
        "SELECT data::text FROM outbox WHERE type = $1 ORDER BY position", BenefitsCredited.type
    )
    assert [msgspec.json.decode(row[0])["kind"] for row in rows] == ["monthly", "top_up", "top_up", "monthly"]
    await town.verify()


async def test_a_month_that_was_only_topped_up_is_still_credited(town: Town) -> None:
    body = top_up(town, (town.membership_id, 100), month="2026-03-01")
    run = await town.client.post("/top-ups", body, by=OFFICER)
    await town.approve(await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER))
    await town.work()
    assert (await town.credit(date(2026, 3, 1)))["credited"] == 1


async def test_a_decision_is_paid_once_until_its_run_is_cancelled(town: Town) -> None:
    body = top_up(town, (town.membership_id, 5_000))
    run = await town.client.post("/top-ups", body, by=OFFICER)
    assert (await town.client.refused("POST", "/top-ups", body, by=OFFICER))[:2] == (409, "decision-paid-before")
    await town.client.post(f"/runs/{run['id']}/cancel", by=OFFICER)
    assert (await paid(town, (town.membership_id, 5_000)))["credited"] == 1
    assert (await town.client.refused("POST", "/top-ups", body, by=OFFICER))[:2] == (409, "decision-paid-before")


async def test_two_people_agree_to_the_hash_of_exactly_this_list(town: Town, superuser: Connection) -> None:
    run = await town.client.post("/top-ups", top_up(town, (town.membership_id, 5_000)), by=OFFICER)
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    payload = proposal["payload"]
    assert (payload["kind"], payload["decision_number"], payload["card_total_minor"]) == ("top_up", "77/2026", 5_000)
    quoted = {"payload_hash": proposal["payload_hash"]}
    path = f"/proposals/{proposal['id']}/approve"
    assert (await town.client.refused("POST", path, quoted, by=OFFICER))[1] == "same-actor"
    await superuser.execute("UPDATE run_lines SET card_share_minor = 5001 WHERE run_id = $1", UUID(run["id"]))
    assert (await town.client.refused("POST", path, quoted, by=APPROVER))[1] == "run-changed"
    assert await balance(town) == 10_800


async def test_who_is_suspended_is_listed_and_left_out(town: Town) -> None:
    event = registry.MembershipSuspended(
        membership_id=town.membership_id,
        household_id=town.household_id,
        programme="gmi",
        reason="work_refused",
        suspended_on=date(2026, 2, 20),
    )
    assert await town.tell(event) is Outcome.APPLIED
    run = await town.client.post("/top-ups", top_up(town, (town.membership_id, 5_000)), by=OFFICER)
    assert (run["households"], run["excluded"]) == (0, 1)
    (left_out,) = (await town.client.get(f"/runs/{run['id']}/exclusions", by=OFFICER))["items"]
    assert left_out["reason"] == "suspended"


async def test_every_wrong_line_is_named(town: Town) -> None:
    right = town.membership_id
    body = top_up(town, (right, 1), (uuid7(), 1), (right, 2))
    status, _, problem = await town.client.refused("POST", "/top-ups", body, by=OFFICER)
    assert (status, [each["pointer"] for each in problem["errors"]]) == (
        400, ["/lines/0/membership_id", "/lines/1/membership_id", "/lines/2/membership_id"],
    )  # fmt: skip
    for wrong in (top_up(town), top_up(town, (right, 0)), top_up(town, (right, 1), decision_number="")):
        assert (await town.client.refused("POST", "/top-ups", wrong, by=OFFICER))[0] == 400


async def test_the_database_keeps_one_live_list_for_a_decision(town: Town, superuser: Connection) -> None:
    await paid(town, (town.membership_id, 5_000))
    query = "SELECT column_name FROM information_schema.columns WHERE table_name = 'runs' AND column_name <> 'id'"
    columns = ", ".join(row[0] for row in await superuser.fetch(query))
    copy = f"INSERT INTO runs (id, {columns}) SELECT gen_random_uuid(), {columns} FROM runs WHERE kind = 'top_up'"
    with pytest.raises(asyncpg.UniqueViolationError, match="runs_decision"):
        await superuser.execute(copy)
    with pytest.raises(asyncpg.CheckViolationError, match="runs_decided"):
        await superuser.execute("UPDATE runs SET decision_number = NULL WHERE kind = 'top_up'")
