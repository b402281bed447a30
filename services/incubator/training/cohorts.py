"""Cohorts: groups that train together, on the terms of their call."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from services.incubator.calling import calls
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


class NewCohort(Body, frozen=True, kw_only=True):
    """A group of a call, by its number, and its first and last day of training."""

    call_id: UUID
    number: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    starts_on: date
    ends_on: date


class Cohort(msgspec.Struct, frozen=True, kw_only=True):
    """A group with what its call grants it."""

    id: UUID
    version: int
    call_id: UUID
    number: int
    seats: int
    enrolled: int
    sessions_max: int
    programme: str
    currency: str
    allowance_minor: int
    """Each participant's training allowance a month, in minor units."""
    starts_on: date
    ends_on: date


class GroupUnknown(Problem):
    """The call has no group of this number."""


class GroupFormed(Problem):
    """This group has been formed."""


async def form(transaction: Transaction, new: NewCohort) -> Cohort:
    """Form a group. Raises GroupUnknown, GroupFormed, Malformed when it would end before it starts."""
    if new.ends_on < new.starts_on:
        fault = Fault(pointer="/ends_on", detail="The last day is before the first.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    call = await calls.find(transaction, new.call_id)
    if new.number > call.terms.groups:
        raise GroupUnknown(f"The call has {call.terms.groups} groups.", groups=call.terms.groups)
    cohort_id = await transaction.fetchval(
        queries.insert_cohort,
        uuid7(),
        call.id,
        new.number,
        call.terms.group_size,
        call.terms.training_days,
        call.terms.programme,
        call.terms.currency or transaction.municipality.currency,
        call.terms.monthly_allowance_minor,
        new.starts_on,
        new.ends_on,
        transaction.now,
        transaction.actor_id,
    )
    if cohort_id is None:
        raise GroupFormed("Choose the number of a group that is still to be formed.", number=new.number)
    return await find(transaction, cohort_id)


async def find(transaction: Transaction, cohort_id: UUID) -> Cohort:
    """Return a cohort. Raises NotFound."""
    cohort = await transaction.fetch_struct(Cohort, queries.select_cohort, cohort_id)
    if cohort is None:
        raise NotFound("There is no such cohort.")
    return cohort


async def lock(transaction: Transaction, cohort_id: UUID) -> Cohort:
    """Return a cohort whose seats nobody else gives away until this transaction ends. Raises NotFound."""
    await transaction.execute(queries.lock_cohort, cohort_id)
    return await find(transaction, cohort_id)


async def list_of(transaction: Transaction, *, call_id: UUID | None, after: UUID | None, limit: int) -> list[Cohort]:
    """Return cohorts in the order in which they were formed."""
    return await transaction.fetch_structs(Cohort, queries.select_cohorts, call_id, after, limit)
