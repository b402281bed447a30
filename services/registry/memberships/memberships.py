"""Memberships: which household is entitled to how much of which programme, from when to when."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from contracts.registry import MembershipActivated, MembershipExited
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import check_version
from services.registry.assessing.assessments import Assessment
from services.registry.assessing.membership_rules import MembershipRules
from services.registry.assessing.rules import rules_on
from services.registry.cases.applications import Application
from services.registry.households import households, protections
from services.registry.people import kinships

queries = load_queries(__file__)

MembershipState = Literal["active", "suspended", "exited"]

ExitKind = Literal["requested", "revoked", "household", "term"]
"""Asked for by the household, taken from it, following from what became of it, or at the end of the term."""

TRANSITIONS: Mapping[MembershipState, tuple[MembershipState, ...]] = {
    "active": ("suspended", "exited"),
    "suspended": ("active", "exited"),
}


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A household's right, both days included. Amounts are minor units of `currency` a month."""

    id: UUID
    version: int
    application_id: UUID | None
    """Absent where another body decided."""
    household_id: UUID
    holder_id: UUID
    """The person who is paid and holds the card: the applicant."""
    programme: str
    state: MembershipState
    currency: str
    monthly_amount_minor: int
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date
    exited_on: date | None = None
    """The first day without the right, once it has ended."""
    continues_id: UUID | None = None
    """The right that was ended by mistake and goes on by this one."""
    arrears: list[date] = []
    """The first days of the months that were missed before it was given, and are owed."""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a right stands on beside an application: another body's decision, or the right that it continues.

    `granted_to` is whom two people saw as the holder; absent, the holder of the right itself.
    """

    granted_to: UUID | None = None
    imported_decision_id: UUID | None = None
    continues_id: UUID | None = None


GRANTED = Grant()
"""By an application alone, to who holds the household."""


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """How a right ended. `still_eligible` and `suspended_on` are a revocation's: they say when one may apply again."""

    id: UUID
    membership_id: UUID
    kind: ExitKind
    reason: str
    exited_on: date
    proposed_by: UUID | None
    decided_by: UUID
    decided_at: datetime
    still_eligible: bool | None = None
    suspended_on: date | None = None
    undue_from: date | None = None
    """The first month for which a revoked right was none."""


class MembershipOverlaps(Problem):
    """The household has this benefit already for some of these months."""


def rules_of(membership: Membership) -> MembershipRules:
    """Return what its programme says of a right's course; the defaults where the programme has no rules here."""
    rules = rules_on(membership.starts_on, membership.programme)
    return MembershipRules() if rules is None else rules.membership


async def activate(
    transaction: Transaction, application: Application, assessment: Assessment, *, arrears: Sequence[date] = ()
) -> UUID:
    """Give the household what the assessment found and tell the other services. Raises MembershipOverlaps."""
    holder_id = await households.holder_of(transaction, application.household_id, assessment.application_date)
    return await begin(
        transaction,
        MembershipActivated(
            membership_id=uuid7(),
            household_id=application.household_id,
            holder_id=holder_id,
            application_id=application.id,
            programme=application.programme,
            currency=assessment.currency,
            monthly_amount_minor=assessment.monthly_amount_minor,
            card_share_minor=assessment.card_share_minor,
            account_share_minor=assessment.account_share_minor,
            starts_on=assessment.starts_on,
            ends_on=assessment.ends_on,
            arrears=tuple(arrears),
        ),
    )


async def begin(transaction: Transaction, right: MembershipActivated, *, grant: Grant = GRANTED) -> UUID:
    """Give a household a right, by an application or an imported decision, and tell the others.

    Raises MembershipOverlaps, HouseholdGone, OwnCase.
    """
    await transaction.execute(queries.lock_household, right.household_id)
    await households.require(transaction, right.household_id)
    await kinships.refuse(transaction, [right.household_id])
    overlapping = await transaction.fetchval(
        queries.find_overlapping, right.household_id, right.programme, right.starts_on, right.ends_on
    )
    if overlapping is not None:
        raise MembershipOverlaps("It applies again when that right has ended.", membership_id=overlapping)
    await transaction.execute(
        queries.insert_membership,
        right.membership_id,
        right.application_id,
        right.household_id,
        right.holder_id,
        right.programme,
        right.currency,
        right.monthly_amount_minor,
        right.card_share_minor,
        right.account_share_minor,
        right.starts_on,
        right.ends_on,
        grant.imported_decision_id,
        grant.granted_to or right.holder_id,
        grant.continues_id,
        list(right.arrears),
    )
    protected = await protections.is_protected(transaction, right.household_id)
    await publish(transaction, msgspec.structs.replace(right, protected=protected))
    return right.membership_id


