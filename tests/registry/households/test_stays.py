"""A person has one household on any day, whatever changes in whatever order, and no history is lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.kit import vault
from services.kit.db import Connection, Context, Database, Transaction, connect
from services.kit.errors import Problem
from services.kit.settings import Municipality, Settings
from services.registry.assessing.facts import Relation
from services.registry.households import (
    closures,
    deaths,
    holders,
    household_members,
    household_merges,
    household_proposals,
    household_splits,
    households,
    stays,
)
from services.registry.households.closures import Closing
from services.registry.households.deaths import Death
from services.registry.households.holders import NewHolder, Related
from services.registry.households.household_members import Joining, Leaving, Moving, Restating
from services.registry.households.household_merges import Merging
from services.registry.households.household_splits import Splitting
from services.registry.households.households import NewHousehold, NewMember
from services.registry.households.stays import Stay
from services.registry.people import persons
from tests.clients import Client, person_id, tenant_named
from tests.databases import Urls
from tests.registry import factories
from tests.registry.changes import change, ids, refused
from tests.sizes import SIZES

BEGIN = datetime(2026, 1, 12, 8, tzinfo=UTC)
"""Every world begins on this day; each step happens some days later."""
OFTEN = ("join", "leave", "move", "restate", "holder", "split", "merge")
STEPS = (*OFTEN, *OFTEN, *OFTEN, "death", "close")


def nameless() -> NewHousehold:
    """A household of four without numbers: thousands of them need no numbers of their own."""
    body = factories.couple_with_two_children()
    for member in body["members"]:
        member["person"] |= {"identifiers": [], "iban": None, "phone": None}
    return msgspec.convert(body, NewHousehold)


class World:
    """Three households in a database of their own, and everything that is done to them one after the other."""

    def __init__(self, database: Database, tenant: Municipality, random: Random) -> None:
        self.database = database
        self.tenant = tenant
        self.random = random
        self.now = BEGIN
        self.person_ids: list[UUID] = []
        self.household_ids: list[UUID] = []
        self.done: Counter[str] = Counter()

    def context(self, by: str) -> Context:
        return Context(now=self.now, municipality_ids=(self.tenant.id,), actor_id=person_id(by))

    async def begin(self) -> None:
        async with self.database.transaction(self.context("maria")) as transaction:
            for _ in range(3):
                formed = await households.form(transaction, nameless())
                self.household_ids.append(formed.id)
                self.person_ids += [member.person_id for member in formed.members]

    async def step(self, name: str) -> None:
        """Try one change; what the rules refuse changes nothing."""
        self.now += timedelta(days=self.random.randint(0, 20))
        try:
            async with self.database.transaction(self.context("maria")) as transaction:
                proposal_id = await getattr(self, name)(transaction)
            if proposal_id is not None:
                async with self.database.transaction(self.context("eleni")) as transaction:
                    proposal = await household_proposals.find(transaction, proposal_id)
                    await household_proposals.confirm(transaction, proposal_id, payload_hash=proposal.payload_hash)
                    self.household_ids = list(
                        {row["household_id"]: 0 for row in (await self.rows(transaction)).values()}
                    )
            self.done[name] += 1
        except Problem:
            pass

    async def rows(self, transaction: Transaction) -> "Rows":
        """Every stay of this world, ever, in the order of their ids."""
        found = await transaction.fetch(
            "SELECT * FROM household_members WHERE person_id = ANY($1) ORDER BY id", self.person_ids
        )
        return {row["id"]: row for row in found}

    def day(self) -> date:
        """Today or some days ago."""
        return self.now.date() - timedelta(days=self.random.choice((0, 0, 0, 1, 7, 30)))

    async def household(self, transaction: Transaction) -> tuple[UUID, int, list[Stay]]:
        """Some household with its version and current people."""
        household_id = self.random.choice(self.household_ids)
        version = await transaction.fetchval("SELECT version FROM households WHERE id = $1", household_id)
        return household_id, version, await stays.current(transaction, household_id)

    def somebody(self, current: list[Stay]) -> UUID:
        return self.random.choice([stay.person_id for stay in current] or self.person_ids)

    async def join(self, transaction: Transaction) -> None:
        household_id, version, _ = await self.household(transaction)
        free = {row["person_id"] for row in (await self.rows(transaction)).values() if row["left_on"] is not None}
        member = NewMember(person_id=self.random.choice(sorted(free) or self.person_ids), relation="guest")
        await household_members.join(
            transaction, household_id, Joining(member=member, joined_on=self.day()), version=version
        )

    async def leave(self, transaction: Transaction) -> None:
        household_id, version, current = await self.household(transaction)
        leaving = Leaving(person_id=self.somebody(current), left_on=self.day(), reason="left")
        await household_members.leave(transaction, household_id, leaving, version=version)

    async def move(self, transaction: Transaction) -> None:
        household_id, version, current = await self.household(transaction)
        moving = Moving(
            person_id=self.somebody(current),
            into_household_id=self.random.choice(self.household_ids),
            relation="other",
            moved_on=self.day(),
        )
        await household_members.move(transaction, household_id, moving, version=version)

    async def restate(self, transaction: Transaction) -> None:
        household_id, version, current = await self.household(transaction)
        someone = self.somebody(current)
        relation: Relation = next((stay.relation for stay in current if stay.person_id == someone), "other")
        facts = Restating(person_id=someone, from_on=self.day(), relation=relation, work="employed")
        await household_members.restate(transaction, household_id, facts, version=version)

    async def holder(self, transaction: Transaction) -> None:
        household_id, version, current = await self.household(transaction)
        new = NewHolder(person_id=self.somebody(current), changed_on=self.day())
        await holders.change(transaction, household_id, new, version=version)

    async def split(self, transaction: Transaction) -> UUID:
        household_id, version, current = await self.household(transaction)
        going = self.random.sample(current, min(len(current), self.random.randint(1, 2)))
        members = tuple(
            Related(person_id=stay.person_id, relation="applicant" if number == 0 else "other")
            for number, stay in enumerate(going)
        )
        splitting = Splitting(split_on=self.day(), members=members, share_basis_points=5_000)
        return (await household_splits.propose(transaction, household_id, splitting, version=version)).id

    async def merge(self, transaction: Transaction) -> UUID:
        household_id, version, _ = await self.household(transaction)
        merging = Merging(into_household_id=self.random.choice(self.household_ids), merged_on=self.day())
        return (await household_merges.propose(transaction, household_id, merging, version=version)).id

    async def death(self, transaction: Transaction) -> None:
        someone = self.random.choice(self.person_ids)
        person = await persons.find(transaction, someone)
        dying = Death(died_on=self.day(), new_holder_id=self.random.choice(self.person_ids))
        await deaths.record(transaction, someone, dying, version=person.version)

    async def close(self, transaction: Transaction) -> UUID:
        household_id, version, _ = await self.household(transaction)
        closing = Closing(closed_on=self.day())
        return (await closures.propose(transaction, household_id, closing, version=version)).id


Rows = dict[UUID, asyncpg.Record]
OVER = """
SELECT FROM household_members m JOIN persons p ON m.person_id = p.id JOIN households h ON m.household_id = h.id
WHERE m.person_id = ANY($1) AND m.left_on IS NULL AND (p.died_on IS NOT NULL OR h.closed_on IS NOT NULL)
"""
"""The dead, and those of closed households, who would still live somewhere."""


def refuse_lost(before: Rows, after: Rows) -> None:
    """Every stay is still there as it was, or was ended by a change and nothing else."""
    for stay_id, row in before.items():
        now = dict(after[stay_id])
        if row["left_on"] is None and now["left_on"] is not None:
            assert now["ended_by"] is not None
            now |= {"left_on": None, "ended_by": None}
        assert now == dict(row)


def refuse_double(rows: Rows) -> None:
    """On every day each person has at most one household, and each household with people one holder."""
    days = {row[field] for row in rows.values() for field in ("joined_on", "left_on") if row[field] is not None}
    for day in days | {day - timedelta(days=1) for day in days}:
        there = [
            row for row in rows.values() if row["joined_on"] <= day and (row["left_on"] is None or row["left_on"] > day)
        ]
        people = [row["person_id"] for row in there]
        assert len(people) == len(set(people)), day
        for household_id in {row["household_id"] for row in there}:
            held = [row for row in there if row["household_id"] == household_id and row["relation"] == "applicant"]
            assert len(held) == 1, (household_id, day)


async def walk(world: World, names: list[str]) -> None:
    """Do one thing after the other, and look at everything after each."""
    await world.begin()
    before: Rows = {}
    for name in names:
        await world.step(name)
        async with world.database.transaction(world.context("maria")) as transaction:
            rows = await world.rows(transaction)
            over = await transaction.fetch(OVER, world.person_ids)
        refuse_lost(before, rows)
        refuse_double(rows)
        assert over == []
        before = rows


async def test_whatever_changes_everybody_has_one_household_on_any_day_and_no_history_is_lost(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> None:
    urls = await new_database("registry")
    vault.unlock(settings_of("registry", urls).keyring)
    database = await connect(urls.api, size=2, tenants=tenants)
    loop, done = asyncio.get_running_loop(), Counter[str]()

    @settings(max_examples=max(SIZES.examples // 50, 10), suppress_health_check=list(HealthCheck))
    @given(names=st.lists(st.sampled_from(STEPS), min_size=20, max_size=40), seed=st.integers(0, 2**32))
    def every_walk(names: list[str], seed: int) -> None:
        world = World(database, tenant_named(tenants, "paggaio"), Random(seed))
        asyncio.run_coroutine_threadsafe(walk(world, names), loop).result()
        done.update(world.done)

    try:
        await asyncio.to_thread(every_walk)
    finally:
        await database.close()
    assert set(done) >= set(OFTEN), done


async def test_a_stay_is_ended_once_and_keeps_its_facts(paggaio: Client, connection: Connection) -> None:
    formed = await factories.household(paggaio)
    spouse = ids(formed)[1]
    for wrong in ("studies = true", "joined_on = '2020-01-01'", "left_on = '2026-02-01', relation = 'guest'"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with connection.transaction():
                await connection.execute(f"UPDATE household_members SET {wrong} WHERE person_id = $1", spouse)
    end = "UPDATE household_members SET left_on = $2 WHERE person_id = $1"
    await connection.execute(end, spouse, date(2026, 2, 1))
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute(end, spouse, date(2026, 3, 1))


async def test_nobody_joins_before_the_end_of_the_former_stay(paggaio: Client) -> None:
    one, other = await factories.household(paggaio), await factories.household(paggaio)
    spouse = ids(one)[1]
    paggaio.now = "2026-03-10T10:00:00+02:00"
    await change(paggaio, one, "departures", {"person_id": spouse, "left_on": "2026-03-01", "reason": "separated"})
    body: dict[str, Any] = {"member": {"person_id": spouse, "relation": "guest"}, "joined_on": "2026-02-01"}
    assert await refused(paggaio, other, "members", body) == (409, "later-change")
    assert spouse in ids(await change(paggaio, other, "members", body | {"joined_on": "2026-03-01"}))
