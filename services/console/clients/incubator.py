"""incubator: calls, applications, reviews, cohorts with sessions and attendance, enterprises and their gates."""

import asyncio
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, Proposal, ServiceRefused, fetch, send

SERVICE = "incubator"


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer judges."""

    code: str
    weight_basis_points: int
    title: dict[str, str]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What an applicant is asked."""

    code: str
    mandatory: bool
    title: dict[str, str]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of a call."""

    title: dict[str, str]
    currency: str
    places: int
    groups: int
    monthly_allowance_minor: int
    score_max: int
    criteria: list[Criterion]
    questions: list[Question]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call for ideas."""

    id: UUID
    opens_on: date
    closes_on: date
    terms: Terms


class NewCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call to open."""

    preset: str
    opens_on: date
    closes_on: date


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """A reviewed application and what follows by its score."""

    application_id: UUID
    score_basis_points: int
    rank: int
    proposed: str


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """Reviewed applications from best to worst."""

    places: int
    awarded: int
    items: list[Ranked]


class NewPerson(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An applicant or reviewer to be entered."""

    person_id: UUID | None = None
    given_name: str
    family_name: str
    phone: str
    national_number: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person's name."""

    id: UUID
    given_name: str = ""
    family_name: str = ""

    @property
    def name(self) -> str:
        """Return given and family name."""
        return f"{self.given_name} {self.family_name}"


class Idea(msgspec.Struct, frozen=True, kw_only=True):
    """An application to a call."""

    id: UUID
    version: int
    call_id: UUID
    applicant_id: UUID
    status: str = msgspec.field(name="state")
    score_basis_points: int | None
    submitted_at: datetime | None
    drafted_at: datetime


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What an applicant has written, by question."""

    answers: dict[str, str]


class Applying(msgspec.Struct, frozen=True, kw_only=True):
    """An applicant and their answers."""

    person: NewPerson
    answers: dict[str, str]


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


class Determining(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided about an application, and why."""

    outcome: str
    reason: str


class NewCohort(msgspec.Struct, frozen=True, kw_only=True):
    """A group of a call's participants."""

    call_id: UUID
    number: int
    starts_on: date
    ends_on: date


class Cohort(msgspec.Struct, frozen=True, kw_only=True):
    """A group that is trained together."""

    id: UUID
    call_id: UUID
    number: int
    seats: int
    enrolled: int
    currency: str
    allowance_minor: int
    starts_on: date
    ends_on: date


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A participant of a cohort."""

    id: UUID
    application_id: UUID
    participant_id: UUID


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """A day of training to plan."""

    held_on: date
    title: str
    mode: str = "on_site"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A day of training."""

    id: UUID
    version: int
    cohort_id: UUID
    held_on: date
    title: str
    mode: str
    state: str
    needs_unmet: int


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a participant was there."""

    enrolment_id: UUID
    attended: bool


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """Who was there."""

    items: list[Presence] = []


class Enterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise on its way."""

    id: UUID
    version: int
    founder_id: UUID
    state: str
    trade_name: str
    country: str
    legal_form: str | None
    registration_number: str | None
    categories: list[str]
    accredited_on: date | None
    merchant_id: UUID | None


class NewEnterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An awarded idea that becomes an enterprise."""

    application_id: UUID
    trade_name: str


class Particulars(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an enterprise is."""

    trade_name: str
    country: str
    legal_form: str | None = None
    registration_number: str | None = None
    categories: list[str] = []


class NewEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """A paper for a gate: where it is kept and its SHA-256."""

    gate: str
    kind: str
    reference: str
    sha256: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A paper for a gate."""

    gate: str
    kind: str
    reference: str
    recorded_at: datetime


async def list_calls(caller: Caller) -> list[Call]:
    """Return the calls, oldest first."""
    return (await fetch(caller, SERVICE, "/calls", Listed[Call])).items


async def read_call(caller: Caller, call_id: UUID) -> Call:
    """Return a call with its terms."""
    return await fetch(caller, SERVICE, f"/calls/{call_id}", Call)


async def open_call(caller: Caller, call: NewCall, key: str) -> Named:
    """Open a call by a preset."""
    return await send(caller, SERVICE, Command(path="/calls", body=call, key=key), Named)


async def rank(caller: Caller, call_id: UUID) -> Ranking:
    """Return the reviewed applications from best to worst."""
    return await fetch(caller, SERVICE, f"/calls/{call_id}/ranking", Ranking)


async def list_ideas(caller: Caller, call_id: UUID) -> list[Idea]:
    """Return the applications to a call."""
    return (await fetch(caller, SERVICE, "/applications", Listed[Idea], call_id=call_id, limit=200)).items


async def enter_idea(caller: Caller, call_id: UUID, applying: Applying, key: str) -> Named:
    """Enter an applicant and their application."""
    person = await send(caller, SERVICE, Command(path="/persons", body=applying.person, key=f"{key}-person"), Named)
    body = {"call_id": call_id, "applicant_id": person.id, "answers": applying.answers}
    return await send(caller, SERVICE, Command(path="/applications", body=body, key=key), Named)


async def read_idea(caller: Caller, idea_id: UUID) -> Idea:
    """Return how far an application has come."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}", Idea)


async def read_answers(caller: Caller, idea_id: UUID) -> dict[str, str]:
    """Return what an applicant has written."""
    return (await fetch(caller, SERVICE, f"/applications/{idea_id}/answers", Answers)).answers


async def take_idea_step(caller: Caller, idea_id: UUID, step: str, form: tuple[str, int | None]) -> Named:
    """Take a named step; `form` is its key and the version that was seen."""
    path = f"/applications/{idea_id}/steps"
    return await send(caller, SERVICE, Command(path=path, body={"step": step}, key=form[0], version=form[1]), Named)


async def list_reviews(caller: Caller, idea_id: UUID) -> list[Review]:
    """Return an application's reviews."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/reviews", list[Review])


async def ask_reviewer(caller: Caller, idea_id: UUID, reviewer: NewPerson, key: str) -> Named:
    """Ask somebody to review, entering them first if they are new here: conflicts of interest are computed."""
    try:
        await send(caller, SERVICE, Command(path="/persons", body=reviewer, key=f"{key}-person"), Named)
    except ServiceRefused as refused:
        if refused.type != "person-known":
            raise
    body = {"reviewer_id": reviewer.person_id}
    return await send(caller, SERVICE, Command(path=f"/applications/{idea_id}/reviews", body=body, key=key), Named)


async def determine(caller: Caller, idea_id: UUID, deciding: Determining, form: tuple[str, int | None]) -> Named:
    """Award, place on the reserve list or reject; `form` is its key and the version that was seen."""
    path = f"/applications/{idea_id}/determinations"
    return await send(caller, SERVICE, Command(path=path, body=deciding, key=form[0], version=form[1]), Named)


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


async def list_cohorts(caller: Caller) -> list[Cohort]:
    """Return cohorts, oldest first."""
    return (await fetch(caller, SERVICE, "/cohorts", Listed[Cohort])).items


async def read_cohort(caller: Caller, cohort_id: UUID) -> Cohort:
    """Return a cohort."""
    return await fetch(caller, SERVICE, f"/cohorts/{cohort_id}", Cohort)


async def form_cohort(caller: Caller, cohort: NewCohort, key: str) -> Named:
    """Form one of a call's groups."""
    return await send(caller, SERVICE, Command(path="/cohorts", body=cohort, key=key), Named)


async def enrol(caller: Caller, cohort_id: UUID, application_id: UUID, key: str) -> Named:
    """Let an awarded applicant join."""
    body = {"application_id": application_id}
    return await send(caller, SERVICE, Command(path=f"/cohorts/{cohort_id}/enrolments", body=body, key=key), Named)


async def list_enrolments(caller: Caller, cohort_id: UUID) -> list[Enrolment]:
    """Return a cohort's participants."""
    return (await fetch(caller, SERVICE, f"/cohorts/{cohort_id}/enrolments", Listed[Enrolment], limit=200)).items


async def list_sessions(caller: Caller, cohort_id: UUID) -> list[Session]:
    """Return a cohort's days of training."""
    return (await fetch(caller, SERVICE, f"/cohorts/{cohort_id}/sessions", Listed[Session], limit=200)).items


async def plan_session(caller: Caller, cohort_id: UUID, session: NewSession, key: str) -> Named:
    """Plan a day of training."""
    return await send(caller, SERVICE, Command(path=f"/cohorts/{cohort_id}/sessions", body=session, key=key), Named)


