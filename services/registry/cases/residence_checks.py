"""Residence checks: whether a household was found to live here, how and on which day. The last one counts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.rules import Rules, procedure_of
from services.registry.cases import applications

queries = load_queries(__file__)

ResidenceOutcome = Literal["lives_here", "lives_elsewhere", "not_found"]
Method = Literal["documents", "visit", "register"]


class NewResidenceCheck(Body, frozen=True, kw_only=True):
    """What was found on a day: by the papers, at the door, or in the municipality's register."""

    outcome: ResidenceOutcome
    method: Method
    checked_on: date


class ResidenceCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A residence check as it was recorded."""

    id: UUID
    application_id: UUID
    outcome: ResidenceOutcome
    method: Method
    checked_on: date
    recorded_at: datetime
    recorded_by: UUID


class ResidenceUnconfirmed(Problem):
    """It is not on record that the household lives here."""


async def record(transaction: Transaction, application_id: UUID, new: NewResidenceCheck) -> ResidenceCheck:
    """Record a check. Raises CaseClosed, NotFound, and Malformed for a day that has not come."""
    if new.checked_on > transaction.today:
        raise Malformed("Mend it.", errors=[Fault(pointer="/checked_on", detail="This day is in the future.")])
    application = await applications.lock_open(transaction, application_id)
    check_id = uuid7()
    await transaction.execute(
        queries.insert_check,
        check_id,
        application.id,
        new.outcome,
        new.method,
        new.checked_on,
        transaction.now,
        transaction.actor_id,
    )
    return await find(transaction, check_id)


async def find(transaction: Transaction, check_id: UUID) -> ResidenceCheck:
    """Return a check. Raises NotFound."""
    check = await transaction.fetch_struct(ResidenceCheck, queries.find_check, check_id)
    if check is None:
        raise NotFound(f"There is no residence check {check_id}.")
    return check


async def of_application(transaction: Transaction, application_id: UUID) -> list[ResidenceCheck]:
    """Return the checks of a case, the last one last."""
    return await transaction.fetch_structs(ResidenceCheck, queries.list_checks, application_id)


def is_due(checks: Sequence[ResidenceCheck], rules: Rules) -> bool:
    """Return whether nobody may approve: the last check found otherwise, or there is none and the rules want one."""
    return checks[-1].outcome != "lives_here" if checks else procedure_of(rules).residence_check


async def require(transaction: Transaction, application_id: UUID, rules: Rules) -> None:
    """Raise ResidenceUnconfirmed for an approval while a check is due."""
    checks = await of_application(transaction, application_id)
    if is_due(checks, rules):
        found = checks[-1].outcome if checks else None
        raise ResidenceUnconfirmed("Record a check that found the household here.", last_outcome=found)
