"""Awards: what was promised to an awarded application, committed by two persons and set aside on a budget line."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import CommitmentRefused, FundsCommitted
from contracts.incubator import AwardCommitted
from services.incubator.applying import applications
from services.incubator.applying.applications import Application
from services.incubator.calling import calls
from services.incubator.calling.funds import AwardTerms
from services.incubator.granting import schedules
from services.incubator.granting.schedules import Schedule
from services.incubator.people import conflicts, steps
from services.incubator.people.steps import Lead, Taken, Taking
from services.kit import proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import Malformed, NotFound, Problem, SameActor
from services.kit.events import publish
from services.kit.proposals import Proposal, ProposalChanged
from services.kit.sql import load_queries
from services.kit.web import check_version

queries = load_queries(__file__)

State = Literal["planned", "committing", "committed", "closed", "cancelled"]
STATES: tuple[State, ...] = ("planned", "committing", "committed", "closed", "cancelled")
Step = Literal["commit", "set_aside", "refuse_funds", "extend", "close", "cancel"]

STEPS: Mapping[Step, Lead] = {
    "commit": Lead(("planned",), "committing"),
    "set_aside": Lead(("committing",), "committed"),
    "refuse_funds": Lead(("committing",), "planned"),
    "extend": Lead(("committed",), "committed"),
    "close": Lead(("committed",), "closed"),
    "cancel": Lead(("planned",), "cancelled"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)

COMMITMENT = "commit_award"


class NewAward(Schedule, frozen=True, kw_only=True):
    """An award to plan: for which application, on which of cards' budget lines."""

    application_id: UUID
    budget_line_id: UUID


class Award(msgspec.Struct, frozen=True, kw_only=True):
    """An award. Its money is set aside once it is committed; the recipient is the applicant."""

    id: UUID
    version: int
    application_id: UUID
    recipient_id: UUID
    budget_line_id: UUID
    currency: str
    amount_minor: int
    state: State
    ends_on: date
    refused_for: str | None
    """Why cards could not set the money aside, when it was asked last."""
    spent_minor: int | None
    """What the recipient has accounted for, once it is closed."""
    proposed_by: UUID | None
    committed_by: UUID | None
    released_minor: int
    paid_minor: int
    reported: int
    """Milestones that were reported and wait to be looked at."""
    unpaid: int
    """Milestones that were reached and whose money nobody has released yet."""
    next_due_on: date | None
    """The day by which the next milestone is to be shown."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone as two persons agree to it."""

    number: int
    title: str
    due_on: date
    amount_minor: int
    evidence: list[str]


class Committing(msgspec.Struct, frozen=True, kw_only=True):
    """What two persons agree to: so much, from this line, for these milestones."""

    budget_line_id: UUID
    currency: str
    amount_minor: int
    ends_on: date
    milestones: list[Planned]


class NothingAwarded(Problem):
    """Only an application that was awarded money has an award."""


class AwardPlanned(Problem):
    """The application has an award."""


class AwardAgreed(Problem):
    """Two people have agreed to this award; its milestones are not changed here any more."""


async def plan(transaction: Transaction, new: NewAward) -> Award:
    """Plan an award. Raises NothingAwarded, AwardPlanned, Malformed with what is wrong with the milestones."""
    application = await applications.find(transaction, new.application_id)
    amount_minor, terms = await awarded(transaction, application)
    check_schedule(terms, amount_minor, new, transaction.today)
    award_id = await transaction.fetchval(
        queries.insert_award,
        uuid7(),
        application.id,
        application.applicant_id,
        new.budget_line_id,
        transaction.municipality.currency,
        amount_minor,
        new.ends_on,
        transaction.now,
        transaction.actor_id,
    )
    if award_id is None:
        raise AwardPlanned("Look among the awards.", application_id=application.id)
    await keep_milestones(transaction, award_id, new)
    return await find(transaction, award_id)


async def replan(transaction: Transaction, award_id: UUID, version: int, schedule: Schedule) -> Award:
    """Replace the milestones of an award that nobody has agreed to yet. Raises AwardAgreed, Malformed."""
    award = await lock(transaction, award_id, version)
    if award.state != "planned":
        raise AwardAgreed("Ask for an extension, or close it.", state=award.state)
    check_schedule(await terms_of(transaction, award), award.amount_minor, schedule, transaction.today)
    await transaction.execute(queries.update_ends_on, award.id, schedule.ends_on)
    await transaction.execute(queries.delete_milestones, award.id)
    await keep_milestones(transaction, award.id, schedule)
    return await find(transaction, award.id)


def check_schedule(terms: AwardTerms, amount_minor: int, schedule: Schedule, today: date) -> None:
    """Raise Malformed with every fault of a schedule."""
    faults = schedules.faults_of(terms, amount_minor, schedule, today)
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)


async def keep_milestones(transaction: Transaction, award_id: UUID, schedule: Schedule) -> None:
    """Write an award's milestones, numbered in their order."""
    rows = [
        (uuid7(), award_id, number, each.title, each.due_on, each.amount_minor, list(each.evidence))
        for number, each in enumerate(schedule.milestones, start=schedules.FIRST)
    ]
    await transaction.executemany(queries.insert_milestone, rows)


