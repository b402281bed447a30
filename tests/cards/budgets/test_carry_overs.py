"""Carry-over: the rest goes to next year's line, lots keep theirs, and any sequence of movements keeps the books."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from contracts.registry import HouseholdClosed
from services.cards.budgets import approvals, budget_lines, carry_overs, closings, fundings, moves
from services.cards.budgets.budget_lines import NewLine
from services.cards.budgets.fundings import Funding
from services.cards.budgets.moves import Move
from services.cards.ledger import wallets
from services.kit.db import Context, Database, Transaction
from services.kit.errors import Problem
from services.kit.proposals import Proposal
from services.kit.settings import Municipality
from tests.cards.budgets.test_closings import pass_on
from tests.cards.factories import OFFICER, Town
from tests.clients import person_id
from tests.sizes import SIZES

YEAR, NEXT = (
    {"valid_from": f"{year}-01-01", "valid_until": f"{year}-12-31"} for year in (2026, 2027)
)  # fmt: skip
NOW = datetime(2026, 1, 30, 8, tzinfo=UTC)


async def test_the_rest_goes_to_next_years_line_and_lots_keep_theirs(town: Town) -> None:
    this = await town.name_line(**YEAR)
    await town.fund(this["id"], 500_000)
    town.line_id = UUID(this["id"])
    await town.credit(date(2026, 3, 1))
    following = await town.name_line(**NEXT)
    seen = await town.client.get(f"/budget-lines/{this['id']}/carry-over?to_line_id={following['id']}", by=OFFICER)
    assert (seen["rest_minor"], seen["reserved_minor"]) == (478_400, 10_800)
    assert (seen["open_lots"], seen["open_lots_minor"]) == (1, 10_800)
    await town.agree(f"{this['id']}/carry-over", {"to_line_id": following["id"], "decision_number": "90/2026"})
    closed, opened = await town.line(this["id"]), await town.line(following["id"])
    assert (closed["status"], closed["available_minor"], closed["successor_id"]) == ("closed", 0, following["id"])
    assert (opened["status"], opened["available_minor"]) == ("open", 478_400)
    await town.tell(HouseholdClosed(household_id=town.household_id, closed_on=date(2027, 1, 9), reason="moved_away"))
    assert (await town.line(this["id"]))["available_minor"] == 10_800, "the lot knows the line that it came from"
    await pass_on(town)
    assert (await town.line(following["id"]))["available_minor"] == 478_400 + 10_800
    await town.verify()


async def test_a_pot_is_carried_over_while_next_years_is_only_planned(town: Town) -> None:
    this, following = await town.name_line(purpose="bonus", **YEAR), await town.name_line(purpose="bonus", **NEXT)
    await town.fund(this["id"], 5_000)
    await town.agree(f"{this['id']}/carry-over", {"to_line_id": following["id"], "decision_number": "90/2026"})
    assert (await town.line(following["id"]))["available_minor"] == 5_000
    await town.offer("private", 1_000, 500)
    assert (await town.receipt(1_000))["bonus_minor"] == 100


async def test_the_rest_goes_to_a_later_line_of_the_same_kind(town: Town) -> None:
    this = await town.name_line(**YEAR)
    for other in (await town.name_line(**YEAR), await town.name_line(purpose="bonus", **NEXT), await town.name_line()):
        body = {"to_line_id": other["id"], "decision_number": "90/2026"}
        path = f"/budget-lines/{this['id']}/carry-over"
        assert (await town.client.refused("POST", path, body, by=OFFICER))[:2] == (409, "not-next-years-line")


class Books:
    """A model beside the ledger: what each line should hold, and whatever two people may do about lines."""

    def __init__(self, database: Database, tenant: Municipality, random: Random) -> None:
        self.database, self.tenant, self.random = database, tenant, random
        self.held: dict[UUID, int] = {}
        self.outside = self.done = 0
        self.now = NOW

    def context(self, by: str) -> Context:
        return Context(now=self.now, municipality_ids=(self.tenant.id,), actor_id=person_id(by))

    async def name(self, year: int) -> None:
        async with self.database.transaction(self.context("eleni")) as transaction:
            new = NewLine(
                programme="gmi", purpose="benefits", name="-",
                valid_from=date(year, 1, 1), valid_until=date(year, 12, 31),
            )  # fmt: skip
            self.held[(await budget_lines.open_line(transaction, new)).id] = 0

    async def step(self) -> None:
        """Try one thing; what is refused changes nothing, here and there."""
        self.now += timedelta(hours=25)  # What was proposed and not carried out has expired.
        ways = (self.fund, self.move, self.close, self.carry)
        (way,) = self.random.choices(ways, (6, 6, 1, 1))
        source, target = (self.random.choice(list(self.held)) for _ in range(2))
        amount = self.random.randint(1, 300)
        try:
            async with self.database.transaction(self.context("eleni")) as transaction:
                proposal, effect = await way(transaction, source, target, amount)
            async with self.database.transaction(self.context("nikos")) as transaction:
                await approvals.approve(transaction, proposal.id, payload_hash=proposal.payload_hash)
        except Problem:
            return
        for line_id, change in effect.items():
            self.held[line_id] += change
        self.outside -= sum(effect.values())
        self.done += 1

    async def fund(self, transaction: Transaction, source: UUID, _target: UUID, amount: int) -> Any:
        funding = Funding(amount_minor=amount, decision_number="1")
        return await fundings.propose(transaction, source, funding), {source: amount}

    async def move(self, transaction: Transaction, source: UUID, target: UUID, amount: int) -> Any:
        move = Move(to_line_id=target, amount_minor=amount, decision_number="2")
        return await moves.propose(transaction, source, move), {source: -amount, target: amount}

    async def close(self, transaction: Transaction, source: UUID, _target: UUID, _amount: int) -> Any:
        proposal = await closings.propose(transaction, source, decision_number="3")
        return proposal, {source: -self.held[source]}

    async def carry(self, transaction: Transaction, source: UUID, target: UUID, _amount: int) -> Any:
        proposal: Proposal = await carry_overs.propose(transaction, source, to_line_id=target, decision_number="4")
        return proposal, {source: -self.held[source], target: self.held[source]}

    async def compare(self) -> None:
        """Every line holds what the model says, none less than nothing, and all sums to zero."""
        async with self.database.transaction(self.context("eleni")) as transaction:
            lines = await budget_lines.list_lines(transaction, after=None, limit=100)
            outside = await wallets.open_wallet(
                transaction, kind="outside", owner_id=self.tenant.id, currency=self.tenant.currency
            )
            total = await transaction.fetchval("SELECT coalesce(sum(amount_minor), 0) FROM entries")
            there = (await wallets.get(transaction, outside.id)).balance_minor
        assert {line.id: line.available_minor for line in lines} == self.held
        assert min(self.held.values()) >= 0
        assert (there, total) == (self.outside, 0)


@pytest.mark.parametrize("seed", range(max(2, SIZES.examples // 25)))
async def test_any_sequence_of_movements_keeps_sum_zero_and_no_line_below_it(
    worker: Database, tenants: dict[UUID, Municipality], seed: int
) -> None:
    books = Books(worker, next(iter(tenants.values())), Random(seed))
    for place in range(SIZES.steps * 2):
        if place % 8 == 0:
            await books.name(2026 + place // 16)
        await books.step()
        await books.compare()
    assert books.done > SIZES.steps // 4
