"""Follow-ups: months after a cohort has ended, each participant is asked for work, jobs and revenue.

It is the same participant id as at the intake, so that what was asked for then and what came of it stand in one row
("cohort cliff", sopact.com). Reported revenue stands beside what the ledger has seen. Income is the person's own and is
sealed; who does not answer is asked again, and only then given up.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.incubator import FollowUpClosed
from contracts.types import MinorUnits
from services.incubator.calling import calls
from services.incubator.people import persons, steps
from services.incubator.people.steps import Lead
from services.incubator.training import cohorts
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body, check_version

queries = load_queries(__file__)

State = Literal["planned", "answered", "unreachable"]
STATES: tuple[State, ...] = ("planned", "answered", "unreachable")
Step = Literal["answer", "give_up"]
STEPS: Mapping[Step, Lead] = {
    "answer": Lead(("planned", "unreachable"), "answered"),
    "give_up": Lead(("planned",), "unreachable"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)

Work = Literal["own_enterprise", "employed", "in_training", "seeking", "at_home"]
WORKING: frozenset[Work] = frozenset({"own_enterprise", "employed"})


class Answer(Body, frozen=True, kw_only=True):
    """What a participant reports of the months since the last time, in minor units of the tenant's currency.

    Jobs are those that the enterprise gives besides the founder's own. Income is a month's, of all sources.
    """

    work: Work
    jobs: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    revenue_minor: MinorUnits = 0
    income_minor: MinorUnits | None = None


class NewChase(Body, frozen=True, kw_only=True):
    """How somebody who has not answered was asked again."""

    channel: Literal["call", "message", "letter", "visit"]


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """One participant at one time after the cohort, and what the ledger has seen of their enterprise until then."""

    id: UUID
    version: int
    enrolment_id: UUID
    cohort_id: UUID
    participant_id: UUID
    months: int
    due_on: date
    state: State
    work: Work | None
    jobs: int | None
    revenue_minor: int | None
    """As reported."""
    ledger_revenue_minor: int | None
    """Taken by card in the months since the last follow-up; absent where the participant has no merchant."""
    chased: int
    """How often they were asked again."""
    answered_at: datetime | None


class WithIncome(FollowUp, frozen=True, kw_only=True):
    """A follow-up with what is sealed under the participant's key."""

    income_minor: int | None = None


class NotDueYet(Problem):
    """This follow-up is asked for later."""


class ChaseFirst(Problem):
    """Who does not answer is asked again before they are given up."""


async def plan(transaction: Transaction, cohort_id: UUID) -> list[FollowUp]:
    """Plan the follow-ups of everybody in a cohort; planned again, it adds those who joined since."""
    cohort = await cohorts.lock(transaction, cohort_id)
    months = (await calls.find(transaction, cohort.call_id)).terms.follow_up_months
    missing = await transaction.fetch(queries.select_unplanned, cohort.id, list(months), cohort.ends_on)
    rows = [(uuid7(), row["enrolment_id"], row["participant_id"], row["months"], row["due_on"]) for row in missing]
    await transaction.executemany(queries.insert_follow_up, rows)
    return await transaction.fetch_structs(FollowUp, queries.select_follow_ups, None, cohort.id, None, None, None, None)


async def answer(transaction: Transaction, follow_up_id: UUID, version: int, given: Answer) -> FollowUp:
    """Record what a participant reports. Raises NotDueYet, TransitionForbidden."""
    asked = await lock(transaction, follow_up_id, version, "answer")
    if transaction.today < asked.due_on:
        raise NotDueYet(f"It is due on {asked.due_on}.", due_on=asked.due_on)
    await transaction.execute(
        queries.update_answered,
        asked.id,
        given.work,
        given.jobs,
        given.revenue_minor,
        transaction.now,
        transaction.actor_id,
    )
    if given.income_minor is not None:
        await persons.keep_text(transaction, asked.participant_id, sealed_as(asked), str(given.income_minor))
    return await tell(transaction, asked.id)