async def read_session(caller: Caller, session_id: UUID) -> Session:
    """Return a day of training."""
    return await fetch(caller, SERVICE, f"/sessions/{session_id}", Session)


async def take_session_step(caller: Caller, session_id: UUID, step: str, form: tuple[str, int | None]) -> Named:
    """Confirm a session or cancel it; `form` is its key and the version that was seen."""
    path = f"/sessions/{session_id}/steps"
    return await send(caller, SERVICE, Command(path=path, body={"step": step}, key=form[0], version=form[1]), Named)


async def read_attendance(caller: Caller, session_id: UUID) -> dict[UUID, bool]:
    """Return who was there, by enrolment."""
    attendance = await fetch(caller, SERVICE, f"/sessions/{session_id}/attendances", Attendance)
    return {each.enrolment_id: each.attended for each in attendance.items}


async def record_attendance(caller: Caller, session_id: UUID, presences: list[Presence], key: str) -> Any:
    """Write down who was there."""
    path = f"/sessions/{session_id}/attendances"
    return await send(caller, SERVICE, Command(path=path, body={"attendances": presences}, key=key), dict[str, Any])


async def list_enterprises(caller: Caller) -> list[Enterprise]:
    """Return enterprises, oldest first."""
    return (await fetch(caller, SERVICE, "/enterprises", Listed[Enterprise])).items


async def read_enterprise(caller: Caller, enterprise_id: UUID) -> Enterprise:
    """Return an enterprise."""
    return await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}", Enterprise)


async def found_enterprise(caller: Caller, enterprise: NewEnterprise, key: str) -> Named:
    """Make an awarded idea an enterprise."""
    return await send(caller, SERVICE, Command(path="/enterprises", body=enterprise, key=key), Named)


async def describe_enterprise(
    caller: Caller, enterprise_id: UUID, particulars: Particulars, version: int | None
) -> Named:
    """Replace an enterprise's particulars."""
    command = Command(path=f"/enterprises/{enterprise_id}", body=particulars, version=version, method="PUT")
    return await send(caller, SERVICE, command, Named)


async def take_enterprise_step(caller: Caller, enterprise_id: UUID, step: str, form: tuple[str, int | None]) -> Named:
    """Open a gate or close an enterprise; `form` is its key and the version that was seen."""
    path = f"/enterprises/{enterprise_id}/steps"
    return await send(caller, SERVICE, Command(path=path, body={"step": step}, key=form[0], version=form[1]), Named)


async def record_evidence(caller: Caller, enterprise_id: UUID, evidence: NewEvidence, key: str) -> Named:
    """Record a paper for a gate."""
    path = f"/enterprises/{enterprise_id}/evidence"
    return await send(caller, SERVICE, Command(path=path, body=evidence, key=key), Named)


async def list_evidence(caller: Caller, enterprise_id: UUID) -> list[Evidence]:
    """Return an enterprise's papers."""
    return await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}/evidence", list[Evidence])


async def list_accreditations(caller: Caller, enterprise_id: UUID) -> list[Proposal]:
    """Return the proposals to accredit an enterprise that wait for a second person."""
    found = await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}/accreditations", list[Proposal])
    return [each for each in found if each.state == "proposed"]


async def propose_accreditation(caller: Caller, enterprise_id: UUID, form: tuple[str, int | None]) -> Named:
    """Propose, as the first of two people, that an enterprise trades."""
    path = f"/enterprises/{enterprise_id}/accreditations"
    return await send(caller, SERVICE, Command(path=path, key=form[0], version=form[1]), Named)


async def answer_accreditation(
    caller: Caller, enterprise_id: UUID, *, agreed: bool, body: dict[str, str], key: str
) -> Named:
    """Agree as the second person, quoting the hash of what was seen, or leave the gate shut and say why."""
    path = f"/enterprises/{enterprise_id}/accreditations/{'approve' if agreed else 'refuse'}"
    return await send(caller, SERVICE, Command(path=path, body=body, key=key), Named)


async def read_names(caller: Caller, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return persons' names; each look is kept."""
    found = await asyncio.gather(*(fetch(caller, SERVICE, f"/persons/{each}", Person) for each in set(person_ids)))
    return {person.id: person.name for person in found}
