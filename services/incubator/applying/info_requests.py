"""Requests for more information: what the office asks an applicant in between, and the way back to where it was."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.incubator.applying import answers, applications, courses
from services.incubator.applying.answers import Answers
from services.incubator.applying.applications import Application
from services.incubator.applying.phases import Answering, Asking, TakingBack
from services.incubator.calling.stages import Code
from services.incubator.people import persons
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem, TransitionForbidden
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, LongText, check_version

queries = load_queries(__file__)

State = Literal["asked", "answered", "taken_back"]

TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    "asked": ("answered", "taken_back"),
    "answered": (),
    "taken_back": (),
}

ASKING: Mapping[str, Asking] = {
    "screening": "ask_in_screening",
    "review": "ask_in_review",
    "determination": "ask_before_determination",
}
ANSWERING: Mapping[str, Answering] = {
    "screening_info": "answer_in_screening",
    "review_info": "answer_in_review",
    "determination_info": "answer_before_determination",
}
TAKING_BACK: Mapping[str, TakingBack] = {
    "screening_info": "take_back_in_screening",
    "review_info": "take_back_in_review",
    "determination_info": "take_back_before_determination",
}


class NewInfoRequest(Body, frozen=True, kw_only=True):
    """A question, the last day for the reply, and the answers that may be written anew, while nobody has judged them.

    With `shown_to_reviewers`, question and reply stand on the reviewers' sheets: ask for nothing that names anybody.
    """

    question: LongText
    due_on: date
    opened: Annotated[tuple[Code, ...], msgspec.Meta(max_length=50)] = ()
    shown_to_reviewers: bool = False


class Reply(Body, frozen=True, kw_only=True):
    """What the applicant says, and the opened answers as they are now."""

    reply: LongText
    answers: Answers = msgspec.field(default_factory=dict)


class InfoRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A question that was asked, with its reply; the texts are gone once the applicant was erased."""

    id: UUID
    version: int
    application_id: UUID
    stage: int
    state: State
    opened: list[str]
    shown_to_reviewers: bool
    due_on: date
    asked_at: datetime
    ended_at: datetime | None
    question: str | None = None
    reply: str | None = None


class AnswersJudged(Problem):
    """Answers are opened in screening only: what reviewers judge does not change under their eyes."""


class ReplyLate(Problem):
    """The last day for this reply is over."""


async def ask(transaction: Transaction, application_id: UUID, version: int, new: NewInfoRequest) -> InfoRequest:
    """Ask. Raises TransitionForbidden outside screening, review and determination, AnswersJudged, Malformed."""
    application = await applications.lock(transaction, application_id, version)
    if application.state not in ASKING:
        raise TransitionForbidden(
            f"In {application.state} nothing is asked.", state=application.state, steps=sorted(ASKING.values())
        )
    await check_asking(transaction, application, new)
    asked_id = await transaction.fetchval(
        queries.insert_info_request,
        uuid7(),
        application.id,
        application.stage,
        list(new.opened),
        new.shown_to_reviewers,
        new.due_on,
        transaction.now,
        transaction.actor_id,
    )
    await persons.keep_text(transaction, application.applicant_id, f"question_{asked_id.hex}", new.question)
    await courses.lead(transaction, application, ASKING[application.state], score=score_kept(application))
    return await find(transaction, asked_id)


async def check_asking(transaction: Transaction, application: Application, new: NewInfoRequest) -> None:
    """Raise for a day that is over, for questions that the stage does not ask, and for answers that are judged."""
    asked = {question.code for question in (await applications.stage_of(transaction, application)).questions}
    faults = [
        Fault(pointer=f"/opened/{place}", detail="The stage asks no such question.")
        for place, code in enumerate(new.opened)
        if code not in asked
    ]
    if new.due_on < transaction.today:
        faults.append(Fault(pointer="/due_on", detail="This day is over."))
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    if new.opened and application.state != "screening":
        raise AnswersJudged("Ask for a reply without opening answers, or return the application to screening.")


