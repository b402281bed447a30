"""Determinations: a third person, who has not reviewed, decides with the ranking in view."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contracts.incubator import ApplicationDecided
from contracts.types import PositiveMinorUnits
from services.incubator.applying import applications, courses
from services.incubator.applying.applications import Application
from services.incubator.applying.phases import STEPS, TRANSITIONS, Decision
from services.incubator.calling import calls
from services.incubator.calling.calls import Call
from services.incubator.calling.funds import Fund
from services.incubator.judging import rankings, scores
from services.incubator.judging.rankings import Outcome
from services.incubator.people import conflicts, persons, steps
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem, SameActor
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)

DECISIONS: dict[Outcome, Decision] = {
    "awarded": "award",
    "reserve": "place_on_reserve",
    "rejected": "reject",
    "invited": "invite",
}


class NewDetermination(Body, frozen=True, kw_only=True):
    """A decision and its reason, which the applicant is told. An award of money may be less than was asked for."""

    outcome: Outcome
    reason: ShortText
    amount_minor: PositiveMinorUnits | None = None


class Determination(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was taken. Reviewers are not named to whom it is shown."""

    id: UUID
    application_id: UUID
    number: int
    stage: int
    outcome: Outcome
    amount_minor: int | None
    score_basis_points: int
    decided_at: datetime
    decided_by: UUID


class BelowThreshold(Problem):
    """The score is below the call's threshold."""


class NoPlaceLeft(Problem):
    """All places of the call are given away."""


class NoMoneyLeft(Problem):
    """What is left of the call's money does not hold this award."""


class NoFurtherStage(Problem):
    """The call's last stage decides; there is none to be invited to."""


class NotLastStage(Problem):
    """Awards and reserve places are given in the call's last stage."""


async def determine(
    transaction: Transaction, application_id: UUID, version: int, new: NewDetermination
) -> Determination:
    """Decide. Raises TransitionForbidden and what refuses the decider, the reviews or the outcome.

    SameActor, ConflictOfInterest; ReviewsMissing, ConflictInReviews; BelowThreshold, NoPlaceLeft, NoMoneyLeft,
    NoFurtherStage, NotLastStage.
    """
    application = await applications.lock(transaction, application_id, version)
    step = DECISIONS[new.outcome]
    steps.check_step(STEPS, TRANSITIONS, step, application.state)
    await refuse_decider(transaction, application)
    call = await calls.lock(transaction, application.call_id)
    given = await courses.submitted_scores(transaction, call.terms.stages[application.stage - 1], application)
    if new.outcome != "rejected":
        check_score(call, application, given)
        check_stage(call, application, new.outcome)
        await check_place(transaction, call, application, new.outcome)
    amount_minor = await amount_of(transaction, call, application, new)
    determination = await transaction.fetch_struct(
        Determination,
        queries.insert_determination,
        uuid7(),
        application.id,
        application.stage,
        new.outcome,
        amount_minor,
        transaction.now,
        transaction.actor_id,
    )
    assert determination is not None
    if new.outcome == "invited":
        await invite(transaction, call, application, reason=new.reason)
    else:
        await courses.lead(transaction, application, step, score=application.score_basis_points, reason=new.reason)
        await publish(transaction, event_of(application, determination))
    return determination


def event_of(application: Application, determination: Determination) -> ApplicationDecided:
    """Return what the other services are told of a decision; an invitation to the next stage is none yet."""
    assert determination.outcome != "invited"
    return ApplicationDecided(
        application_id=application.id,
        call_id=application.call_id,
        applicant_id=application.applicant_id,
        outcome=determination.outcome,
        score_basis_points=determination.score_basis_points,
    )


async def invite(transaction: Transaction, call: Call, application: Application, *, reason: str) -> None:
    """Let an application go on with the next stage's form."""
    days = call.terms.stages[application.stage].days_to_write
    assert days is not None
    due_on = transaction.today + timedelta(days=days)
    invited = await transaction.fetch_struct(Application, courses.queries.update_stage, application.id, due_on)
    assert invited is not None
    await courses.keep_step(transaction, application, invited, step="invite", reason=reason)


