"""Assignments: who reviews what, by language, skill and load, and never by who is close to the applicant."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from services.incubator.applying import applications
from services.incubator.calling import calls
from services.incubator.judging import reviewers, reviews
from services.incubator.judging.reviewers import Reviewer
from services.incubator.people import conflicts
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

REVIEWERS_MAX = 1000
BATCH = 200
"""So many applications are assigned in one request; send it again for the rest."""


class Wanting(msgspec.Struct, frozen=True, kw_only=True):
    """An application that wants reviews in its present stage."""

    application_id: UUID
    language: str
    wanted: int
    asked: list[UUID]
    """Who was asked before, whatever came of it."""


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked, and why this one: skills in common with the rubric, and the load before."""

    application_id: UUID
    reviewer_id: UUID
    skills: list[str]
    open_reviews: int


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """What was assigned, and which applications still want reviewers."""

    assignments: list[Assignment]
    wanting: dict[str, int]
    """How many reviewers are still missing, by application."""


def assign(
    wanting: Sequence[Wanting],
    available: Sequence[Reviewer],
    close: Mapping[UUID, Collection[UUID]],
    rubric: Collection[str],
) -> list[Assignment]:
    """Return who reviews what: in turn, who reads the language, is free and not close; the least loaded first.

    Among equally loaded ones who knows most of the rubric comes first, then the smaller id, so that the same question
    has the same answer. The application with the fewest possible reviewers is served first.
    """
    load = {reviewer.id: reviewer.open_reviews for reviewer in available}
    able = {
        each.application_id: [
            reviewer
            for reviewer in available
            if each.language in reviewer.languages
            and reviewer.id not in each.asked
            and reviewer.id not in close.get(each.application_id, ())
        ]
        for each in wanting
    }
    found: list[Assignment] = []
    for each in sorted(wanting, key=lambda each: (len(able[each.application_id]), each.application_id)):
        free = [reviewer for reviewer in able[each.application_id] if load[reviewer.id] < reviewer.load_max]
        free.sort(key=lambda one: (load[one.id], -len(set(one.skills) & set(rubric)), one.id))
        for reviewer in free[: each.wanted]:
            skills = sorted(set(reviewer.skills) & set(rubric))
            found.append(
                Assignment(
                    application_id=each.application_id,
                    reviewer_id=reviewer.id,
                    skills=skills,
                    open_reviews=load[reviewer.id],
                )
            )
            load[reviewer.id] += 1
    return found


async def assign_call(transaction: Transaction, call_id: UUID) -> Assigned:
    """Ask reviewers for every application of a call that is under review and wants some; sent again, for the rest."""
    call = await calls.lock(transaction, call_id)
    available = await reviewers.list_of(transaction, after=None, limit=REVIEWERS_MAX)
    found: list[Assignment] = []
    missing: dict[str, int] = {}
    for number, stage in enumerate(call.terms.stages, start=1):
        rows = await transaction.fetch_structs(Wanting, queries.select_wanting, call.id, number, stage.reviewers, BATCH)
        close = {each.application_id: await close_to(transaction, each.application_id, available) for each in rows}
        made = assign(rows, available, close, {criterion.code for criterion in stage.criteria})
        for each in made:
            await reviews.assign(transaction, each.application_id, reviews.NewReview(reviewer_id=each.reviewer_id))
        asked = [each.application_id for each in made]
        missing |= {
            str(each.application_id): each.wanted - asked.count(each.application_id)
            for each in rows
            if asked.count(each.application_id) < each.wanted
        }
        found += made
    return Assigned(assignments=found, wanting=missing)


async def close_to(transaction: Transaction, application_id: UUID, available: Sequence[Reviewer]) -> set[UUID]:
    """Return which of these are too close to those who apply."""
    application = await applications.load(transaction, application_id)
    applicants = await applications.applicants_of(transaction, application)
    return await conflicts.among(transaction, [reviewer.id for reviewer in available], applicants)
