"""Applications to a call: drafts and what is read of them. How they get on is in `courses`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.incubator.applying import answers
from services.incubator.applying.answers import Answers
from services.incubator.applying.phases import Names, State, names
from services.incubator.calling import calls, eligibilities
from services.incubator.calling.eligibilities import Given
from services.incubator.calling.funds import Request
from services.incubator.calling.stages import Stage, Title
from services.incubator.people import persons, steps
from services.incubator.people.steps import Taken
from services.kit.db import Transaction, uuid7
from services.kit.errors import Forbidden, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, check_version

queries = load_queries(__file__)


class NewApplication(Body, frozen=True, kw_only=True):
    """A draft as begun, with the answers there are so far, by question, and those that made the call theirs."""

    call_id: UUID
    applicant_id: UUID
    language: persons.Language | None = None
    eligibility: Given = msgspec.field(default_factory=dict)
    answers: Answers = msgspec.field(default_factory=dict)
    request: Request | None = None


class Draft(Body, frozen=True, kw_only=True):
    """A draft's answers in its present stage, and what it asks for, replacing those before."""

    answers: Answers
    request: Request | None = None


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """An application's own row; what was written in it is read apart."""

    id: UUID
    version: int
    call_id: UUID
    applicant_id: UUID
    language: str
    state: State
    stage: int
    """The call's stage that it is in; 1 is the first."""
    stage_due_on: date | None
    """The last day for a later stage's form."""
    requested_minor: int | None
    total_minor: int | None
    country: str | None
    score_basis_points: int | None
    submitted_at: datetime | None
    drafted_at: datetime


class ApplicationAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant has written, by question, and what they answered before they wrote."""

    id: UUID
    version: int
    language: str
    answers: dict[str, str]
    eligibility: dict[str, bool | int | str]


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """Where an application stands, as it is told to who asks. `staff` is the office's own name for it."""

    id: UUID
    version: int
    state: State
    stage: Title
    applicant: Title
    next: Title
    staff: Title | None = None


class AlreadyApplied(Problem):
    """This person has an application to this call."""


class DraftClosed(Problem):
    """Only a draft can be written in."""


class NotYourOwn(Forbidden):
    """You may act for yourself only."""


async def draft(transaction: Transaction, application: NewApplication) -> Application:
    """Begin a draft. Raises CallNotOpen, NotEligible, AlreadyApplied, Malformed for answers that nobody asked for."""
    check_own(transaction, application.applicant_id)
    call = await calls.find(transaction, application.call_id)
    calls.check_open(call, transaction.now, transaction.municipality.zone)
    if call.terms.eligibility_comes_first:
        eligibilities.refuse(call.terms.eligibility, application.eligibility)
    else:
        eligibilities.judge(call.terms.eligibility, application.eligibility)
    answers.check(call.terms.stages[0], application.answers, complete=False)
    person = await persons.find(transaction, application.applicant_id)
    drafted = await transaction.fetch_struct(
        Application,
        queries.insert_application,
        uuid7(),
        call.id,
        person.id,
        application.language or person.language,
        *columns_of(application.request),
        transaction.now,
        transaction.actor_id,
    )
    if drafted is None:
        raise AlreadyApplied("One person sends one application to a call.")
    await answers.keep(transaction, person.id, drafted.id, application.answers)
    await answers.keep_eligibility(transaction, person.id, drafted.id, application.eligibility)
    return drafted


def columns_of(request: Request | None) -> tuple[int | None, int | None, str | None]:
    """Return a request as its columns."""
    return (None, None, None) if request is None else (request.amount_minor, request.total_minor, request.country)


def request_of(application: Application) -> Request | None:
    """Return what an application asks for."""
    if application.requested_minor is None:
        return None
    assert application.total_minor is not None
    assert application.country is not None
    return Request(
        amount_minor=application.requested_minor, total_minor=application.total_minor, country=application.country
    )


