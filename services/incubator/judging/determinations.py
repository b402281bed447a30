"""Determinations: a third person, who has not reviewed, decides with the ranking in view."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.incubator import ApplicationDecided
from services.incubator.applying import applications
from services.incubator.applying.applications import STEPS, TRANSITIONS, Application, Step
from services.incubator.calling import calls
from services.incubator.judging import scores
from services.incubator.judging.scores import Outcome, Ranked, Scored
from services.incubator.people import conflicts, persons, steps
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)

DECISIONS: dict[Outcome, Step] = {"awarded": "award", "reserve": "place_on_reserve", "rejected": "reject"}


class NewDetermination(Body, frozen=True, kw_only=True):
    """A decision and its reason, which the applicant is told."""

    outcome: Literal["awarded", "reserve", "rejected"]
    reason: ShortText


class Determination(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was taken. Reviewers are not named to whom it is shown."""

    id: UUID
    application_id: UUID
    number: int
    outcome: Outcome
    score_basis_points: int
    decided_at: datetime
    decided_by: UUID


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """A call's reviewed applications from best to worst."""

    call_id: UUID
    places: int
    awarded: int
    threshold_basis_points: int
    items: list[Ranked]


class BelowThreshold(Problem):
    """The score is below the call's threshold."""


class NoPlaceLeft(Problem):
    """All places of the call are given away."""


async def determine(
    transaction: Transaction, application_id: UUID, version: int, new: NewDetermination
) -> Determination:
    """Decide. Raises SameActor for a reviewer, ConflictOfInterest, BelowThreshold, NoPlaceLeft, TransitionForbidden."""
    application = await applications.lock(transaction, application_id, version)
    step = DECISIONS[new.outcome]
    steps.check_step(STEPS, TRANSITIONS, step, application.state)
    await refuse_decider(transaction, application)
    if new.outcome != "rejected":
        await check_place(transaction, application, new.outcome)
    determination = await transaction.fetch_struct(
        Determination,
        queries.insert_determination,
        uuid7(),
        application.id,
        new.outcome,
        transaction.now,
        transaction.actor_id,
    )
    assert determination is not None
    decided = await applications.save(
        transaction, application, state=new.outcome, score_basis_points=application.score_basis_points
    )
    await applications.keep_step(transaction, decided, application.state, step=step, reason=new.reason)
    await publish(
        transaction,
        ApplicationDecided(
            application_id=application.id,
            call_id=application.call_id,
            applicant_id=application.applicant_id,
            outcome=new.outcome,
            score_basis_points=determination.score_basis_points,
        ),
    )
    return determination


async def refuse_decider(transaction: Transaction, application: Application) -> None:
    """Raise for who has reviewed, or is close to the applicant; the database refuses the reviewer once more."""
    if await transaction.fetchval(queries.has_reviewed, application.id, transaction.actor_id):
        raise SameActor("Somebody who has not reviewed this application has to decide it.")
    await conflicts.refuse(transaction, transaction.actor_id, application.applicant_id)


async def check_place(transaction: Transaction, application: Application, outcome: Outcome) -> None:
    """Raise BelowThreshold or NoPlaceLeft. The call is locked: two awards at once cannot take one place."""
    terms = (await calls.lock(transaction, application.call_id)).terms
    score = application.score_basis_points or 0
    if score < terms.threshold_basis_points:
        raise BelowThreshold(
            f"{score} of {terms.threshold_basis_points} basis points.",
            threshold_basis_points=terms.threshold_basis_points,
        )
    places = {"awarded": terms.places, "reserve": terms.reserve_places}[outcome]
    if await transaction.fetchval(queries.count_outcome, application.call_id, outcome) >= places:
        raise NoPlaceLeft(f"All {places} are given away.", outcome=outcome, places=places)


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


async def rank(transaction: Transaction, call_id: UUID) -> Ranking:
    """Return a call's ranking as of now, with what follows from it for each application."""
    call = await calls.find(transaction, call_id)
    rows = await transaction.fetch_structs(Scored, queries.select_scored, call_id)
    return Ranking(
        call_id=call.id,
        places=call.terms.places,
        awarded=await transaction.fetchval(queries.count_outcome, call.id, "awarded"),
        threshold_basis_points=call.terms.threshold_basis_points,
        items=scores.ranking(call.terms, rows),
    )
