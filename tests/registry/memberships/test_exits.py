"""Two people end a right; a revocation says since when there was none, and what was undue is set off."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from litestar import Litestar

from services.kit.db import Connection, Context
from services.registry.memberships import memberships
from tests.clients import Client, etag, person_id
from tests.registry import rights
from tests.rolled_back import Deliver


async def revocation(client: Client, right: dict[str, Any], **body: Any) -> Any:
    asked: dict[str, Any] = {"reason": "false_statement", "still_eligible": True} | body
    return await rights.propose(client, right, "revoke", **asked)


async def test_a_right_ends_when_a_second_person_agrees(paggaio: Client, events: Callable[[], Any]) -> None:
    right = await rights.begun(paggaio)
    paggaio.now = "2026-04-15T10:00:00+03:00"
    proposal = await rights.propose(paggaio, right, "exit", reason="found_work")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "active"
    await rights.agree(paggaio, proposal)
    ended = await paggaio.get(f"/memberships/{right['id']}")
    assert (ended["state"], ended["exited_on"], ended["ends_on"]) == ("exited", "2026-04-15", "2026-07-31")
    kind, told = (await events())[-1]
    assert (kind, told["reason"], told["exited_on"]) == ("registry.membership_exited.v1", "found_work", "2026-04-15")
    course = await paggaio.get(f"/memberships/{right['id']}/course")
    assert (course["allowed"], course["exit"]["kind"]) == ([], "requested")
    assert course["exit"]["proposed_by"] != course["exit"]["decided_by"]


async def test_a_revocation_claims_back_what_was_credited_since(
    paggaio: Client, events: Callable[[], Any], deliver: Deliver
) -> None:
    right = await rights.begun(paggaio)
    for month in ("2026-02-01", "2026-03-01", "2026-04-01"):
        await deliver(rights.credited(paggaio, month, right))
    paggaio.now = "2026-05-05T10:00:00+03:00"
    suspended = await rights.suspend(paggaio, right)
    paggaio.now = "2026-05-20T10:00:00+03:00"
    proposal = await revocation(paggaio, suspended, undue_from="2026-03-10")
    payload = proposal["payload"]
    assert (payload["undue_minor"], payload["undue_months"]) == (432_00, ["2026-03-01", "2026-04-01"])
    await rights.agree(paggaio, proposal)
    (exited, about_exit), (ordered, about_order) = (await events())[-2:]
    assert (exited, about_exit["exited_on"]) == ("registry.membership_exited.v1", "2026-05-20")
    assert (ordered, about_order["amount_minor"]) == ("registry.set_off_ordered.v1", 432_00)
    course = await paggaio.get(f"/memberships/{right['id']}/course")
    assert course["exit"]["suspended_on"] == "2026-05-05"
    (set_off,) = course["set_offs"]
    assert (set_off["owed_minor"], set_off["state"]) == (432_00, "ordered")
    assert set_off["proposed_by"] != set_off["ordered_by"]


async def test_a_revocation_without_undue_sums_orders_nothing(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    await rights.agree(paggaio, await revocation(paggaio, right, undue_from="2026-02-01"))
    assert (await paggaio.get("/set-offs", by=rights.SUPERVISOR))["items"] == []


async def test_what_was_credited_since_the_proposal_is_looked_at_again(paggaio: Client, deliver: Deliver) -> None:
    right = await rights.begun(paggaio)
    proposal = await revocation(paggaio, right, undue_from="2026-02-01")
    await deliver(rights.credited(paggaio, "2026-02-01", right))
    path, body = f"/membership-proposals/{proposal['id']}/agree", {"payload_hash": proposal["payload_hash"]}
    assert (await paggaio.refused("POST", path, body, by=rights.SECOND))[:2] == (409, "undue-changed")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "active"


async def test_the_database_itself_wants_two_people_for_an_end(paggaio: Client, connection: Connection) -> None:
    right = await rights.begun(paggaio)
    insert = (
        "INSERT INTO exits (id, membership_id, kind, reason, exited_on, proposed_by, decided_by, decided_at, "
        "still_eligible, suspended_on) VALUES ($1, $2, $3, 'sanction', '2026-03-01', $4, $5, '2026-03-01', $6, $7)"
    )
    one, day = person_id("eleni"), date(2026, 3, 1)
    for kind, proposed_by, eligible, since, rule in (
        ("requested", None, None, None, "exit_decided_by_two"),
        ("revoked", one, True, day, "exit_decided_by_another_than_proposed"),
        ("revoked", person_id("maria"), None, None, "revocation_whole"),
    ):
        with pytest.raises(asyncpg.CheckViolationError, match=rule):
            async with connection.transaction():
                await connection.execute(insert, uuid4(), right["id"], kind, proposed_by, one, eligible, since)


async def test_how_a_right_ended_is_written_once(paggaio: Client, connection: Connection) -> None:
    right = await rights.begun(paggaio)
    await rights.take_step(paggaio, right, "exit", reason="own_request")
    await connection.execute("RESET ROLE")
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("UPDATE exits SET reason = 'other' WHERE membership_id = $1", right["id"])


@pytest.mark.parametrize("state", ["active", "suspended"])
async def test_all_rights_of_a_household_end_with_it(
    paggaio: Client, app: Litestar, events: Callable[[], Any], state: str
) -> None:
    right = await rights.begun(paggaio)
    if state == "suspended":
        await rights.suspend(paggaio, right)
    context = Context(now=datetime(2026, 3, 20, tzinfo=UTC), municipality_ids=(paggaio.tenant.id,))
    async with app.state.worker_database.transaction(context) as transaction:
        household_id = UUID(right["household_id"])
        ended = await memberships.exit_all(transaction, household_id, "died", date(2026, 3, 18))
        assert await memberships.exit_all(transaction, household_id, "died", date(2026, 3, 18)) == []
    assert [str(each) for each in ended] == [right["id"]]
    kind, told = (await events())[-1]
    assert (kind, told["reason"], told["exited_on"]) == ("registry.membership_exited.v1", "died", "2026-03-18")


async def test_an_end_is_proposed_for_the_version_that_was_seen(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    await rights.suspend(paggaio, right)
    for step, body in (
        ("exit", {"reason": "own_request"}),
        ("revoke", {"reason": "sanction", "still_eligible": False}),
    ):
        path = f"/memberships/{right['id']}/{step}"
        assert (await paggaio.refused("POST", path, body, If_Match=etag(right)))[:2] == (412, "stale")
