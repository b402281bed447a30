"""Appeals: against a decision, within the programme's days, ruled by somebody who took no part in the case before.

Lodging and ruling are two rows, each written once. A ruling needs an assessment of today's facts: under appeal they may
be corrected and assessed again, by the rules of the application's own date.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.events import publish
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, LongText
from services.registry.assessing.assessments import Assessed
from services.registry.assessing.facts import Code
from services.registry.cases import applications, case_texts, decisions, papers, steps
from services.registry.cases.applications import Application, State
from services.registry.cases.decisions import Decision, DecisionOutcome
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.memberships import memberships
from services.registry.memberships.memberships import Exit
from services.registry.privacy.purposes import Purpose

queries = load_queries(__file__)

RulingOutcome = Literal["upheld", "overturned"]
APPEALABLE: dict[State, tuple[State, ...]] = {"approved": ("appealed",), "rejected": ("appealed",)}
"""A decision is appealed once: a case under appeal stays so only while its facts are corrected."""
REVERSED: dict[DecisionOutcome, DecisionOutcome] = {"approved": "rejected", "rejected": "approved"}


class NewAppeal(Body, frozen=True, kw_only=True):
    """An appeal as lodged. Without an appellant it is the applicant's; else another member of the household's."""

    grounds: LongText
    appellant_id: UUID | None = None


class Ruling(Body, frozen=True, kw_only=True):
    """What is ruled, and why as a code. `upheld`: the decision stands."""

    outcome: RulingOutcome
    reason: Code


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal and, once somebody has ruled, the ruling. The grounds are there only for who opens them."""

    id: UUID
    application_id: UUID
    appellant_id: UUID
    grounds_id: UUID
    grounds: str | None = None
    until_on: date
    lodged_on: date
    lodged_at: datetime
    lodged_by: UUID
    outcome: RulingOutcome | None
    reason: str | None
    ruled_at: datetime | None
    ruled_by: UUID | None


class AppealTooLate(Problem):
    """The time for an appeal has passed."""


async def lodge(transaction: Transaction, application_id: UUID, new: NewAppeal, *, version: int) -> Application:
    """Lodge an appeal against the decision. Raises AppealTooLate, OutsideHousehold, Stale, TransitionForbidden."""
    application = await applications.take(transaction, application_id, version=version)
    transition(APPEALABLE, application.state, "appealed")
    moved = await applications.move(transaction, application, "appealed", reason="lodged")
    decision = await decided(transaction, application)
    assert decision.decided_at is not None
    until_on = decisions.appealable_until(transaction, application, decision.decided_at)
    if transaction.today > until_on:
        raise AppealTooLate(f"It could be lodged until {until_on}.", until_on=until_on)
    appellant_id = await papers.subject_of(transaction, application, new.appellant_id)
    grounds_id = await case_texts.keep(transaction, appellant_id, new.grounds)
    await transaction.execute(
        queries.insert_appeal,
        uuid7(),
        application.id,
        appellant_id,
        grounds_id,
        until_on,
        transaction.today,
        transaction.now,
        transaction.actor_id,
    )
    return moved


async def decided(transaction: Transaction, application: Application) -> Decision:
    """Return the decision of a decided application."""
    decision = await decisions.find(transaction, application.id)
    assert decision is not None
    assert decision.outcome is not None
    return decision


