"""Every change is on record with who entered it when, and nothing on record is changed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest

from services.kit import vault
from services.kit.db import Connection, Context, connect
from services.kit.errors import Stale
from services.kit.settings import Municipality, Settings
from services.registry.households import household_members, households
from services.registry.households.household_changes import limits
from services.registry.households.household_members import Moving
from services.registry.households.households import Household, NewHousehold
from tests.clients import Client, person_id, tenant_named
from tests.databases import Urls
from tests.registry import factories
from tests.registry.changes import LATER, TODAY, agree, change, ids, refused


async def test_the_history_says_what_changed_from_when_and_who_entered_it(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = LATER
    child = ids(formed)[2]
    body = {"person_id": child, "left_on": "2026-02-01", "reason": "fostered"}
    await paggaio.post(
        f"/households/{formed['id']}/departures", body, by="nikos caseworker", If_Match=f'"{formed["version"]}"'
    )
    history = await paggaio.get(f"/households/{formed['id']}/history", by="eleni supervisor")
    (left,) = history["changes"]
    assert (left["kind"], left["effective_on"], left["reason"]) == ("left", "2026-02-01", "fostered")
    assert (left["recorded_by"], left["person_id"]) == (str(person_id("nikos")), child)
    assert left["recorded_at"].startswith("2026-03-10T08:00:00")
    ended = [stay for stay in history["stays"] if stay["left_on"] is not None]
    assert [(stay["person_id"], stay["ended_by"]) for stay in ended] == [(child, left["id"])]
    assert len(history["stays"]) == 4


async def test_a_change_on_record_is_never_changed(paggaio: Client, connection: Connection) -> None:
    formed = await factories.household(paggaio)
    await change(paggaio, formed, "arrangement", {"arrangement": "owned", "from_on": TODAY})
    await connection.execute("RESET ROLE")
    for table in ("household_changes", "household_arrangements"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with connection.transaction():
                await connection.execute(f"UPDATE {table} SET recorded_at = recorded_at - interval '1 day'")


INSERT = (
    "INSERT INTO household_changes "
    "(id, household_id, kind, effective_on, reason, share_basis_points, proposed_by, recorded_at, recorded_by) "
    "VALUES (gen_random_uuid(), $1, $2, '2026-01-12', $3, $4, $5, '2026-01-12T08:00:00Z', $6)"
)
MARIA, ELENI = person_id("maria"), person_id("eleni")
ONE_PERSON = [
    ("split_off", None, 5_000, None, ELENI),
    ("split_off", None, 5_000, ELENI, ELENI),
    ("merged_into", None, None, None, ELENI),
    ("closed", "moved_away", None, None, ELENI),
    ("closed", "moved_away", None, MARIA, MARIA),
]


@pytest.mark.parametrize("values", ONE_PERSON)
async def test_the_database_wants_two_people_for_what_moves_money(
    paggaio: Client, connection: Connection, values: tuple[object, ...]
) -> None:
    formed = await factories.household(paggaio)
    with pytest.raises(asyncpg.CheckViolationError, match=r"money_moves_by_two_people|confirmed_by_another"):
        await connection.execute(INSERT, formed["id"], *values)


async def test_a_household_that_is_no_more_does_not_change(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    proposal = await change(paggaio, formed, "closures", {"closed_on": TODAY})
    assert (await agree(paggaio, proposal)).status_code == 201
    closed = await paggaio.get(f"/households/{formed['id']}")
    for path, body in (
        ("arrangement", {"arrangement": "owned", "from_on": TODAY}),
        ("members", {"member": {"person_id": ids(formed)[1], "relation": "guest"}, "joined_on": TODAY}),
        ("closures", {"closed_on": TODAY}),
    ):
        assert await refused(paggaio, closed, path, body) == (409, "household-gone")
    application = await paggaio.refused("POST", "/applications", factories.application(formed))
    assert application[:2] == (409, "household-gone")


def test_the_limits_are_parameters_with_a_source() -> None:
    assert timedelta(days=limits().backdated_days_max) >= timedelta(days=180)
    assert (limits().holder_age_min, limits().proxy_age_min) == (18, 18)
    assert "unsourced" in limits().source


async def test_two_desks_change_one_household_at_once_and_one_is_told(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> None:
    urls = await new_database("registry")
    vault.unlock(settings_of("registry", urls).keyring)
    database = await connect(urls.api, size=4, tenants=tenants)
    context = Context(
        now=datetime(2026, 1, 12, 8, tzinfo=UTC),
        municipality_ids=(tenant_named(tenants, "paggaio").id,),
        actor_id=MARIA,
    )

    async def form() -> Household:
        async with database.transaction(context) as transaction:
            body = msgspec.convert(factories.couple_with_two_children(), NewHousehold)
            return await households.form(transaction, body)

    async def move(one: Household, other: Household) -> str:
        moving = Moving(
            person_id=one.members[1].person_id,
            into_household_id=other.id,
            relation="other",
            moved_on=date(2026, 1, 12),
        )
        try:
            async with database.transaction(context) as transaction:
                await household_members.move(transaction, one.id, moving, version=1)
                await asyncio.sleep(0.05)
        except Stale:
            return "stale"
        return "moved"

    try:
        one, other = await form(), await form()
        outcomes = await asyncio.gather(move(one, other), move(other, one), move(one, other))
        async with database.transaction(context) as transaction:
            found = [await households.find(transaction, each.id) for each in (one, other)]
    finally:
        await database.close()
    assert sorted(outcomes) == ["moved", "stale", "stale"]
    assert sorted(len(each.members) for each in found) == [3, 5]
