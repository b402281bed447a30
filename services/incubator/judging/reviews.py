"""Reviews: two or more persons score an application without knowing whose it is, and without seeing each other's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.incubator.applying import answers, applications, info_requests, papers, translations
from services.incubator.applying.applications import Application
from services.incubator.applying.translations import Translation
from services.incubator.calling import calls
from services.incubator.calling.stages import Criterion, Stage, Title, titles_of
from services.incubator.judging import scores
from services.incubator.people import conflicts, persons
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.files import FileContent
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, LongText, ShortText, check_version

queries = load_queries(__file__)

State = Literal["assigned", "submitted", "abstained", "recused"]

TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    "assigned": ("submitted", "abstained", "recused"),
    "submitted": ("submitted", "recused"),
    "abstained": (),
    "recused": (),
}
"""A review may be changed while the application is under review."""


class NewReview(Body, frozen=True, kw_only=True):
    """Who is asked to review an application."""

    reviewer_id: UUID


class Scoring(Body, frozen=True, kw_only=True):
    """A review as submitted: a whole number for each criterion."""

    scores: Annotated[dict[str, int], msgspec.Meta(max_length=50)]
    comment: LongText | None = None


class Abstention(Body, frozen=True, kw_only=True):
    """Why a reviewer does not judge this application."""

    reason: ShortText


class Recusal(Body, frozen=True, kw_only=True):
    """Why the office takes a review out; the reviewer is not told."""

    reason: ShortText


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A review's own row, for the office."""

    id: UUID
    version: int
    application_id: UUID
    stage: int
    reviewer_id: UUID
    state: State
    scores: dict[str, int] | None
    assigned_at: datetime
    submitted_at: datetime | None


class Replied(msgspec.Struct, frozen=True, kw_only=True):
    """What the office has asked in between, and lets reviewers see."""

    question: str | None
    reply: str | None


class ShownPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that reviewers may open."""

    id: UUID
    kind: str
    media_type: str


class ReviewSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer sees: what to judge and by what. Never who applied, where they can be reached, what they need."""

    id: UUID
    version: int
    state: State
    language: str
    score_max: int
    criteria: tuple[Criterion, ...]
    titles: dict[str, Title]
    """What the questions and papers that are shown are called, by code."""
    answers: dict[str, str]
    replies: list[Replied]
    translations: list[Translation]
    papers: list[ShownPaper]
    scores: dict[str, int] | None
    comment: str | None


class NotUnderReview(Problem):
    """The application is not under review."""


class AlreadyAssigned(Problem):
    """This person has been asked to review this application."""


class ReviewerUnknown(Problem):
    """Reviewers are registered as persons first, so that conflicts of interest can be computed."""


async def assign(transaction: Transaction, application_id: UUID, new: NewReview) -> Review:
    """Ask somebody to review. Raises ConflictOfInterest, ReviewerUnknown, AlreadyAssigned, NotUnderReview."""
    application = await take_application(transaction, application_id)
    try:
        await persons.find(transaction, new.reviewer_id)
    except NotFound:
        raise ReviewerUnknown("Register this reviewer first.", reviewer_id=new.reviewer_id) from None
    applicants = await applications.applicants_of(transaction, application)
    await conflicts.refuse(transaction, new.reviewer_id, *applicants)
    review = await transaction.fetch_struct(
        Review,
        queries.insert_review,
        uuid7(),
        application.id,
        application.stage,
        new.reviewer_id,
        transaction.now,
        transaction.actor_id,
    )
    if review is None:
        raise AlreadyAssigned("Choose somebody else.", reviewer_id=new.reviewer_id)
    return review


async def submit(transaction: Transaction, review_id: UUID, version: int, scoring: Scoring) -> ReviewSheet:
    """Score an application that was assigned to the acting person; conflicts are computed anew."""
    review = await lock_own(transaction, review_id, version)
    application = await take_application(transaction, review.application_id)
    applicants = await applications.applicants_of(transaction, application)
    await conflicts.refuse(transaction, transaction.actor_id, *applicants)
    scores.check_scores(await stage_of(transaction, application, review), scoring.scores)
    state = transition(TRANSITIONS, review.state, "submitted")
    await save(transaction, review, state=state, scored=scoring.scores)
    if scoring.comment is not None:
        await persons.keep_text(transaction, application.applicant_id, f"review_{review.id.hex}", scoring.comment)
    return await read_own(transaction, review_id)


async def abstain(transaction: Transaction, review_id: UUID, version: int, abstention: Abstention) -> ReviewSheet:
    """Withdraw from judging; an abstention is not counted in the mean."""
    review = await lock_own(transaction, review_id, version)
    application = await take_application(transaction, review.application_id)
    state = transition(TRANSITIONS, review.state, "abstained")
    await save(transaction, review, state=state, scored=None)
    await persons.keep_text(transaction, application.applicant_id, f"review_{review.id.hex}", abstention.reason)
    return await read_own(transaction, review_id)