async def chase(transaction: Transaction, follow_up_id: UUID, new: NewChase) -> FollowUp:
    """Record that somebody was asked again. Raises NotDueYet, TransitionForbidden for who has answered."""
    asked = await lock(transaction, follow_up_id, None, "give_up")
    if transaction.today < asked.due_on:
        raise NotDueYet(f"It is due on {asked.due_on}.", due_on=asked.due_on)
    await transaction.execute(
        queries.insert_chase, uuid7(), asked.id, new.channel, transaction.now, transaction.actor_id
    )
    return await find(transaction, asked.id)


async def give_up(transaction: Transaction, follow_up_id: UUID, version: int) -> FollowUp:
    """Note that somebody cannot be reached. Raises ChaseFirst; who answers later after all is heard."""
    asked = await lock(transaction, follow_up_id, version, "give_up")
    call = await calls.find(transaction, (await cohorts.find(transaction, asked.cohort_id)).call_id)
    if asked.chased < call.terms.follow_up_chases_min:
        raise ChaseFirst(f"{asked.chased} of {call.terms.follow_up_chases_min} times.", chased=asked.chased)
    await transaction.execute(queries.update_unreachable, asked.id)
    return await tell(transaction, asked.id)


async def tell(transaction: Transaction, follow_up_id: UUID) -> FollowUp:
    """Tell what became of a follow-up, and return it. What a participant earns stays here."""
    closed = await find(transaction, follow_up_id)
    assert closed.state != "planned"
    await publish(
        transaction,
        FollowUpClosed(
            follow_up_id=closed.id,
            enrolment_id=closed.enrolment_id,
            participant_id=closed.participant_id,
            months=closed.months,
            outcome=closed.state,
            is_working=closed.work in WORKING,
            jobs=closed.jobs or 0,
        ),
    )
    return closed


def sealed_as(asked: FollowUp) -> str:
    """Return the name under which a participant's income is sealed."""
    return f"income_{asked.id.hex}"


async def lock(transaction: Transaction, follow_up_id: UUID, version: int | None, step: Step) -> FollowUp:
    """Return a follow-up from which a step may be taken, and that nobody else changes. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_follow_up, follow_up_id)
    asked = await find(transaction, follow_up_id)
    if version is not None:
        check_version(asked.version, version)
    steps.check_step(STEPS, TRANSITIONS, step, asked.state)
    return asked


async def find(transaction: Transaction, follow_up_id: UUID) -> FollowUp:
    """Return a follow-up: any for the office, their own for participants. Raises NotFound."""
    wanted = (follow_up_id, None, None, None, None, None)
    found = await transaction.fetch_struct(FollowUp, queries.select_follow_ups, *wanted)
    if found is None or only_own(transaction) not in (None, found.participant_id):
        raise NotFound("There is no such follow-up, or none that you may see.")
    return found


async def read(transaction: Transaction, follow_up_id: UUID) -> WithIncome:
    """Return a follow-up with the income that was reported; the look is kept. Raises NotFound."""
    found = await find(transaction, follow_up_id)
    name = sealed_as(found)
    texts = await persons.read_texts(transaction, found.participant_id, [name], purpose="follow_up")
    income = int(texts[name]) if name in texts else None
    return WithIncome(**msgspec.structs.asdict(found), income_minor=income)


def only_own(transaction: Transaction) -> UUID | None:
    """Return the participant whose follow-ups alone the acting person may see, or None where there is no such limit."""
    office = {"incubator_officer", "programme_manager"}
    return None if transaction.context.actor_roles & office else transaction.actor_id


async def list_of(transaction: Transaction, *, missing: bool, after: UUID | None, limit: int) -> list[FollowUp]:
    """Return follow-ups in the order in which they were planned; `missing` are due and not answered."""
    due_until = transaction.today if missing else None
    return await transaction.fetch_structs(
        FollowUp, queries.select_follow_ups, None, None, due_until, only_own(transaction), after, limit
    )