async def rule(transaction: Transaction, application_id: UUID, ruling: Ruling, *, version: int) -> Application:
    """Rule on an appeal, as somebody who took no step of the case before. Raises SameActor, Stale, TransitionForbidden.

    To overturn a rejection everything must be on file as for an approval: raises what `decisions.decide` raises.
    """
    application = await applications.take(transaction, application_id, version=version)
    involved = await steps.takers(transaction, application.id)
    moved = await applications.move(transaction, application, ruling.outcome, reason=ruling.reason)
    if transaction.actor_id in involved:
        raise SameActor("Somebody who took no part in this case has to rule on the appeal.")
    decision, appeal = await decided(transaction, application), await of_application(transaction, application.id)
    assert appeal is not None
    before: DecisionOutcome = decision.outcome or "rejected"
    after = before if ruling.outcome == "upheld" else REVERSED[before]
    assessed = await ground(transaction, application, after=after, changed=after != before)
    await transaction.execute(
        queries.insert_ruling,
        appeal.id,
        assessed.id,
        assessed.assessed_by,
        ruling.outcome,
        ruling.reason,
        transaction.now,
        transaction.actor_id,
    )
    if after != before:
        await reverse(transaction, application, appeal, assessed, outcome=after)
    told = msgspec.structs.replace(appeal, outcome=ruling.outcome, reason=ruling.reason)
    await letters.tell(transaction, [ruled(told)])
    return moved


async def ground(
    transaction: Transaction, application: Application, *, after: DecisionOutcome, changed: bool
) -> Assessed:
    """Return the assessment that a ruling stands on. One that gives a right needs all that an approval needs."""
    if changed:
        return await decisions.ready(transaction, application, outcome=after)
    return (await decisions.assessments_of(transaction, application.id))[-1]


async def reverse(
    transaction: Transaction, application: Application, appeal: Appeal, assessed: Assessed, *, outcome: DecisionOutcome
) -> None:
    """Give the household its right from the day it should have had it, or end the one that it should not have."""
    if outcome == "approved":
        await memberships.activate(transaction, application, assessed.assessment())
    else:
        await end_right(transaction, application, appeal)
    await publish(transaction, decisions.said(transaction, application, assessed.assessment(), outcome))


async def end_right(transaction: Transaction, application: Application, appeal: Appeal) -> None:
    """End the right that an overturned approval gave, from today on; what was received is set off by two people."""
    given = await memberships.of_application(transaction, application.id)
    membership = None if given is None else await memberships.take(transaction, given.id)
    if membership is None or membership.state == "exited":
        return
    ended = Exit(
        id=uuid7(),
        membership_id=membership.id,
        kind="requested",
        reason="appeal",
        exited_on=max(transaction.today, membership.starts_on),
        proposed_by=appeal.lodged_by,
        decided_by=transaction.actor_id,
        decided_at=transaction.now,
    )
    await memberships.end(transaction, membership, ended)


def ruled(appeal: Appeal) -> Telling:
    """Return the words of a ruling."""
    if appeal.outcome == "upheld":
        body = sentence("Your appeal of {lodged_on} was examined. The decision stands.", lodged_on=_day(appeal))
    else:
        body = sentence("Your appeal of {lodged_on} was examined. The decision was changed.", lodged_on=_day(appeal))
    return Telling(
        person_id=appeal.appellant_id,
        subject=sentence("Your appeal was decided."),
        body=body,
        details=(sentence("Reason: {reason_code}.", reason_code=str(appeal.reason)),),
    )


def _day(appeal: Appeal) -> str:
    return appeal.lodged_on.isoformat()


async def of_application(transaction: Transaction, application_id: UUID) -> Appeal | None:
    """Return the appeal against an application's decision without its grounds, or None."""
    return await transaction.fetch_struct(Appeal, queries.find_appeal, None, application_id)


async def read(transaction: Transaction, appeal_id: UUID, *, purpose: Purpose) -> Appeal:
    """Return an appeal with its grounds; who read them and why is kept. Raises NotFound, OwnCase."""
    appeal = await transaction.fetch_struct(Appeal, queries.find_appeal, appeal_id, None)
    if appeal is None:
        raise NotFound(f"There is no appeal {appeal_id}.")
    await applications.look_into(transaction, appeal.application_id)
    texts = await case_texts.read(transaction, [appeal.grounds_id], purpose=purpose)
    return msgspec.structs.replace(appeal, grounds=texts.get(appeal.grounds_id))
