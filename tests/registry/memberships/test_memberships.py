"""A membership is what a decision made it, takes only the steps of its table, and never overlaps another."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from services.kit.db import Connection
from services.registry.memberships.memberships import TRANSITIONS
from tests.clients import Client, person_id
from tests.registry import factories, rights

STATES = ("active", "suspended", "exited")


async def test_a_new_application_follows_the_right_that_ends(paggaio: Client) -> None:
    first = await rights.begun(paggaio)
    paggaio.now = "2026-07-20T09:30:00+03:00"
    second = await rights.decide(paggaio, await rights.reapply(paggaio, first["household_id"]))
    assert (first["starts_on"], first["ends_on"]) == ("2026-02-01", "2026-07-31")
    assert (second["starts_on"], second["ends_on"]) == ("2026-08-01", "2027-01-31")
    in_august = await paggaio.get(f"/memberships?household_id={first['household_id']}&on=2026-08-15")
    assert [one["id"] for one in in_august["items"]] == [second["id"]]


async def test_the_shares_add_up_in_the_database_too(paggaio: Client, connection: Connection) -> None:
    right = await rights.begun(paggaio)
    with pytest.raises(asyncpg.CheckViolationError, match="shares_add_up"):
        await connection.execute("UPDATE memberships SET card_share_minor = 1 WHERE id = $1", right["id"])


async def test_another_tenant_does_not_see_a_membership(paggaio: Client, al_koura: Client) -> None:
    right = await rights.begun(paggaio)
    assert right["state"] == "active"
    for path in (f"/memberships/{right['id']}", f"/memberships/{right['id']}/course"):
        assert (await al_koura.send("GET", path)).status_code == 404
    assert (await al_koura.get("/memberships"))["items"] == []


async def brought_to(client: Client, state: str) -> Any:
    """A right in this state."""
    right = await rights.begun(client)
    if state == "suspended":
        return await rights.suspend(client, right)
    return right if state == "active" else await rights.take_step(client, right, "exit", reason="own_request")


STEPS = {
    "suspended": ("suspend", {"reason": "tax_discrepancy"}),
    "active": ("lift", {"reason": "tax_clarified"}),
    "exited": ("exit", {"reason": "own_request"}),
}


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
async def test_only_the_steps_of_the_table_are_taken_over_http(paggaio: Client, before: str, after: str) -> None:
    right = await brought_to(paggaio, before)
    step, body = STEPS[after]
    answer = await paggaio.send(
        "POST",
        f"/memberships/{right['id']}/{step}",
        body,
        by=rights.SUPERVISOR,
        If_Match=f'"{right["version"]}"',
    )
    if after in TRANSITIONS.get(before, ()):  # type: ignore[call-overload]
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/transition-forbidden")
        assert answer.json()["allowed"] == list(TRANSITIONS.get(before, ()))  # type: ignore[call-overload]


async def write_what_the_step_stands_on(connection: Connection, right_id: str, after: str) -> None:
    """Write the suspension, its lifting or the end by hand, so that only the table can refuse the step."""
    one, two = person_id("eleni"), person_id("petros")
    open_one = await connection.fetchval(
        "SELECT id FROM suspensions WHERE membership_id = $1 AND lifted_on IS NULL", right_id
    )
    if after == "suspended" and open_one is None:
        await connection.execute(
            "INSERT INTO suspensions (id, membership_id, reason, suspended_on, suspended_at, suspended_by) "
            "VALUES ($1, $2, 'sanction', '2026-03-01', '2026-03-01', $3)",
            uuid4(),
            right_id,
            one,
        )
    elif after == "active" and open_one is not None:
        await connection.execute(
            "UPDATE suspensions SET lifted_on = '2026-06-01', lifted_reason = 'tax_clarified', lift_proposed_by = $2, "
            "lifted_by = $3, arrears = '{}' WHERE id = $1",
            open_one,
            one,
            two,
        )
    elif after == "exited":
        await connection.execute(
            "INSERT INTO exits (id, membership_id, kind, reason, exited_on, proposed_by, decided_by, decided_at) "
            "VALUES ($1, $2, 'requested', 'own_request', '2026-06-01', $3, $4, '2026-06-01') ON CONFLICT DO NOTHING",
            uuid4(),
            right_id,
            one,
            two,
        )


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
async def test_the_database_knows_the_same_table(
    paggaio: Client, connection: Connection, before: str, after: str
) -> None:
    right = await brought_to(paggaio, before)
    if before == after:
        return
    await write_what_the_step_stands_on(connection, right["id"], after)
    update = (
        "UPDATE memberships SET state = $2, exited_on = CASE $2 WHEN 'exited' THEN date '2026-06-01' END WHERE id = $1"
    )
    if after in TRANSITIONS.get(before, ()):  # type: ignore[call-overload]
        assert await connection.execute(update, right["id"], after) == "UPDATE 1"
    else:
        with pytest.raises(asyncpg.RestrictViolationError, match=r"has ended|no step"):
            await connection.execute(update, right["id"], after)


@pytest.mark.parametrize(("before", "after"), [("active", "suspended"), ("suspended", "active"), ("active", "exited")])
async def test_a_step_that_nobody_decided_is_refused_by_the_database(
    paggaio: Client, connection: Connection, before: str, after: str
) -> None:
    right = await brought_to(paggaio, before)
    with pytest.raises(asyncpg.RestrictViolationError, match="says so"):
        await connection.execute(
            "UPDATE memberships SET state = $2, exited_on = CASE $2 WHEN 'exited' THEN date '2026-06-01' END "
            "WHERE id = $1",
            right["id"],
            after,
        )


async def test_a_membership_begins_as_active(paggaio: Client, connection: Connection) -> None:
    right = await rights.begun(paggaio)
    with pytest.raises(asyncpg.RestrictViolationError, match="begins as suspended"):
        await connection.execute(
            "INSERT INTO memberships (id, application_id, household_id, holder_id, granted_to, programme, state, "
            "currency, monthly_amount_minor, card_share_minor, account_share_minor, starts_on, ends_on) "
            "SELECT $2, application_id, household_id, holder_id, granted_to, programme, 'suspended', currency, "
            "monthly_amount_minor, card_share_minor, account_share_minor, '2027-01-01', '2027-06-30' "
            "FROM memberships WHERE id = $1",
            right["id"],
            uuid4(),
        )


async def test_two_rights_on_one_day_are_refused_by_the_database(paggaio: Client, connection: Connection) -> None:
    first = await rights.begun(paggaio)
    paggaio.now = "2026-07-20T09:30:00+03:00"
    second = await rights.decide(paggaio, await rights.reapply(paggaio, first["household_id"]))
    with pytest.raises(asyncpg.ExclusionViolationError):
        await connection.execute("UPDATE memberships SET starts_on = '2026-07-31' WHERE id = $1", second["id"])


async def test_a_right_that_has_ended_does_not_change(paggaio: Client, connection: Connection) -> None:
    right = await brought_to(paggaio, "exited")
    assert right["exited_on"] == "2026-01-12"
    for change in ("ends_on = '2027-01-31'", "monthly_amount_minor = 1, card_share_minor = 0, account_share_minor = 1"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with connection.transaction():
                await connection.execute(f"UPDATE memberships SET {change} WHERE id = $1", right["id"])


async def test_the_days_of_a_right_that_ended_early_are_free_again(paggaio: Client) -> None:
    first = await rights.begun(paggaio)
    paggaio.now = "2026-03-20T09:30:00+02:00"
    await rights.take_step(paggaio, first, "exit", reason="own_request")
    second = await rights.decide(paggaio, await rights.reapply(paggaio, first["household_id"]))
    assert (second["starts_on"], second["ends_on"]) == ("2026-04-01", "2026-09-30")
    in_june = await paggaio.get(f"/memberships?household_id={first['household_id']}&on=2026-06-01")
    assert [one["id"] for one in in_june["items"]] == [second["id"]]


async def test_two_people_at_once_one_of_them_is_told(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    await rights.suspend(paggaio, right)
    path, body = f"/memberships/{right['id']}/suspend", {"reason": "tax_discrepancy"}
    assert (await paggaio.refused("POST", path, body, by=rights.SECOND, If_Match='"1"'))[:2] == (412, "stale")
    assert (await paggaio.refused("POST", path, body, by=rights.SECOND))[0] == 428


async def test_a_case_shows_its_membership(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    right = await rights.of_case(paggaio, case)
    shown = (await paggaio.get(f"/applications/{case['id']}"))["membership"]
    assert shown == right