async def stage_of(transaction: Transaction, application: Application, review: Review) -> Stage:
    """Return the call's stage in which a review is given."""
    return (await calls.find(transaction, application.call_id)).terms.stages[review.stage - 1]


async def recuse(transaction: Transaction, review_id: UUID, version: int, recusal: Recusal) -> Review:
    """Take a review out, given or not. Who was recused is not asked about this application again."""
    await transaction.execute(queries.lock_review, review_id)
    review = await find(transaction, review_id)
    check_version(review.version, version)
    application = await take_application(transaction, review.application_id)
    state = transition(TRANSITIONS, review.state, "recused")
    await save(transaction, review, state=state, scored=None)
    await persons.keep_text(transaction, application.applicant_id, f"recusal_{review.id.hex}", recusal.reason)
    return await find(transaction, review_id)


async def save(transaction: Transaction, review: Review, *, state: State, scored: dict[str, int] | None) -> None:
    """Store a locked review's state and scores."""
    submitted_at = transaction.now if state == "submitted" else None
    await transaction.execute(queries.update_review, review.id, state, scored, submitted_at)


async def take_application(transaction: Transaction, application_id: UUID) -> Application:
    """Return an application under review, held so that nobody closes the review meanwhile. Raises NotUnderReview."""
    await transaction.execute(applications.queries.lock_application, application_id)
    application = await applications.load(transaction, application_id)
    if application.state != "review":
        raise NotUnderReview("Reviews are assigned and given while it is.", state=application.state)
    return application


async def find(transaction: Transaction, review_id: UUID) -> Review:
    """Return a review. Raises NotFound."""
    review = await transaction.fetch_struct(Review, queries.select_review, review_id)
    if review is None:
        raise NotFound("There is no such review.")
    return review


async def find_own(transaction: Transaction, review_id: UUID) -> Review:
    """Return a review that was assigned to the acting person. Raises NotFound."""
    review = await transaction.fetch_struct(Review, queries.select_review, review_id)
    if review is None or review.reviewer_id != transaction.actor_id or review.state == "recused":
        raise NotFound("No such review was assigned to you.")
    return review


async def lock_own(transaction: Transaction, review_id: UUID, version: int) -> Review:
    """Return an own review that nobody else changes until this transaction ends. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_review, review_id)
    review = await find_own(transaction, review_id)
    check_version(review.version, version)
    return review


async def read_own(transaction: Transaction, review_id: UUID) -> ReviewSheet:
    """Return what a reviewer sees of an application assigned to them."""
    review = await find_own(transaction, review_id)
    application = await applications.load(transaction, review.application_id)
    stages = (await calls.find(transaction, application.call_id)).terms.stages
    stage = stages[review.stage - 1]
    written = await answers.read(transaction, application.applicant_id, application.id, purpose="review")
    shown = answers.shown_to_reviewers(stage, written)
    handed = papers.shown_to_reviewers(stage, await papers.of_application(transaction, application.id))
    field = f"review_{review.id.hex}"
    texts = await persons.read_texts(transaction, application.applicant_id, [field], purpose="review")
    return ReviewSheet(
        id=review.id,
        version=review.version,
        state=review.state,
        language=application.language,
        score_max=stage.score_max,
        criteria=stage.criteria,
        titles=titles_of(stages, {*shown, *(each.kind for each in handed)}),
        answers=shown,
        replies=[
            Replied(question=each.question, reply=each.reply)
            for each in await info_requests.shown(transaction, application)
        ],
        translations=await translations.shown(transaction, application),
        papers=[ShownPaper(id=each.id, kind=each.kind, media_type=each.media_type) for each in handed],
        scores=review.scores,
        comment=texts.get(field),
    )


async def read_paper(transaction: Transaction, review_id: UUID, paper_id: UUID) -> FileContent:
    """Open a paper that the reviewer may see; the look is kept. Raises NotFound for every other."""
    review = await find_own(transaction, review_id)
    application = await applications.load(transaction, review.application_id)
    stage = await stage_of(transaction, application, review)
    held = await papers.of_application(transaction, application.id)
    for paper in papers.shown_to_reviewers(stage, held):
        if paper.id == paper_id:
            return await papers.opened(transaction, paper, purpose="review")
    raise NotFound("There is no such paper, or none that reviewers may see.")


async def list_of(transaction: Transaction, application_id: UUID) -> list[Review]:
    """Return an application's reviews with their reviewers, for the office."""
    application = await applications.find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    return await transaction.fetch_structs(Review, queries.select_reviews, application_id)


class OwnReview(msgspec.Struct, frozen=True, kw_only=True):
    """A review in the list of who has to give it."""

    id: UUID
    version: int
    state: State
    assigned_at: datetime


async def list_own(transaction: Transaction, *, state: State | None, after: UUID | None, limit: int) -> list[OwnReview]:
    """Return what was assigned to the acting person, oldest first."""
    return await transaction.fetch_structs(
        OwnReview, queries.select_own_reviews, transaction.actor_id, state, after, limit
    )
