"""Renewals: how a term ends and the next one begins. All dates are computed; nobody types one.

`new_application`: the right ends with its last day, and the household applies again like anybody else. `recertify`: a
fresh assessment, decided by two people like any application, makes the next right; it begins the day after the last
one, also when the decision falls into the grace after it. So a row has one term and one amount for ever, and prolonging
is one more row and never a changed date. Due → reminded → grace → suspended → exited; a recertification leads back from
each of them but the last.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.sentences import sentence
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Timer
from services.registry.assessing.assessments import Assessment
from services.registry.assessing.membership_rules import MembershipRules
from services.registry.assessing.rules import Term, rules_on
from services.registry.cases.applications import Application
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.memberships import credited_months, memberships, suspensions
from services.registry.memberships.memberships import Exit, Membership, MembershipState
from services.registry.memberships.reapplications import months_later
from services.registry.people import persons

queries = load_queries(__file__)

BATCH: Final = 1000
NOT_RECERTIFIED: Final = "not_recertified"
TERM_ENDED: Final = "term_ended"

Stage = Literal["due", "reminded", "grace", "suspended"]
NextStep = Literal["suspend", "exit"]
Renewing = Literal["new_application", "recertify"]


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What a programme says of the end of a term."""

    renewal: Renewing = "new_application"
    grace_days: int = 0
    rules: MembershipRules = MembershipRules()


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """A right whose term ends soon or is over. `last_on` is the last day for going on without a gap."""

    id: UUID
    version: int
    household_id: UUID
    holder_id: UUID
    holder_name: str | None = None
    programme: str
    state: MembershipState
    starts_on: date
    ends_on: date
    reminded_on: date | None
    application_id: UUID | None
    """What the household has applied for to follow it."""
    renewal: Renewing = "new_application"
    last_on: date | None = None
    stage: Stage = "due"


class Reminded(msgspec.Struct, frozen=True, kw_only=True):
    """A right whose holder is to be reminded."""

    id: UUID
    holder_id: UUID
    programme: str
    starts_on: date
    ends_on: date


def course_on(day: date, programme: str) -> Course:
    """Return what a programme says of a term's end; where it has no rules here, nothing but the defaults."""
    rules = rules_on(day, programme)
    if rules is None:
        return Course()
    grace = rules.term.grace_days if rules.term.renewal == "recertify" else 0
    return Course(renewal=rules.term.renewal, grace_days=grace, rules=rules.membership)


def next_step(course: Course, right: Membership, *, followed: bool, today: date) -> NextStep | None:
    """Return what the calendar makes of a right on a day: nothing, a suspension after the grace, or its end."""
    if right.ends_on >= today:
        return None
    if followed or right.state == "suspended":
        waits = 0 if followed else course.rules.suspension_days
        return "exit" if right.ends_on + timedelta(days=waits) < today else None
    if right.ends_on + timedelta(days=course.grace_days) >= today:
        return None
    return "suspend" if course.renewal == "recertify" else "exit"


def stage_of(renewal: Renewal, today: date) -> Stage:
    """Return how far a term's end has come."""
    if renewal.state == "suspended":
        return "suspended"
    if renewal.ends_on < today:
        return "grace"
    return "due" if renewal.reminded_on is None else "reminded"


async def dated(transaction: Transaction, application: Application, assessment: Assessment, term: Term) -> Assessment:
    """Return an approved assessment with the days of the right that it gives.

    A recertification that is decided since the first reminder follows the running right the day after its last one.
    """
    if term.renewal != "recertify":
        return assessment
    running = await transaction.fetchrow(queries.right_to_follow, application.household_id, application.programme)
    course = course_on(transaction.today, application.programme)
    earliest = timedelta(days=max(course.rules.reminder_days, default=0))
    if running is None or transaction.today < running["ends_on"] - earliest:
        return assessment
    starts_on = running["ends_on"] + timedelta(days=1)
    ends_on = months_later(starts_on, term.months) - timedelta(days=1)
    return msgspec.structs.replace(assessment, starts_on=starts_on, ends_on=ends_on)


