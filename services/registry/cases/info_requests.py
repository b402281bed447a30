"""Info requests: what a household is asked for, until when, whether it came, and what happens when it does not.

A case that waits for an answer is never decided by the silence: it goes back to review as not answered.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sentences import Sentence, sentence
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Timer
from services.kit.web import Body, LongText
from services.registry.assessing.facts import Code
from services.registry.assessing.rules import procedure_of
from services.registry.cases import applications, case_texts
from services.registry.cases.applications import Application
from services.registry.households.households import holder_of
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.privacy.purposes import Purpose

queries = load_queries(__file__)

BATCH: Final = 200
RequestOutcome = Literal["answered", "not_answered", "withdrawn"]


class NewInfoRequest(Body, frozen=True, kw_only=True):
    """What is asked for: kinds of papers, a question in words, or both."""

    kinds: Annotated[tuple[Code, ...], msgspec.Meta(max_length=20)] = ()
    question: LongText | None = None


class Answer(Body, frozen=True, kw_only=True):
    """What the household answered in words, where it did."""

    text: LongText | None = None


class InfoRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for and what became of it. Question and answer are there only for who opens them."""

    id: UUID
    application_id: UUID
    kinds: list[str]
    question_id: UUID | None
    question: str | None = None
    asked_at: datetime
    asked_by: UUID
    due_on: date
    closes_on: date
    """After this day the case goes back to review, answered or not."""
    reminded_at: datetime | None
    answer_id: UUID | None
    answer: str | None = None
    closed_at: datetime | None
    outcome: RequestOutcome | None
    not_brought: list[str]
    """The papers asked for of which none came since."""


class NothingAsked(Problem):
    """The household is not asked for anything now."""


class AnswerMissing(Problem):
    """What was asked for has not come, and nothing was answered."""


async def ask(transaction: Transaction, application_id: UUID, new: NewInfoRequest, *, version: int) -> Application:
    """Ask the household for more and tell the applicant until when. Raises Malformed, Stale, TransitionForbidden."""
    if not new.kinds and new.question is None:
        raise Malformed("Ask for something.", errors=[Fault(pointer="/kinds", detail="Name a paper or a question.")])
    application = await applications.take(transaction, application_id, version=version)
    moved = await applications.move(transaction, application, "info_requested", reason="asked")
    applicant_id = await applicant_of(transaction, application)
    question_id = None if new.question is None else await case_texts.keep(transaction, applicant_id, new.question)
    procedure = procedure_of(applications.rules_of_case(transaction, application))
    due_on = transaction.today + timedelta(days=procedure.answer_days)
    await transaction.execute(
        queries.insert_request,
        uuid7(),
        application.id,
        list(dict.fromkeys(new.kinds)),
        question_id,
        transaction.now,
        transaction.actor_id,
        due_on,
        due_on + timedelta(days=procedure.answer_grace_days),
        max(transaction.today, due_on - timedelta(days=procedure.reminder_days)),
    )
    await letters.tell(transaction, [asking(applicant_id, new, due_on)])
    return moved


def asking(person_id: UUID, new: NewInfoRequest, due_on: date) -> Telling:
    """Return the words in which an applicant is asked for more."""
    question: tuple[Sentence, ...] = ()
    if new.question is not None:
        question = (sentence("The office asks: {question}", question=new.question),)
    return Telling(
        person_id=person_id,
        subject=sentence("We need more from you for your application."),
        body=sentence("Please answer by {due_on}. Your application waits until then.", due_on=due_on.isoformat()),
        details=(*wanted(list(new.kinds)), *question),
    )


def wanted(kinds: list[str]) -> tuple[Sentence, ...]:
    """Return a sentence for each paper that somebody is to bring."""
    return tuple(sentence("Bring or send: {paper_code}.", paper_code=kind) for kind in dict.fromkeys(kinds))