async def write(transaction: Transaction, application_id: UUID, version: int, draft: Draft) -> Application:
    """Replace a draft's answers, on whichever device it was begun; those of earlier stages stay as they were."""
    application = await lock(transaction, application_id, version)
    if application.state != "draft":
        raise DraftClosed("Ask the office to return the application before you change it.", state=application.state)
    stage = await stage_of(transaction, application)
    answers.check(stage, draft.answers, complete=False)
    await replace_answers(transaction, application, stage, draft.answers)
    await transaction.execute(queries.reopen_signatures, application.id)
    written = await transaction.fetch_struct(
        Application, queries.update_request, application.id, *columns_of(draft.request)
    )
    assert written is not None
    return written


async def replace_answers(
    transaction: Transaction, application: Application, stage: Stage, written: Mapping[str, str]
) -> None:
    """Seal a stage's answers beside those of the other stages."""
    kept = await answers.read(transaction, application.applicant_id, application.id, purpose="draft")
    others = {code: text for code, text in kept.items() if code not in answers.of_stage(stage, kept)}
    await answers.keep(transaction, application.applicant_id, application.id, others | dict(written))


async def stage_of(transaction: Transaction, application: Application) -> Stage:
    """Return the stage that an application is in."""
    return (await calls.find(transaction, application.call_id)).terms.stages[application.stage - 1]


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
    """Return an application: any for the office, those that they apply with for founders. Raises NotFound."""
    application = await load(transaction, application_id)
    if not in_office(transaction) and transaction.actor_id not in await applicants_of(transaction, application):
        raise NotFound("There is no such application, or none that you may see.")
    return as_seen(transaction, application)


async def applicants_of(transaction: Transaction, application: Application) -> list[UUID]:
    """Return who applies: the applicant, and those who were asked and have not declined."""
    rows = await transaction.fetch(queries.select_applicants, application.id)
    return [application.applicant_id, *(row["person_id"] for row in rows)]


def as_seen(transaction: Transaction, application: Application) -> Application:
    """Return an application as the acting person may see it: applicants learn their score with the decision."""
    undecided = application.state in ("determination", "determination_info", "withdrawn")
    hidden = undecided and not in_office(transaction)
    return msgspec.structs.replace(application, score_basis_points=None) if hidden else application


async def lock(transaction: Transaction, application_id: UUID, version: int) -> Application:
    """Return an application that nobody else changes until this transaction ends. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_application, application_id)
    await find(transaction, application_id)
    application = await load(transaction, application_id)
    check_version(application.version, version)
    return application


async def list_of(
    transaction: Transaction, *, call_id: UUID | None, state: State | None, after: UUID | None, limit: int
) -> list[Application]:
    """Return applications in the order in which they were begun; a founder's list holds those that they apply with."""
    own = None if in_office(transaction) else transaction.actor_id
    found = await transaction.fetch_structs(Application, queries.select_applications, call_id, state, own, after, limit)
    return [as_seen(transaction, application) for application in found]


async def history(transaction: Transaction, application_id: UUID) -> Sequence[Taken]:
    """Return the steps that an application has taken, oldest first."""
    application = await find(transaction, application_id)
    return await steps.history(transaction, application.id, person_id=application.applicant_id)


async def phase(transaction: Transaction, application_id: UUID) -> Phase:
    """Return where an application stands and what comes next, in words; the office's own name only for the office."""
    application = await find(transaction, application_id)
    called: Names = names()[application.state]
    return Phase(
        id=application.id,
        version=application.version,
        state=application.state,
        stage=(await stage_of(transaction, application)).title,
        applicant=called.applicant,
        next=called.next,
        staff=called.staff if in_office(transaction) else None,
    )


async def read_answers(transaction: Transaction, application_id: UUID) -> ApplicationAnswers:
    """Return what an applicant has written. Raises ReviewIsBlind for who reviews it: reviewers read their review."""
    application = await find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    applicant_id, own_id = application.applicant_id, application.id
    return ApplicationAnswers(
        id=own_id,
        version=application.version,
        language=application.language,
        answers=await answers.read(transaction, applicant_id, own_id, purpose="incubator_case"),
        eligibility=await answers.read_eligibility(transaction, applicant_id, own_id, purpose="incubator_case"),
    )
