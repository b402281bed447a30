"""Calls, the applications to them, and what is decided about these."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_all, send

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


class AskedPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that applicants hand in."""

    code: str
    mandatory: bool
    title: dict[str, str]


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One round of a call: its form and its rubric."""

    title: dict[str, str]
    criteria: list[Criterion]
    questions: list[Question]
    reviewers: int = 2
    papers: list[AskedPaper] = []


class Module(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a call's training."""

    code: str
    title: dict[str, str]


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked before somebody writes: yes or no, a number, or one of these choices."""

    code: str
    kind: str
    title: dict[str, str]
    choices: dict[str, dict[str, str]] = {}


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a call's money."""

    countries: list[str]


class AwardTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How awards of a call are paid."""

    first_tranche_basis_points_max: int


class Fund(msgspec.Struct, frozen=True, kw_only=True):
    """What one award of a call may be."""

    award_minor_min: int
    award_minor_max: int
    award: AwardTerms
    envelopes: list[Envelope] = []


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of a call."""

    title: dict[str, str]
    currency: str
    places: int
    groups: int
    monthly_allowance_minor: int
    stages: list[Stage]
    eligibility: list[Condition] = []
    eligibility_comes_first: bool = False
    modules: list[Module] = []
    joint_applicants_max: int = 1
    fund: Fund | None = None


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


class Idea(msgspec.Struct, frozen=True, kw_only=True):
    """An application to a call."""

    id: UUID
    version: int
    call_id: UUID
    applicant_id: UUID
    status: str = msgspec.field(name="state")
    language: str
    stage: int = 1
    score_basis_points: int | None
    submitted_at: datetime | None
    drafted_at: datetime
    requested_minor: int | None = None
    total_minor: int | None = None
    country: str | None = None


class Requested(msgspec.Struct, frozen=True, kw_only=True):
    """What an application asks for, what it costs in all, and in which country it is."""

    amount_minor: int
    total_minor: int
    country: str


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What an applicant has written, by question."""

    answers: dict[str, str]


class Applying(msgspec.Struct, frozen=True, kw_only=True):
    """An applicant, their answers, and what they ask for where the call gives money."""

    person: NewPerson
    answers: dict[str, str]
    request: Requested | None = None


class Determining(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided about an application, and why."""

    outcome: str
    reason: str


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


async def list_all_ideas(caller: Caller) -> list[Idea]:
    """Return the applications to every call, oldest first."""
    return await fetch_all(caller, SERVICE, "/applications", Idea)


async def list_ideas(caller: Caller, call_id: UUID) -> list[Idea]:
    """Return the applications to a call."""
    return (await fetch(caller, SERVICE, "/applications", Listed[Idea], call_id=call_id, limit=200)).items


async def read_idea(caller: Caller, idea_id: UUID) -> Idea:
    """Return how far an application has come."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}", Idea)


async def read_answers(caller: Caller, idea_id: UUID) -> dict[str, str]:
    """Return what an applicant has written."""
    return (await fetch(caller, SERVICE, f"/applications/{idea_id}/answers", Answers)).answers


async def determine(caller: Caller, idea_id: UUID, deciding: Determining, form: tuple[str, int | None]) -> Named:
    """Award, place on the reserve list or reject; `form` is its key and the version that was seen."""
    path = f"/applications/{idea_id}/determinations"
    return await send(caller, SERVICE, Command(path=path, body=deciding, key=form[0], version=form[1]), Named)
