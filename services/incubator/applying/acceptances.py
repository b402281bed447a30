"""Acceptances: an awarded applicant accepts within the days that the call gives; else the place goes to the reserve.

Whoever has joined a cohort or was promised money by an award's plan has accepted by that.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from services.incubator.applying import applications, courses
from services.incubator.applying.applications import Application
from services.incubator.calling import calls
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an award was accepted, and by when it is to be; without a last day the call gives all time."""

    id: UUID
    """The application's."""
    version: int
    accept_by: date | None
    accepted_at: datetime | None
    taken_up: bool


class Awarded(msgspec.Struct, frozen=True, kw_only=True):
    """The determination that awarded, and what became of it."""

    determination_id: UUID
    decided_at: datetime
    accepted_at: datetime | None
    taken_up: bool


class NothingToAccept(Problem):
    """Only what was awarded is accepted."""


class AcceptanceLate(Problem):
    """The last day to accept this award is over."""


class AwardHolds(Problem):
    """An award lapses when its last day is over and nobody has accepted it."""


async def accept(transaction: Transaction, application_id: UUID) -> Acceptance:
    """Accept an award, as the applicant or for them; said again it is the same.

    Raises NothingToAccept, AcceptanceLate.
    """
    await transaction.execute(applications.queries.lock_application, application_id)
    application = await applications.find(transaction, application_id)
    applications.check_own(transaction, application.applicant_id)
    awarded = await awarded_of(transaction, application)
    last = await accept_by(transaction, application, awarded)
    if awarded.accepted_at is None and last is not None and transaction.today > last:
        raise AcceptanceLate(f"It was to be accepted by {last}.", accept_by=last)
    row = (awarded.determination_id, application.id, transaction.now, transaction.actor_id)
    await transaction.execute(queries.insert_acceptance, *row)
    return await find(transaction, application_id)


async def lapse(transaction: Transaction, application_id: UUID, version: int) -> Application:
    """Take back an award that was not accepted in time; its place is free for the reserve. Raises AwardHolds, Stale."""
    application = await applications.lock(transaction, application_id, version)
    awarded = await awarded_of(transaction, application)
    last = await accept_by(transaction, application, awarded)
    is_held = awarded.taken_up or awarded.accepted_at is not None
    if is_held or last is None or transaction.today <= last:
        raise AwardHolds("It was accepted, or there is still time.", accept_by=last)
    return await courses.lead(transaction, application, "lapse", score=application.score_basis_points)


async def awarded_of(transaction: Transaction, application: Application) -> Awarded:
    """Return what was awarded and what became of it. Raises NothingToAccept."""
    awarded = await transaction.fetch_struct(Awarded, queries.select_awarded, application.id)
    if awarded is None or application.state != "awarded":
        raise NothingToAccept("Wait for the decision.", state=application.state)
    return awarded


async def accept_by(transaction: Transaction, application: Application, awarded: Awarded) -> date | None:
    """Return the last day to accept, where the tenant is; none where the call gives all time."""
    days = (await calls.find(transaction, application.call_id)).terms.days_to_accept
    decided_on = awarded.decided_at.astimezone(transaction.municipality.zone).date()
    return None if days is None else decided_on + timedelta(days=days)


async def find(transaction: Transaction, application_id: UUID) -> Acceptance:
    """Return whether an award was accepted, for the office and those who apply. Raises NotFound, NothingToAccept."""
    application = await applications.find(transaction, application_id)
    awarded = await awarded_of(transaction, application)
    return Acceptance(
        id=application.id,
        version=application.version,
        accept_by=await accept_by(transaction, application, awarded),
        accepted_at=awarded.accepted_at,
        taken_up=awarded.taken_up,
    )
