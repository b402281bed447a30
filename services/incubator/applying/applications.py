"""Applications to a call: from a draft to a decision, by named steps, each with its named revert."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.applying import answers
from services.incubator.applying.answers import Answers
from services.incubator.calling import calls
from services.incubator.calling.calls import Call
from services.incubator.calling.presets import Preset
from services.incubator.judging import scores
from services.incubator.people import persons, steps
from services.incubator.people.steps import Lead, Taken, Taking
from services.kit.db import Transaction, uuid7
from services.kit.errors import Forbidden, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version

queries = load_queries(__file__)

State = Literal["draft", "submitted", "screening", "review", "determination", "awarded", "reserve", "rejected"]
STATES: tuple[State, ...] = (
    "draft",
    "submitted",
    "screening",
    "review",
    "determination",
    "awarded",
    "reserve",
    "rejected",
)

OfficeStep = Literal[
    "submit", "start_screening", "start_review", "close_review",
    "return_to_applicant", "undo_screening", "return_to_screening", "return_to_review", "reopen_determination",
]  # fmt: skip
"""The steps that are taken by name; the last five are the reverts."""
Step = OfficeStep | Literal["award", "place_on_reserve", "reject"]

STEPS: Mapping[Step, Lead] = {
    "submit": Lead(("draft",), "submitted"),
    "start_screening": Lead(("submitted",), "screening"),
    "start_review": Lead(("screening",), "review"),
    "close_review": Lead(("review",), "determination"),
    "award": Lead(("determination", "reserve"), "awarded"),
    "place_on_reserve": Lead(("determination",), "reserve"),
    "reject": Lead(("determination", "reserve"), "rejected"),
    "return_to_applicant": Lead(("submitted", "screening"), "draft"),
    "undo_screening": Lead(("screening",), "submitted"),
    "return_to_screening": Lead(("review",), "screening"),
    "return_to_review": Lead(("determination",), "review"),
    "reopen_determination": Lead(("reserve", "rejected"), "determination"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)


class NewApplication(Body, frozen=True, kw_only=True):
    """A draft as begun, with the answers there are so far, by question."""

    call_id: UUID
    applicant_id: UUID
    language: persons.Language | None = None
    answers: Answers = msgspec.field(default_factory=dict)


class Draft(Body, frozen=True, kw_only=True):
    """A draft's answers, replacing those before."""

    answers: Answers


class TakeStep(Body, frozen=True, kw_only=True):
    """A named step, with the reason that the applicant is given."""

    step: OfficeStep
    reason: ShortText | None = None


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """An application's own row; what was written in it is read apart."""

    id: UUID
    version: int
    call_id: UUID
    applicant_id: UUID
    language: str
    state: State
    score_basis_points: int | None
    submitted_at: datetime | None
    drafted_at: datetime


class ApplicationAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant has written, by question."""

    id: UUID
    version: int
    language: str
    answers: dict[str, str]


class AlreadyApplied(Problem):
    """This person has an application to this call."""


class DraftClosed(Problem):
    """Only a draft can be written in."""


class ReviewsMissing(Problem):
    """The call asks for more reviews than there are."""


class NotYourOwn(Forbidden):
    """You may act for yourself only."""


async def draft(transaction: Transaction, application: NewApplication) -> Application:
    """Begin a draft. Raises CallNotOpen, AlreadyApplied, Malformed for answers to questions that nobody asked."""
    check_own(transaction, application.applicant_id)
    call = await calls.find(transaction, application.call_id)
    calls.check_open(call, transaction.today)
    answers.check(call.terms, application.answers, complete=False)
    person = await persons.find(transaction, application.applicant_id)
    drafted = await transaction.fetch_struct(
        Application,
        queries.insert_application,
        uuid7(),
        call.id,
        person.id,
        application.language or person.language,
        transaction.now,
        transaction.actor_id,
    )
    if drafted is None:
        raise AlreadyApplied("One person sends one application to a call.")
    await answers.keep(transaction, person.id, drafted.id, application.answers)
    return drafted


async def write(transaction: Transaction, application_id: UUID, version: int, draft: Draft) -> Application:
    """Replace a draft's answers, on whichever device it was begun."""
    application = await lock(transaction, application_id, version)
    check_own(transaction, application.applicant_id)
    if application.state != "draft":
        raise DraftClosed("Ask the office to return the application before you change it.", state=application.state)
    call = await calls.find(transaction, application.call_id)
    answers.check(call.terms, draft.answers, complete=False)
    await answers.keep(transaction, application.applicant_id, application.id, draft.answers)
    return await save(transaction, application, state="draft")