async def reply(transaction: Transaction, request_id: UUID, version: int, replying: Reply) -> InfoRequest:
    """Reply, as the applicant or for them. Raises ReplyLate for an applicant after the day, TransitionForbidden."""
    request, application = await lock(transaction, request_id, version)
    state = transition(TRANSITIONS, request.state, "answered")
    if transaction.today > request.due_on and not applications.in_office(transaction):
        raise ReplyLate(f"It was to come by {request.due_on}; ask the office to write it down.", due_on=request.due_on)
    stage = await applications.stage_of(transaction, application)
    closed = [code for code in replying.answers if code not in request.opened]
    if closed:
        faults = [Fault(pointer=f"/answers/{code}", detail="This answer was not opened.") for code in closed]
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    if replying.answers:
        kept = await answers.read(transaction, application.applicant_id, application.id, purpose="reply")
        whole = answers.of_stage(stage, kept) | dict(replying.answers)
        answers.check(stage, whole, complete=True)
        await applications.replace_answers(transaction, application, stage, whole)
    await persons.keep_text(transaction, application.applicant_id, f"reply_{request.id.hex}", replying.reply)
    return await end(transaction, request, application, state)


async def take_back(transaction: Transaction, request_id: UUID, version: int) -> InfoRequest:
    """Go on without a reply. Raises TransitionForbidden for what was answered."""
    request, application = await lock(transaction, request_id, version)
    return await end(transaction, request, application, transition(TRANSITIONS, request.state, "taken_back"))


async def end(transaction: Transaction, request: InfoRequest, application: Application, state: State) -> InfoRequest:
    """End a locked request, and lead its application back to where it was asked."""
    await transaction.execute(queries.end_info_request, request.id, state, transaction.now, transaction.actor_id)
    back = (ANSWERING if state == "answered" else TAKING_BACK)[application.state]
    await courses.lead(transaction, application, back, score=score_kept(application))
    return await find(transaction, request.id)


def score_kept(application: Application) -> int | None:
    """Return the score, which a question before the determination does not touch."""
    return application.score_basis_points if application.state in courses.SCORED else None


async def find(transaction: Transaction, request_id: UUID) -> InfoRequest:
    """Return a request with its texts, for the office and the applicant. Raises NotFound."""
    request = await transaction.fetch_struct(InfoRequest, queries.select_info_request, request_id)
    if request is None:
        raise NotFound("There is no such request.")
    application = await applications.find(transaction, request.application_id)
    return (await with_texts(transaction, application, [request], purpose="incubator_case"))[0]


async def lock(transaction: Transaction, request_id: UUID, version: int) -> tuple[InfoRequest, Application]:
    """Return a request and its application, which nobody else changes meanwhile. Raises NotFound, Stale."""
    request = await find(transaction, request_id)
    await transaction.execute(applications.queries.lock_application, request.application_id)
    request = await find(transaction, request_id)
    check_version(request.version, version)
    return request, await applications.load(transaction, request.application_id)


async def list_of(transaction: Transaction, application_id: UUID) -> list[InfoRequest]:
    """Return what was asked of an application, oldest first."""
    application = await applications.find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    requests = await transaction.fetch_structs(InfoRequest, queries.select_info_requests, application_id)
    return await with_texts(transaction, application, requests, purpose="incubator_case")


async def shown(transaction: Transaction, application: Application) -> list[InfoRequest]:
    """Return what reviewers of the present stage see of it: questions and replies that the office has let them see."""
    requests = await transaction.fetch_structs(InfoRequest, queries.select_info_requests, application.id)
    seen = [each for each in requests if each.shown_to_reviewers and each.state == "answered"]
    return await with_texts(transaction, application, seen, purpose="review")


async def with_texts(
    transaction: Transaction, application: Application, requests: list[InfoRequest], *, purpose: str
) -> list[InfoRequest]:
    """Return requests with their texts, in one look."""
    fields = [f"{kind}_{each.id.hex}" for each in requests for kind in ("question", "reply")]
    if not fields:
        return requests
    texts = await persons.read_texts(transaction, application.applicant_id, fields, purpose=purpose)
    return [
        msgspec.structs.replace(
            each, question=texts.get(f"question_{each.id.hex}"), reply=texts.get(f"reply_{each.id.hex}")
        )
        for each in requests
    ]
