"""Whatever becomes of a right: its dates stay in order, rights never overlap, arrears are what was withheld.

A slow model walks day by day: a month is withheld when its run found the right suspended, and owed when that
suspension is lifted later. The service sees only what people and cards tell it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from litestar import Litestar

from contracts.cards import BenefitsCredited, Credit
from services.kit.db import Connection, Context, Transaction
from services.kit.proposals import Quoted
from services.kit.ticker import Chunk
from services.registry.memberships import (
    confirmations,
    courses,
    credited_months,
    exits,
    extensions,
    renewals,
    suspensions,
)
from services.registry.memberships.extensions import NewExtension
from services.registry.memberships.memberships import MembershipState
from services.registry.memberships.suspensions import Suspending
from tests.clients import Client, person_id
from tests.registry import rights
from tests.sizes import SIZES

FIRST = date(2026, 2, 1)
RUN_DAY = 25
STEP = st.sampled_from(["suspend", "lift", "lift", "exit", "extend", "wait"])
SEQUENCES = st.lists(st.tuples(st.integers(0, 45), STEP), max_size=12)
NEIGHBOUR = uuid4()


class Modelled(msgspec.Struct):
    """A right as the slow model sees it."""

    right_id: UUID
    household_id: UUID
    starts_on: date
    ends_on: date
    state: MembershipState = "active"
    withheld: list[date] = []
    """Months whose run found the right suspended, since the suspension in force began."""
    owed: list[date] = []
    """Months of suspensions that were lifted."""


class Walk:
    """Takes the same steps in the service and in the model, a day after the other."""

    def __init__(self, database: Any, client: Client, model: Modelled) -> None:
        self.database = database
        self.client = client
        self.model = model
        self.today = FIRST

    def transaction(self, actor: str = "eleni") -> Any:
        """Open a transaction of a person at noon of the walk's day."""
        return self.database.transaction(
            Context(
                now=datetime.combine(self.today, time(10), UTC),
                municipality_ids=(self.client.tenant.id,),
                actor_id=person_id(actor),
                actor_roles=frozenset({"supervisor"}),
            )
        )

    async def go(self, days: int) -> None:
        """Let days pass: the calendar ends rights, and each month's run credits whoever is entitled on its day."""
        for _ in range(days):
            self.today += timedelta(days=1)
            await self.calendar()
            if self.today.day == RUN_DAY:
                await self.run_month()

    async def calendar(self) -> None:
        model, over = self.model, self.today - self.model.ends_on
        if over.days >= 1 and model.state != "exited":
            async with self.transaction() as transaction:
                await renewals.end_terms(transaction, None)  # type: ignore[arg-type]
        if (model.state == "active" and over.days >= 1) or (model.state == "suspended" and over.days > 60):
            model.state, model.withheld = "exited", []

    async def run_month(self) -> None:
        """Credit the month to a neighbour, so that its run is seen, and to the household when it is entitled."""
        model, month = self.model, self.today.replace(day=1)
        within = model.starts_on <= month <= model.ends_on
        credited = [NEIGHBOUR]
        if within and model.state == "active":
            credited.append(model.household_id)
        elif within and model.state == "suspended":
            model.withheld.append(month)
        async with self.transaction() as transaction:
            await credited_months.keep(transaction, run_of(month, credited))

    async def take(self, step: str) -> None:
        """Take a step in both, when the model's state lets it be taken."""
        model = self.model
        if step == "suspend" and model.state == "active":
            async with self.transaction() as transaction:
                suspending = Suspending(reason="tax_discrepancy")
                version = (await courses.find(transaction, model.right_id)).version
                await suspensions.suspend(transaction, model.right_id, suspending, version=version)
            model.state, model.withheld = "suspended", []
        elif step == "lift" and model.state == "suspended":
            await self.agree(suspensions.propose_lifting, "suspended_in_error")
            model.state, model.owed, model.withheld = "active", model.owed + model.withheld, []
        elif step == "exit" and model.state != "exited":
            await self.agree(exits.propose_exit, "own_request")
            model.state = "exited"
        elif step == "extend" and model.state != "exited" and self.today <= model.ends_on:
            model.ends_on = await self.extend()

    async def agree(self, propose: Callable[..., Any], reason: str) -> None:
        """Propose a step and let another person agree."""
        async with self.transaction("maria") as transaction:
            version = (await courses.find(transaction, self.model.right_id)).version
            proposal = await propose(transaction, self.model.right_id, Suspending(reason=reason), version=version)
        async with self.transaction("petros") as transaction:
            await confirmations.agree(transaction, proposal.id, Quoted(payload_hash=proposal.payload_hash))

    async def extend(self) -> date:
        """Extend whatever ends on the right's last day by a month; return the new one."""
        day = self.model.ends_on
        asked = NewExtension(programme="gmi", ending_from=day, ending_until=day, months=1, decision_number="1")
        async with self.transaction("maria") as transaction:
            proposed = await extensions.propose(transaction, asked)
        async with self.transaction("petros") as transaction:
            confirmed = await extensions.confirm(transaction, proposed.id, version=1)
            assert confirmed.job_id is not None
            asked_for = {"extension_id": str(proposed.id)}
            await extensions.extend_chunk(
                transaction,
                Chunk(
                    job_id=confirmed.job_id,
                    arguments=asked_for,
                    done=0,
                    total=1,
                    progress=None,
                    now=transaction.now,
                ),
            )
        return extensions.extended(day, 1)