async def take_step(transaction: Transaction, application_id: UUID, version: int, taking: TakeStep) -> Application:
    """Take a named step. Raises TransitionForbidden, and what the step itself asks for."""
    application = await lock(transaction, application_id, version)
    after = steps.check_step(STEPS, TRANSITIONS, taking.step, application.state)
    call = await calls.find(transaction, application.call_id)
    if taking.step == "submit":
        await check_submission(transaction, call, application)
    elif not in_office(transaction):
        raise NotYourOwn("Only the office takes this step.")
    score = application.score_basis_points if after == "determination" else None
    if taking.step == "close_review":
        score = scores.mean(call.terms, await submitted_scores(transaction, call.terms, application_id))
    taken = await save(transaction, application, state=after, score_basis_points=score)
    await keep_step(transaction, taken, application.state, step=taking.step, reason=taking.reason)
    return taken


async def check_submission(transaction: Transaction, call: Call, application: Application) -> None:
    """Raise unless the call is open and every mandatory question answered. What was returned may come back late."""
    check_own(transaction, application.applicant_id)
    if application.submitted_at is None:
        calls.check_open(call, transaction.today)
    written = await answers.read(transaction, application.applicant_id, application.id, purpose="submission")
    answers.check(call.terms, written, complete=True)


async def submitted_scores(transaction: Transaction, terms: Preset, application_id: UUID) -> list[dict[str, int]]:
    """Return the scores of the reviews. Raises ReviewsMissing while there are fewer than the call asks for."""
    rows = await transaction.fetch(queries.select_scores, application_id)
    if len(rows) < terms.reviewers:
        raise ReviewsMissing(f"{len(rows)} of {terms.reviewers} reviews are there.", reviews=len(rows))
    return [msgspec.convert(row["scores"], dict[str, int]) for row in rows]


async def save(
    transaction: Transaction, application: Application, *, state: State, score_basis_points: int | None = None
) -> Application:
    """Store the state and score of a locked application; the first submission is dated."""
    saved = await transaction.fetch_struct(
        Application,
        queries.update_application,
        application.id,
        state,
        score_basis_points,
        transaction.now if state == "submitted" else None,
    )
    assert saved is not None
    return saved


async def keep_step(
    transaction: Transaction, application: Application, before: State, *, step: Step, reason: str | None
) -> None:
    """Keep who led an application from one state to the one it is in now, and why."""
    taking = Taking(
        subject_id=application.id,
        person_id=application.applicant_id,
        step=step,
        before=before,
        after=application.state,
        reason=reason,
    )
    await steps.record(transaction, taking)


def check_own(transaction: Transaction, person_id: UUID) -> None:
    """Raise NotYourOwn when somebody without an office acts for another person."""
    if transaction.actor_id != person_id and not in_office(transaction):
        raise NotYourOwn("You may act for yourself only.")


def in_office(transaction: Transaction) -> bool:
    """Return whether the acting person works for the incubator on all applications."""
    return bool(transaction.context.actor_roles & {"incubator_officer", "programme_manager"})


async def load(transaction: Transaction, application_id: UUID) -> Application:
    """Return an application, whoever acts; the caller sees to what they may see. Raises NotFound."""
    application = await transaction.fetch_struct(Application, queries.select_application, application_id)
    if application is None:
        raise NotFound("There is no such application, or none that you may see.")
    return application


async def find(transaction: Transaction, application_id: UUID) -> Application:
    """Return an application: any for the office, their own for founders. Raises NotFound."""
    application = await load(transaction, application_id)
    if not in_office(transaction) and application.applicant_id != transaction.actor_id:
        raise NotFound("There is no such application, or none that you may see.")
    return as_seen(transaction, application)


def as_seen(transaction: Transaction, application: Application) -> Application:
    """Return an application as the acting person may see it: applicants learn their score with the decision."""
    undecided = application.state == "determination"
    hidden = undecided and not in_office(transaction)
    return msgspec.structs.replace(application, score_basis_points=None) if hidden else application


async def lock(transaction: Transaction, application_id: UUID, version: int) -> Application:
    """Return an application that nobody else changes until this transaction ends. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_application, application_id)
    application = await find(transaction, application_id)
    check_version(application.version, version)
    return application


async def list_of(
    transaction: Transaction, *, call_id: UUID | None, state: State | None, after: UUID | None, limit: int
) -> list[Application]:
    """Return applications in the order in which they were begun; a founder's list holds their own."""
    own = None if in_office(transaction) else transaction.actor_id
    found = await transaction.fetch_structs(Application, queries.select_applications, call_id, state, own, after, limit)
    return [as_seen(transaction, application) for application in found]


async def history(transaction: Transaction, application_id: UUID) -> Sequence[Taken]:
    """Return the steps that an application has taken, oldest first."""
    application = await find(transaction, application_id)
    return await steps.history(transaction, application.id, person_id=application.applicant_id)


async def read_answers(transaction: Transaction, application_id: UUID) -> ApplicationAnswers:
    """Return what an applicant has written. Raises ReviewIsBlind for who reviews it: reviewers read their review."""
    application = await find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    written = await answers.read(transaction, application.applicant_id, application.id, purpose="incubator_case")
    return ApplicationAnswers(
        id=application.id, version=application.version, language=application.language, answers=written
    )
