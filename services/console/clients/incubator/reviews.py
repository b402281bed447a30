"""Reviews: asked for by the office, given by reviewers."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, send
from services.console.clients.incubator import persons
from services.console.clients.incubator.calls import Criterion, NewPerson

SERVICE = "incubator"


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A review as the office sees it."""

    id: UUID
    reviewer_id: UUID
    state: str
    scores: dict[str, int] | None


class OwnReview(msgspec.Struct, frozen=True, kw_only=True):
    """A review in the list of who has to give it."""

    id: UUID
    state: str
    assigned_at: datetime


class ReviewSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What to judge and by what rubric."""

    id: UUID
    version: int
    state: str
    score_max: int
    criteria: list[Criterion]
    answers: dict[str, str]
    scores: dict[str, int] | None
    comment: str | None


class Scoring(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A score for each criterion."""

    scores: dict[str, int]
    comment: str | None = None


async def list_reviews(caller: Caller, idea_id: UUID) -> list[Review]:
    """Return an application's reviews."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/reviews", list[Review])


async def ask_reviewer(caller: Caller, idea_id: UUID, reviewer: NewPerson, key: str) -> Named:
    """Ask somebody to review, entering them first if they are new here: conflicts of interest are computed."""
    await persons.enter(caller, reviewer, key)
    body = {"reviewer_id": reviewer.person_id}
    return await send(caller, SERVICE, Command(path=f"/applications/{idea_id}/reviews", body=body, key=key), Named)


async def list_own_reviews(caller: Caller) -> list[OwnReview]:
    """Return what was assigned to the reviewer who asks."""
    return (await fetch(caller, SERVICE, "/reviews", Listed[OwnReview])).items


async def read_review(caller: Caller, review_id: UUID) -> ReviewSheet:
    """Return what to judge."""
    return await fetch(caller, SERVICE, f"/reviews/{review_id}", ReviewSheet)


async def submit_review(caller: Caller, review_id: UUID, scoring: Scoring, version: int | None) -> Named:
    """Score an application."""
    command = Command(path=f"/reviews/{review_id}", body=scoring, version=version, method="PUT")
    return await send(caller, SERVICE, command, Named)