async def refuse_decider(transaction: Transaction, application: Application) -> None:
    """Raise for who has reviewed, or is close to the applicant; the database refuses the reviewer once more."""
    if await transaction.fetchval(queries.has_reviewed, application.id, transaction.actor_id):
        raise SameActor("Somebody who has not reviewed this application has to decide it.")
    applicants = await applications.applicants_of(transaction, application)
    await conflicts.refuse(transaction, transaction.actor_id, *applicants)


def check_score(call: Call, application: Application, given: Sequence[Mapping[str, int]]) -> None:
    """Raise BelowThreshold when the score, or one criterion alone, falls short."""
    stage = call.terms.stages[application.stage - 1]
    score = application.score_basis_points or 0
    if score < stage.threshold_basis_points:
        raise BelowThreshold(
            f"{score} of {stage.threshold_basis_points} basis points.",
            threshold_basis_points=stage.threshold_basis_points,
        )
    short = scores.below(stage, given)
    if short:
        raise BelowThreshold("One criterion alone falls short.", criteria=short)


def check_stage(call: Call, application: Application, outcome: Outcome) -> None:
    """Raise NoFurtherStage or NotLastStage for an outcome that the present stage does not have."""
    last = application.stage == len(call.terms.stages)
    if outcome == "invited" and last:
        raise NoFurtherStage("Award it, or place it on the reserve list.", stage=application.stage)
    if outcome != "invited" and not last:
        raise NotLastStage("Invite it to the next stage, or reject it.", stage=application.stage)


async def check_place(transaction: Transaction, call: Call, application: Application, outcome: Outcome) -> None:
    """Raise NoPlaceLeft. The call is locked: two awards at once cannot take one place."""
    terms = call.terms
    goes_on = terms.stages[application.stage - 1].goes_on
    places = {"awarded": terms.places, "reserve": terms.reserve_places, "invited": goes_on}[outcome]
    if places is None:
        return
    if outcome == "invited":
        taken = await transaction.fetchval(queries.count_invited, call.id, application.stage)
    else:
        taken = await transaction.fetchval(queries.count_outcome, call.id, outcome)
    if taken >= places:
        raise NoPlaceLeft(f"All {places} are given away.", outcome=outcome, places=places)


async def amount_of(
    transaction: Transaction, call: Call, application: Application, new: NewDetermination
) -> int | None:
    """Return how much an award is. Raises NoMoneyLeft, Malformed outside the call's bounds or above the request."""
    fund = call.terms.fund
    if fund is None or new.outcome != "awarded":
        if new.amount_minor is not None:
            fault = Fault(pointer="/amount_minor", detail="Only an award of a call with money has an amount.")
            raise Malformed("Leave the amount out.", errors=[fault])
        return None
    requested = application.requested_minor or 0
    amount_minor = new.amount_minor or requested
    if not fund.award_minor_min <= amount_minor <= requested:
        detail = f"An award is from {fund.award_minor_min} to the {requested} minor units asked for."
        raise Malformed("Mend what is named in errors.", errors=[Fault(pointer="/amount_minor", detail=detail)])
    await check_money(transaction, fund, application, amount_minor)
    return amount_minor


async def check_money(transaction: Transaction, fund: Fund, application: Application, amount_minor: int) -> None:
    """Raise NoMoneyLeft, naming the envelope that does not hold the award."""
    rows = await transaction.fetch(queries.select_awarded, application.call_id)
    left = rankings.left_after(fund, [(row["country"], row["amount_minor"]) for row in rows])
    short = rankings.short_of(fund, left, application.country, amount_minor)
    if short is not None:
        left_minor = left["" if short == "budget" else short] if short != "country" else 0
        raise NoMoneyLeft(f"{left_minor} minor units are left of {short}.", envelope=short, left_minor=left_minor)


async def find(transaction: Transaction, determination_id: UUID) -> Determination:
    """Return a determination. Raises NotFound."""
    determination = await transaction.fetch_struct(Determination, queries.select_determination, determination_id)
    if determination is None:
        raise NotFound("There is no such determination.")
    return determination


async def list_of(transaction: Transaction, application_id: UUID) -> Sequence[Determination]:
    """Return all decisions about an application, the last one last."""
    application = await applications.find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    return await transaction.fetch_structs(Determination, queries.select_determinations, application_id)