async def take(transaction: Transaction, membership_id: UUID, *, version: int | None = None) -> Membership:
    """Return a membership locked until the end of the transaction. Raises NotFound, OwnCase, Stale."""
    membership = await transaction.fetch_struct(Membership, queries.lock_membership, membership_id)
    if membership is None:
        raise NotFound(f"There is no membership {membership_id}.")
    await kinships.refuse(transaction, [membership.household_id])
    if version is not None:
        check_version(membership.version, version)
    return membership


async def move(
    transaction: Transaction, membership: Membership, state: MembershipState, *, exited_on: date | None = None
) -> None:
    """Bring a locked membership into another state, by the table only. Raises TransitionForbidden.

    What the step stands on (a suspension, its lifting, an exit) is written before: the database asks for it.
    """
    wanted = transition(TRANSITIONS, membership.state, state)
    await transaction.execute(queries.set_state, membership.id, wanted, exited_on)


async def end(transaction: Transaction, membership: Membership, ended: Exit) -> None:
    """End a locked membership, and say so unless it ends with its term: everybody was told that day when it began.

    The others hold a suspended right as suspended until they hear of its end, whenever that is.
    Raises TransitionForbidden.
    """
    transition(TRANSITIONS, membership.state, "exited")
    last = membership.ends_on + timedelta(days=1)
    exited_on = min(ended.exited_on, last)
    await transaction.execute(
        queries.insert_exit,
        ended.id,
        membership.id,
        ended.kind,
        ended.reason,
        exited_on,
        ended.proposed_by,
        ended.decided_by,
        ended.decided_at,
        ended.still_eligible,
        ended.suspended_on,
        ended.undue_from,
    )
    await move(transaction, membership, "exited", exited_on=exited_on)
    if ended.kind != "term" or membership.state == "suspended":
        event = MembershipExited(
            membership_id=membership.id,
            household_id=membership.household_id,
            programme=membership.programme,
            reason=ended.reason,
            exited_on=exited_on,
        )
        await publish(transaction, event)


async def exit_all(transaction: Transaction, household_id: UUID, reason: str, on: date) -> list[UUID]:
    """End every right of a household that merged, moved away or is no more; return the memberships.

    `reason` is a code such as `died`, `on` the first day without the rights. Whoever decided about the household has
    decided this too.
    """
    await transaction.execute(queries.lock_household, household_id)
    running = await transaction.fetch_structs(Membership, queries.lock_memberships_of_household, household_id)
    for membership in running:
        ended = Exit(
            id=uuid7(),
            membership_id=membership.id,
            kind="household",
            reason=reason,
            exited_on=on,
            proposed_by=None,
            decided_by=transaction.actor_id,
            decided_at=transaction.now,
        )
        await end(transaction, membership, ended)
    return [membership.id for membership in running]


async def running(transaction: Transaction, household_id: UUID) -> list[Membership]:
    """Return a household's rights that have not ended."""
    return await transaction.fetch_structs(Membership, queries.memberships_running, household_id)


async def exit_of(transaction: Transaction, membership_id: UUID) -> Exit | None:
    """Return how a right ended, or None while it has not."""
    return await transaction.fetch_struct(Exit, queries.find_exit, membership_id)


async def find(transaction: Transaction, membership_id: UUID) -> Membership:
    """Return a membership. Raises NotFound."""
    membership = await transaction.fetch_struct(Membership, queries.find_membership, membership_id)
    if membership is None:
        raise NotFound(f"There is no membership {membership_id}.")
    return membership


async def of_application(transaction: Transaction, application_id: UUID) -> Membership | None:
    """Return the membership that an application led to, or None."""
    return await transaction.fetch_struct(Membership, queries.find_membership_of_application, application_id)


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, household_id: UUID | None, on: date | None
) -> list[Membership]:
    """Return one membership more than the limit, oldest first: of one household, or in force on a day, or all."""
    return await transaction.fetch_structs(Membership, queries.list_memberships, after, household_id, on, limit + 1)
