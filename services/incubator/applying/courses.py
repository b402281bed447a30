"""Courses of applications: the named steps that lead from a draft to a decision, each with what it asks for."""

from typing import Final
from uuid import UUID

from services.incubator.applying import answers, applications, papers
from services.incubator.applying.applications import Application, NotYourOwn
from services.incubator.applying.phases import APPLICANTS, STEPS, TRANSITIONS, OfficeStep, State, Step
from services.incubator.calling import calls, funds
from services.incubator.calling.calls import Call, CallNotOpen
from services.incubator.calling.stages import Stage
from services.incubator.judging import scores
from services.incubator.people import conflicts, steps
from services.incubator.people.steps import Taking
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)

SCORED: Final[frozenset[State]] = frozenset(
    {"determination", "determination_info", "awarded", "reserve", "rejected", "withdrawn"}
)
"""States that keep the score of the review before them."""


class TakeStep(Body, frozen=True, kw_only=True):
    """A named step, with the reason that the applicant is given."""

    step: OfficeStep
    reason: ShortText | None = None


class ReviewsMissing(Problem):
    """The call asks for more reviews than there are."""


class SignaturesMissing(Problem):
    """Everybody who applies signs before it is sent."""


class ConflictInReviews(Problem):
    """Since a review was given, its reviewer has turned out to be too close to the applicant."""


class ReasonMissing(Problem):
    """Who is turned away is told why."""


async def take_step(transaction: Transaction, application_id: UUID, version: int, taking: TakeStep) -> Application:
    """Take a named step. Raises TransitionForbidden, and what the step itself asks for."""
    application = await applications.lock(transaction, application_id, version)
    after = steps.check_step(STEPS, TRANSITIONS, taking.step, application.state)
    await check_taker(transaction, application, taking)
    call = await calls.find(transaction, application.call_id)
    if taking.step == "submit":
        await check_submission(transaction, call, application)
    if taking.step == "resume":
        calls.check_open(call, transaction.now, transaction.municipality.zone)
    score = application.score_basis_points if after in SCORED else None
    if taking.step == "close_review":
        stage = call.terms.stages[application.stage - 1]
        score = scores.mean(stage, await submitted_scores(transaction, stage, application))
    led = await lead(transaction, application, taking.step, score=score, reason=taking.reason)
    return applications.as_seen(transaction, led)


async def check_taker(transaction: Transaction, application: Application, taking: TakeStep) -> None:
    """Raise NotYourOwn for a step that the office takes, ReasonMissing for a dismissal without one."""
    if taking.step in APPLICANTS:
        applications.check_own(transaction, application.applicant_id)
    elif not applications.in_office(transaction):
        raise NotYourOwn("Only the office takes this step.")
    if taking.step == "dismiss" and taking.reason is None:
        raise ReasonMissing("Say which condition is not met.")


async def check_submission(transaction: Transaction, call: Call, application: Application) -> None:
    """Raise unless in time and complete. What was returned may come back late."""
    if application.stage > 1:
        assert application.stage_due_on is not None
        if transaction.today > application.stage_due_on:
            raise CallNotOpen(f"This stage was to be sent by {application.stage_due_on}.", state="closed")
    elif application.submitted_at is None:
        calls.check_open(call, transaction.now, transaction.municipality.zone)
    stage = call.terms.stages[application.stage - 1]
    written = await answers.read(transaction, application.applicant_id, application.id, purpose="submission")
    answers.check(stage, answers.of_stage(stage, written), complete=True)
    check_request(call, application)
    await papers.check_complete(transaction, stage, application)
    unsigned = await transaction.fetchval(queries.count_unsigned, application.id)
    if unsigned:
        raise SignaturesMissing(f"{unsigned} of those who apply have not signed what it says.", unsigned=unsigned)


def check_request(call: Call, application: Application) -> None:
    """Raise Malformed unless the request is one that the call's fund can grant; a call without one asks for none."""
    request, fund = applications.request_of(application), call.terms.fund
    if fund is None and request is None:
        return
    if fund is None or request is None:
        detail = "Say what you ask for." if request is None else "This call grants no money."
        raise Malformed("Mend what is named in errors.", errors=[Fault(pointer="/request", detail=detail)])
    faults = funds.faults_of(fund, request)
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)


async def submitted_scores(transaction: Transaction, stage: Stage, application: Application) -> list[dict[str, int]]:
    """Return the scores of the stage's reviews. Raises ReviewsMissing, ConflictInReviews."""
    rows = await transaction.fetch(queries.select_scores, application.id, application.stage)
    applicants = await applications.applicants_of(transaction, application)
    tied = await conflicts.among(transaction, [row["reviewer_id"] for row in rows], applicants)
    if tied:
        given = [str(row["id"]) for row in rows if row["reviewer_id"] in tied]
        raise ConflictInReviews("Return it to review, recuse who gave them, and ask somebody else.", reviews=given)
    if len(rows) < stage.reviewers:
        raise ReviewsMissing(f"{len(rows)} of {stage.reviewers} reviews are there.", reviews=len(rows))
    return [dict(row["scores"]) for row in rows]


async def lead(
    transaction: Transaction,
    application: Application,
    step: Step,
    *,
    score: int | None = None,
    reason: str | None = None,
) -> Application:
    """Lead a locked application by a step whose conditions were looked at, and keep who did and why."""
    after = steps.check_step(STEPS, TRANSITIONS, step, application.state)
    submitted_at = transaction.now if after == "submitted" else None
    led = await transaction.fetch_struct(
        Application, queries.update_application, application.id, after, score, submitted_at
    )
    assert led is not None
    await keep_step(transaction, application, led, step=step, reason=reason)
    return led


async def keep_step(
    transaction: Transaction, before: Application, after: Application, *, step: Step, reason: str | None
) -> None:
    """Keep who has led an application from one state to another, and why."""
    taking = Taking(
        subject_id=after.id,
        person_id=after.applicant_id,
        step=step,
        before=before.state,
        after=after.state,
        reason=reason,
    )
    await steps.record(transaction, taking)