async def answer(transaction: Transaction, application_id: UUID, given: Answer, *, version: int) -> Application:
    """Note that the household has answered: the case goes back to review.

    Raises NothingAsked; AnswerMissing when papers that were asked for have not come and nothing is said instead.
    """
    application = await applications.take(transaction, application_id, version=version)
    if application.state != "info_requested":
        raise NothingAsked(f"The application is {application.state}.", state=application.state)
    moved = await applications.move(transaction, application, "in_review", reason="answered")
    request = await transaction.fetch_struct(InfoRequest, queries.latest_request, application.id)
    assert request is not None
    if given.text is None and (request.not_brought or request.question_id is not None):
        raise AnswerMissing("Add the papers, or say what was answered.", not_brought=request.not_brought)
    if given.text is not None:
        applicant_id = await applicant_of(transaction, application)
        text_id = await case_texts.keep(transaction, applicant_id, given.text)
        await transaction.execute(queries.keep_answer, request.id, text_id)
    return moved


async def look_for_answer(transaction: Transaction, application: Application) -> None:
    """Bring a locked case back to review once everything that was asked for has come; a question needs words."""
    if application.state != "info_requested":
        return
    request = await transaction.fetch_struct(InfoRequest, queries.latest_request, application.id)
    if request is not None and not request.not_brought and request.question_id is None:
        await applications.move(transaction, application, "in_review", reason="answered")


async def of_application(transaction: Transaction, application_id: UUID) -> list[InfoRequest]:
    """Return what was asked for in a case, oldest first, without words."""
    return await transaction.fetch_structs(InfoRequest, queries.list_of_application, application_id)


async def read(transaction: Transaction, request_id: UUID, *, purpose: Purpose) -> InfoRequest:
    """Return a request with question and answer; who read them and why is kept. Raises NotFound, OwnCase."""
    request = await transaction.fetch_struct(InfoRequest, queries.find_request, request_id)
    if request is None:
        raise NotFound(f"There is no request for information {request_id}.")
    await applications.look_into(transaction, request.application_id)
    (opened,) = await with_words(transaction, [request], purpose=purpose)
    return opened


async def with_words(transaction: Transaction, requests: list[InfoRequest], *, purpose: Purpose) -> list[InfoRequest]:
    """Return requests with their questions and answers; those about erased persons are without."""
    ids = [each for request in requests for each in (request.question_id, request.answer_id) if each is not None]
    texts = await case_texts.read(transaction, ids, purpose=purpose)
    return [
        msgspec.structs.replace(
            request,
            question=texts.get(request.question_id) if request.question_id else None,
            answer=texts.get(request.answer_id) if request.answer_id else None,
        )
        for request in requests
    ]


async def list_open(transaction: Transaction, *, after: UUID | None, limit: int, overdue: bool) -> list[InfoRequest]:
    """Return one more than the limit of the requests that wait for an answer, oldest first; or the overdue alone."""
    return await transaction.fetch_structs(
        InfoRequest, queries.list_open, after, transaction.today if overdue else None, limit + 1
    )


async def remind_and_close(transaction: Transaction, settings: Settings) -> None:
    """Remind, once, of what is due soon; and bring back to review the cases whose last day has passed."""
    del settings
    for request in await transaction.fetch_structs(InfoRequest, queries.list_due, transaction.today, BATCH):
        application = await applications.lock(transaction, request.application_id)
        if application.state == "info_requested":
            await letters.tell(transaction, [reminder(await applicant_of(transaction, application), request)])
            await transaction.execute(queries.mark_reminded, request.id, transaction.now)
    for request in await transaction.fetch_structs(InfoRequest, queries.list_closing, transaction.today, BATCH):
        application = await applications.lock(transaction, request.application_id)
        # Somebody may have answered while the row was waited for.
        if application.state == "info_requested":
            await applications.move(transaction, application, "in_review", reason="not_answered")


TIMER: Final = Timer("close_info_requests", timedelta(minutes=10), remind_and_close)


def reminder(person_id: UUID, request: InfoRequest) -> Telling:
    """Return the words in which an applicant is reminded."""
    return Telling(
        person_id=person_id,
        subject=sentence("We still wait for your answer."),
        body=sentence(
            "Please answer by {due_on}. After {closes_on} your application is examined with what is there.",
            due_on=request.due_on.isoformat(),
            closes_on=request.closes_on.isoformat(),
        ),
        details=wanted(request.not_brought),
    )


async def applicant_of(transaction: Transaction, application: Application) -> UUID:
    """Return who applies, on the day of the application or, of a draft, today."""
    return await holder_of(transaction, application.household_id, application.applied_on or transaction.today)
