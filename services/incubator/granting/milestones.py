"""Milestones of an award: shown with evidence by the recipient, and accepted by two persons."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.calling.stages import Code
from services.incubator.granting import awards, schedules
from services.incubator.granting.awards import Award
from services.incubator.people import steps
from services.incubator.people.steps import Lead, Taken, Taking
from services.incubator.ventures.enterprises import Sha256
from services.incubator.ventures.gates import EvidenceMissing
from services.kit import proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.proposals import Proposal, ProposalChanged
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version

queries = load_queries(__file__)

State = Literal["planned", "reported", "accepted", "dropped"]
STATES: tuple[State, ...] = ("planned", "reported", "accepted", "dropped")
Step = Literal["report", "send_back", "accept", "drop"]

STEPS: Mapping[Step, Lead] = {
    "report": Lead(("planned",), "reported"),
    "send_back": Lead(("reported",), "planned"),
    "accept": Lead(("reported",), "accepted"),
    "drop": Lead(("planned", "reported"), "dropped"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)

ACCEPTANCE = "accept_milestone"


class NewShown(Body, frozen=True, kw_only=True):
    """A paper: of a kind that the milestone asks for, where it is kept, and the SHA-256 (hex) of its content."""

    kind: Code
    reference: ShortText
    sha256: Sha256


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was recorded for a milestone."""

    id: UUID
    milestone_id: UUID
    kind: str
    reference: str
    sha256: str
    recorded_at: datetime
    recorded_by: UUID


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone of an award, and the tranche that it earns, in minor units."""

    id: UUID
    version: int
    award_id: UUID
    number: int
    title: str
    due_on: date
    amount_minor: int
    evidence: list[str]
    """The kinds of papers that it asks for."""
    state: State
    proposed_by: UUID | None
    accepted_by: UUID | None
    accepted_on: date | None


class Accepting(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: this milestone was reached, on these papers (SHA-256 by the id of each)."""

    number: int
    amount_minor: int
    papers: dict[str, Sha256]


class AwardNotCommitted(Problem):
    """The award's money is not set aside."""


class KindNotShown(Problem):
    """The milestone does not ask for this kind of evidence."""


async def record(transaction: Transaction, milestone_id: UUID, new: NewShown) -> Shown:
    """Record a paper for a milestone. Raises KindNotShown, AwardNotCommitted, TransitionForbidden once reported."""
    milestone = await lock(transaction, milestone_id)
    await running(transaction, milestone)
    steps.check_step(STEPS, TRANSITIONS, "report", milestone.state)
    if new.kind not in milestone.evidence:
        raise KindNotShown("It asks for other evidence.", kinds=milestone.evidence)
    shown = await transaction.fetch_struct(
        Shown,
        queries.insert_shown,
        uuid7(),
        milestone.id,
        new.kind,
        new.reference,
        new.sha256,
        transaction.now,
        transaction.actor_id,
    )
    assert shown is not None
    return shown


async def find_shown(transaction: Transaction, shown_id: UUID) -> Shown:
    """Return a paper. Raises NotFound."""
    shown = await transaction.fetch_struct(Shown, queries.select_shown, shown_id)
    if shown is None:
        raise NotFound("There is no such paper.")
    return shown


async def papers_of(transaction: Transaction, milestone_id: UUID) -> list[Shown]:
    """Return a milestone's papers, oldest first."""
    await find(transaction, milestone_id)
    return await transaction.fetch_structs(Shown, queries.select_papers, milestone_id)


async def report(transaction: Transaction, milestone_id: UUID, version: int) -> Milestone:
    """Report that a milestone was reached. Raises EvidenceMissing, AwardNotCommitted, TransitionForbidden."""
    milestone = await lock(transaction, milestone_id)
    check_version(milestone.version, version)
    steps.check_step(STEPS, TRANSITIONS, "report", milestone.state)
    award = await running(transaction, milestone)
    kinds = {each.kind for each in await papers_of(transaction, milestone.id)}
    missing = schedules.missing_evidence(milestone.evidence, kinds)
    if missing:
        raise EvidenceMissing("Record what is missing first.", missing=missing)
    return await lead(transaction, award, milestone, "report")