async def awarded(transaction: Transaction, application: Application) -> tuple[int, AwardTerms]:
    """Return what an application was awarded, and how its call pays. Raises NothingAwarded."""
    fund = (await calls.find(transaction, application.call_id)).terms.fund
    amount_minor: int | None = await transaction.fetchval(queries.select_awarded, application.id)
    if application.state != "awarded" or fund is None or amount_minor is None:
        raise NothingAwarded("Wait for the decision.", state=application.state)
    return amount_minor, fund.award


async def terms_of(transaction: Transaction, award: Award) -> AwardTerms:
    """Return how the call of an award pays."""
    application = await applications.load(transaction, award.application_id)
    fund = (await calls.find(transaction, application.call_id)).terms.fund
    assert fund is not None
    return fund.award


async def commit(transaction: Transaction, proposal: Proposal) -> None:
    """Commit what a second person has agreed to; cards is asked to set it aside. Raises ProposalChanged."""
    award = await lock(transaction, proposal.subject_id)
    steps.check_step(STEPS, TRANSITIONS, "commit", award.state)
    agreed = await proposals.execute(transaction, proposal.id, Committing)
    application = await applications.load(transaction, award.application_id)
    amount_minor, _ = await awarded(transaction, application)
    if agreed != await committing_of(transaction, award) or amount_minor != award.amount_minor:
        raise ProposalChanged("The award or its milestones have changed since; propose it again.")
    await transaction.execute(queries.update_committed, award.id, proposal.maker_id, transaction.actor_id)
    await lead(transaction, award, "commit")
    await publish(
        transaction,
        AwardCommitted(
            award_id=award.id,
            application_id=award.application_id,
            budget_line_id=award.budget_line_id,
            currency=award.currency,
            amount_minor=award.amount_minor,
        ),
    )


async def committing_of(transaction: Transaction, award: Award) -> Committing:
    """Return what there is to agree to about an award as it stands."""
    return Committing(
        budget_line_id=award.budget_line_id,
        currency=award.currency,
        amount_minor=award.amount_minor,
        ends_on=award.ends_on,
        milestones=await transaction.fetch_structs(Planned, queries.select_planned, award.id),
    )


async def cancel(transaction: Transaction, award_id: UUID, version: int, reason: str) -> Award:
    """Give up an award that nobody has agreed to yet. Raises TransitionForbidden."""
    award = await lock(transaction, award_id, version)
    steps.check_step(STEPS, TRANSITIONS, "cancel", award.state)
    return await lead(transaction, award, "cancel", reason=reason)


async def hear_funds(transaction: Transaction, event: FundsCommitted | CommitmentRefused) -> None:
    """Go on once cards has set the money aside; where it could not, plan again with its reason."""
    award = await lock(transaction, event.award_id)
    refused_for = event.reason if isinstance(event, CommitmentRefused) else None
    await transaction.execute(queries.update_refused_for, award.id, refused_for)
    await lead(transaction, award, "set_aside" if refused_for is None else "refuse_funds")


async def lead(transaction: Transaction, award: Award, step: Step, *, reason: str | None = None) -> Award:
    """Lead a locked award by a named step, and keep who did."""
    after = steps.check_step(STEPS, TRANSITIONS, step, award.state)
    await transaction.execute(queries.update_state, award.id, after)
    taking = Taking(
        subject_id=award.id,
        person_id=award.recipient_id,
        step=step,
        before=award.state,
        after=after,
        reason=reason,
    )
    await steps.record(transaction, taking)
    return await load(transaction, award.id)


async def refuse_close(transaction: Transaction, award: Award) -> None:
    """Raise SameActor for the recipient, ConflictOfInterest for who is close to one of those who applied."""
    if transaction.actor_id == award.recipient_id:
        raise SameActor("Nobody decides about their own award.")
    application = await applications.load(transaction, award.application_id)
    await conflicts.refuse(
        transaction, transaction.actor_id, *await applications.applicants_of(transaction, application)
    )


async def load(transaction: Transaction, award_id: UUID) -> Award:
    """Return an award, whoever asks. Raises NotFound."""
    award = await transaction.fetch_struct(Award, queries.select_award, award_id)
    if award is None:
        raise NotFound("There is no such award, or none that you may see.")
    return award


async def find(transaction: Transaction, award_id: UUID) -> Award:
    """Return an award: any for the office and mentors, their own for founders. Raises NotFound."""
    award = await load(transaction, award_id)
    if only_own(transaction) not in (None, award.recipient_id):
        raise NotFound("There is no such award, or none that you may see.")
    return award


def only_own(transaction: Transaction) -> UUID | None:
    """Return the recipient whose awards alone the acting person may see, or None where there is no such limit."""
    others = {"incubator_officer", "programme_manager", "mentor"}
    return None if transaction.context.actor_roles & others else transaction.actor_id


async def lock(transaction: Transaction, award_id: UUID, version: int | None = None) -> Award:
    """Return an award that nobody else changes until this transaction ends. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_award, award_id)
    award = await (load if version is None else find)(transaction, award_id)
    if version is not None:
        check_version(award.version, version)
    return award


async def list_of(transaction: Transaction, *, state: State | None, after: UUID | None, limit: int) -> list[Award]:
    """Return awards in the order in which they were planned; a founder's list holds their own."""
    return await transaction.fetch_structs(Award, queries.select_awards, state, only_own(transaction), after, limit)


async def history(transaction: Transaction, award_id: UUID) -> list[Taken]:
    """Return the steps that an award has taken, oldest first."""
    award = await find(transaction, award_id)
    return await steps.history(transaction, award.id, person_id=award.recipient_id)
