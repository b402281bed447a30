"""Named steps: every state machine here is a table of them, and every step taken is kept with who took it and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec

from services.incubator.people import persons
from services.kit.db import Transaction, uuid7
from services.kit.errors import TransitionForbidden
from services.kit.sql import load_queries
from services.kit.transitions import transition

queries = load_queries(__file__)

State = TypeVar("State", bound=str)
Step = TypeVar("Step", bound=str)


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """A step about to be taken. The reason is sealed under the key of the person whom it is about."""

    subject_id: UUID
    person_id: UUID
    step: str
    before: str
    after: str
    reason: str | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A step that was taken."""

    id: UUID
    step: str
    before: str
    after: str
    taken_at: datetime
    taken_by: UUID
    reason: str | None = None


class Lead(NamedTuple):
    """From which states a named step leads to which."""

    before: tuple[str, ...]
    after: str


def transitions_of(steps: Mapping[Step, Lead], states: tuple[State, ...]) -> dict[State, tuple[State, ...]]:
    """Return the plain table of a machine: its states in their order, each with the states that a step leads to."""
    return {
        state: tuple(
            each for each in states if any(state in lead.before and lead.after == each for lead in steps.values())
        )
        for state in states
    }


def check_step(
    steps: Mapping[Step, Lead], table: Mapping[State, tuple[State, ...]], step: Step, current: State
) -> State:
    """Return the state that a named step leads to from here. Raises TransitionForbidden, naming the steps there are."""
    lead = steps[step]
    if current not in lead.before:
        possible = [str(name) for name, each in steps.items() if current in each.before]
        raise TransitionForbidden(f"From {current} there is no step {step}.", state=str(current), steps=possible)
    after = next(state for state in table if state == lead.after)
    return transition(table, current, after)


async def record(transaction: Transaction, taking: Taking) -> None:
    """Keep a step that is being taken in this transaction."""
    step_id = uuid7()
    await transaction.execute(
        queries.insert_step,
        step_id,
        taking.subject_id,
        taking.step,
        taking.before,
        taking.after,
        transaction.now,
        transaction.actor_id,
    )
    if taking.reason is not None:
        await persons.keep_text(transaction, taking.person_id, f"reason_{step_id.hex}", taking.reason)


async def history(transaction: Transaction, subject_id: UUID, *, person_id: UUID) -> list[Taken]:
    """Return the steps taken, oldest first, with their reasons unless the person has been erased."""
    taken = await transaction.fetch_structs(Taken, queries.select_steps, subject_id)
    reasons = await persons.read_texts(
        transaction, person_id, [f"reason_{each.id.hex}" for each in taken], purpose="history"
    )
    return [msgspec.structs.replace(each, reason=reasons.get(f"reason_{each.id.hex}")) for each in taken]