async def send_back(transaction: Transaction, milestone_id: UUID, version: int, *, reason: str) -> Milestone:
    """Send a reported milestone back. Raises SameActor for the recipient, ConflictOfInterest, TransitionForbidden."""
    milestone = await lock(transaction, milestone_id)
    check_version(milestone.version, version)
    steps.check_step(STEPS, TRANSITIONS, "send_back", milestone.state)
    award = await running(transaction, milestone)
    await awards.refuse_close(transaction, award)
    return await lead(transaction, award, milestone, "send_back", reason=reason)


async def lead(
    transaction: Transaction, award: Award, milestone: Milestone, step: Step, *, reason: str | None = None
) -> Milestone:
    """Lead a locked milestone by a named step, and keep who did."""
    after = steps.check_step(STEPS, TRANSITIONS, step, milestone.state)
    await transaction.execute(queries.update_state, milestone.id, after)
    taking = Taking(
        subject_id=milestone.id,
        person_id=award.recipient_id,
        step=step,
        before=milestone.state,
        after=after,
        reason=reason,
    )
    await steps.record(transaction, taking)
    return await find(transaction, milestone.id)


async def accepting_of(transaction: Transaction, milestone: Milestone) -> Accepting:
    """Return what there is to agree to about a milestone as it stands."""
    papers = await papers_of(transaction, milestone.id)
    return Accepting(
        number=milestone.number,
        amount_minor=milestone.amount_minor,
        papers={str(paper.id): paper.sha256 for paper in papers},
    )


async def accept(transaction: Transaction, proposal: Proposal) -> None:
    """Accept a milestone that a second person has agreed to; its tranche may be released. Raises ProposalChanged."""
    milestone = await lock(transaction, proposal.subject_id)
    award = await running(transaction, milestone)
    agreed = await proposals.execute(transaction, proposal.id, Accepting)
    if agreed != await accepting_of(transaction, milestone):
        raise ProposalChanged("Its papers have changed since; propose it again.")
    after = steps.check_step(STEPS, TRANSITIONS, "accept", milestone.state)
    await transaction.execute(
        queries.update_accepted, milestone.id, proposal.maker_id, transaction.actor_id, transaction.today
    )
    taking = Taking(
        subject_id=milestone.id,
        person_id=award.recipient_id,
        step="accept",
        before=milestone.state,
        after=after,
    )
    await steps.record(transaction, taking)


async def running(transaction: Transaction, milestone: Milestone) -> Award:
    """Return a milestone's award. Raises AwardNotCommitted unless its money is set aside."""
    award = await awards.load(transaction, milestone.award_id)
    if award.state != "committed":
        raise AwardNotCommitted("Only then its milestones are shown.", state=award.state)
    return award


async def find(transaction: Transaction, milestone_id: UUID) -> Milestone:
    """Return a milestone of an award that the acting person may see. Raises NotFound."""
    milestone = await transaction.fetch_struct(Milestone, queries.select_milestone, milestone_id)
    if milestone is None:
        raise NotFound("There is no such milestone.")
    await awards.find(transaction, milestone.award_id)
    return milestone


async def lock(transaction: Transaction, milestone_id: UUID) -> Milestone:
    """Return a milestone that nobody else changes until this transaction ends. Raises NotFound."""
    await transaction.execute(queries.lock_milestone, milestone_id)
    return await find(transaction, milestone_id)


async def list_of(transaction: Transaction, award_id: UUID) -> list[Milestone]:
    """Return an award's milestones in their order."""
    await awards.find(transaction, award_id)
    return await transaction.fetch_structs(Milestone, queries.select_milestones, award_id)


async def history(transaction: Transaction, milestone_id: UUID) -> list[Taken]:
    """Return the steps that a milestone has taken, oldest first."""
    milestone = await find(transaction, milestone_id)
    award = await awards.load(transaction, milestone.award_id)
    return await steps.history(transaction, milestone.id, person_id=award.recipient_id)