def run_of(month: date, household_ids: list[UUID]) -> BenefitsCredited:
    """What cards says of a run that has credited these households."""
    credited = [
        Credit(lot_id=uuid4(), wallet_id=uuid4(), household_id=each, amount_minor=100, expires_on=date(2030, 1, 1))
        for each in household_ids
    ]
    return BenefitsCredited(
        run_id=uuid4(), programme="gmi", budget_line_id=uuid4(), month=month, currency="EUR", credits=credited
    )


async def check_dates(transaction: Transaction, model: Modelled, last: date) -> None:
    """The right is as the model has it, and its dates are in order."""
    course = await courses.find(transaction, model.right_id)
    right = course.membership
    assert (right.state, right.starts_on, right.ends_on) == (model.state, model.starts_on, model.ends_on)
    days = [
        day for each in course.suspensions for day in (each.suspended_on, each.lifted_on or right.exited_on or last)
    ]
    assert days == sorted(days)
    assert all(each.suspended_on <= right.ends_on for each in course.suspensions)
    assert [each.lifted_on is None for each in course.suspensions[:-1]] == [False] * len(course.suspensions[:-1])
    assert right.exited_on is None or right.exited_on <= right.ends_on + timedelta(days=1)
    arrears = [month for each in course.suspensions for month in each.arrears]
    assert arrears == model.owed
    assert not {month.month for month in course.credited} & set(arrears)


OVERLAPPING = (
    "SELECT count(*) FROM memberships a INNER JOIN memberships b ON a.household_id = b.household_id "
    "AND a.programme = b.programme AND a.id < b.id "
    "WHERE a.starts_on <= coalesce(b.exited_on - 1, b.ends_on) AND b.starts_on <= coalesce(a.exited_on - 1, a.ends_on)"
)


@settings(
    max_examples=min(SIZES.examples // 3, 200),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=SEQUENCES)
@example(steps=[(26, "suspend"), (40, "lift"), (0, "suspend"), (60, "lift"), (0, "extend"), (9, "exit")])
@example(steps=[(140, "suspend"), (80, "lift"), (1, "wait")])
async def test_any_course_keeps_its_dates_in_order_and_owes_what_it_withheld(
    paggaio: Client, app: Litestar, connection: Connection, steps: list[tuple[int, str]]
) -> None:
    await connection.execute("RESET ROLE")
    await connection.execute("DELETE FROM card_credits")  # The examples share a transaction; each has its own runs.
    paggaio.now = "2026-01-12T09:30:00+02:00"
    right = await rights.begun(paggaio)
    model = Modelled(
        right_id=UUID(right["id"]),
        household_id=UUID(right["household_id"]),
        starts_on=date.fromisoformat(right["starts_on"]),
        ends_on=date.fromisoformat(right["ends_on"]),
    )
    walk = Walk(app.state.worker_database, paggaio, model)
    for days, step in steps:
        await walk.go(days)
        await walk.take(step)
    async with walk.transaction() as transaction:
        await check_dates(transaction, model, walk.today)
    if model.state == "exited" and walk.today < date(2027, 6, 1):
        paggaio.now = f"{walk.today.isoformat()}T12:00:00+02:00"
        await rights.decide(paggaio, await rights.reapply(paggaio, right["household_id"]))
    assert await connection.fetchval(OVERLAPPING) == 0


async def test_a_course_says_what_may_become_of_a_right(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    course = await paggaio.get(f"/memberships/{right['id']}/course")
    assert course["allowed"] == ["suspended", "exited"]
    assert "not_registered_unemployed" in course["suspension_reasons"]
    assert "own_request" in course["exit_reasons"]
    assert (course["suspensions"], course["exit"], course["set_offs"], course["proposals"]) == ([], None, [], [])