async def owed(transaction: Transaction, application: Application, assessment: Assessment) -> list[date]:
    """Return the months of a right, dated by `dated`, that were missed before its late decision and are owed.

    Only a recertification follows a right; which of its months are owed, the programme's rules say.
    """
    course = course_on(assessment.starts_on, application.programme)
    when = course.rules.arrears_after_late_recertification
    last_on = assessment.starts_on + timedelta(days=course.grace_days - 1)
    if course.renewal != "recertify" or when == "never" or (when == "in_grace" and transaction.today > last_on):
        return []
    return await credited_months.missed(
        transaction,
        application.household_id,
        application.programme,
        first=assessment.starts_on,
        last=assessment.ends_on,
    )


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, until: date | None, programme: str | None
) -> list[Renewal]:
    """Return one more than the limit of the rights whose term is over or ends until a day, with the holders' names."""
    last = until or transaction.today + timedelta(days=max(MembershipRules().reminder_days))
    found = await transaction.fetch_structs(Renewal, queries.list_due, after, last, programme, limit + 1)
    names = await persons.names_of(transaction, [each.holder_id for each in found[:limit]])
    return [_shown(each, names.get(each.holder_id), transaction.today) for each in found]


def _shown(found: Renewal, name: str | None, today: date) -> Renewal:
    course = course_on(found.starts_on, found.programme)
    return msgspec.structs.replace(
        found,
        holder_name=name,
        renewal=course.renewal,
        last_on=found.ends_on + timedelta(days=course.grace_days),
        stage=stage_of(found, today),
    )


async def remind(transaction: Transaction, settings: Settings) -> None:
    """Tell holders that their right ends soon, once for each of the programme's numbers of days before the last."""
    for row in await transaction.fetch(queries.programmes_running):
        course = course_on(transaction.today, row["programme"])
        for days in sorted(course.rules.reminder_days):
            due = await transaction.fetch_structs(
                Reminded, queries.due_for_reminder, row["programme"], transaction.today, days, BATCH
            )
            await _remind(transaction, course, due, days)


async def _remind(transaction: Transaction, course: Course, due: Sequence[Reminded], days: int) -> None:
    """Tell these holders. The row is written first: of two processes one writes it, and only that one tells."""
    rows = await transaction.fetch(
        queries.insert_reminders,
        [each.id for each in due],
        [each.ends_on for each in due],
        days,
        transaction.today,
        transaction.now,
    )
    fresh = {row["membership_id"] for row in rows}
    await letters.tell(transaction, [reminder(course, each) for each in due if each.id in fresh])


def reminder(course: Course, right: Reminded) -> Telling:
    """Return the words of a reminder."""
    what = sentence("To go on receiving it, apply again at the community centre.")
    if course.renewal == "recertify":
        last_on = right.ends_on + timedelta(days=course.grace_days)
        what = sentence(
            "To go on receiving it without a gap, have your situation looked at again before {last_on}.",
            last_on=last_on.isoformat(),
        )
    return Telling(
        person_id=right.holder_id,
        subject=sentence("Your benefit ends soon."),
        body=sentence("Your right ends on {ends_on}.", ends_on=right.ends_on.isoformat()),
        details=(what,),
    )


async def end_terms(transaction: Transaction, settings: Settings) -> None:
    """End or suspend the rights whose last day is over, as their programme says; some of them each time."""
    for row in await transaction.fetch(queries.programmes_running):
        course = course_on(transaction.today, row["programme"])
        taken = await transaction.fetch_structs(
            Membership,
            queries.take_ended,
            row["programme"],
            transaction.today,
            course.grace_days,
            course.rules.suspension_days,
            BATCH,
        )
        rows = await transaction.fetch(queries.followed_among, [right.id for right in taken])
        await _end(transaction, course, taken, {row["id"] for row in rows})


async def _end(
    transaction: Transaction, course: Course, taken: Sequence[Membership], followed: Collection[UUID]
) -> None:
    ended = []
    for right in taken:
        step = next_step(course, right, followed=right.id in followed, today=transaction.today)
        if step == "suspend":
            await suspensions.begin(transaction, right, NOT_RECERTIFIED)
        elif step == "exit":
            await memberships.end(transaction, right, _exit(transaction, right))
            ended.append(right)
    await letters.tell(transaction, [farewell(right) for right in ended if right.id not in followed])


def _exit(transaction: Transaction, right: Membership) -> Exit:
    return Exit(
        id=uuid7(),
        membership_id=right.id,
        kind="term",
        reason=TERM_ENDED,
        exited_on=right.ends_on + timedelta(days=1),
        proposed_by=None,
        decided_by=transaction.actor_id,
        decided_at=transaction.now,
    )


def farewell(right: Membership) -> Telling:
    """Return the words about a right that ended with its term."""
    return Telling(
        person_id=right.holder_id,
        subject=sentence("Your benefit has ended with its term."),
        body=sentence("Your right ended on {ends_on}.", ends_on=right.ends_on.isoformat()),
        details=(sentence("You may apply again at the community centre."),),
    )


TIMERS: Final = (
    Timer("remind_of_renewals", timedelta(hours=1), remind),
    Timer("end_terms", timedelta(minutes=1), end_terms),
)
