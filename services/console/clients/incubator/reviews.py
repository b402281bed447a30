"""Reviews: asked for by the office, given by reviewers."""

from datetime import date, datetime
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_all, fetch_file, send
from services.console.clients.incubator import persons
from services.console.clients.incubator.calls import Criterion, NewPerson
from services.console.clients.incubator.translations import Translation

SERVICE = "incubator"


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A review as the office sees it."""

    id: UUID
    version: int
    stage: int
    reviewer_id: UUID
    state: str
    scores: dict[str, int] | None


class OwnReview(msgspec.Struct, frozen=True, kw_only=True):
    """A review in the list of who has to give it."""

    id: UUID
    state: str
    assigned_at: datetime


class Replied(msgspec.Struct, frozen=True, kw_only=True):
    """What the office has asked the applicant in between."""

    question: str | None
    reply: str | None


class ShownPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that the reviewer may open."""

    id: UUID
    kind: str


class ReviewSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What to judge and by what rubric."""

    id: UUID
    version: int
    state: str
    language: str
    score_max: int
    criteria: list[Criterion]
    titles: dict[str, dict[str, str]]
    answers: dict[str, str]
    replies: list[Replied] = []
    translations: list[Translation] = []
    papers: list[ShownPaper] = []
    scores: dict[str, int] | None
    comment: str | None


class Scoring(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A score for each criterion."""

    scores: dict[str, int]
    comment: str | None = None


class NewMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """When reviewers met, who of them, and what they agreed on."""

    held_on: date
    present: list[UUID] = []
    recommendation: str
    minutes: str


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting that was written down; its minutes are gone once the applicant was erased."""

    stage: int
    held_on: date
    present: list[UUID]
    recommendation: str
    minutes: str | None


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer knows and reads, and how many applications they take on at once."""

    skills: list[str] = []
    languages: list[str] = []
    load_max: int


class Reviewer(Profile, frozen=True, kw_only=True):
    """A reviewer with what waits for them; the id is the person's."""

    id: UUID
    open_reviews: int


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """Who was asked to review which application, and what they know of its rubric."""

    application_id: UUID
    reviewer_id: UUID
    skills: list[str]


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """Who was asked, and how many reviewers are still missing, by application."""

    assignments: list[Assignment]
    wanting: dict[UUID, int]


async def list_reviewers(caller: Caller) -> list[Reviewer]:
    """Return reviewers of whom it was said what they read."""
    return await fetch_all(caller, SERVICE, "/reviewers", Reviewer)


async def describe_reviewer(caller: Caller, reviewer: NewPerson, profile: Profile, key: str) -> Named:
    """Say what a reviewer knows and reads, entering them first if they are new here."""
    if reviewer.phone:
        await persons.enter(caller, reviewer, key)
    path = f"/reviewers/{reviewer.person_id}"
    return await send(caller, SERVICE, Command(path=path, body=profile, method="PUT"), Named)


async def assign(caller: Caller, call_id: UUID) -> Assigned:
    """Ask reviewers for every application of a call that wants some."""
    return await send(caller, SERVICE, Command(path=f"/calls/{call_id}/assignments"), Assigned)


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


async def abstain(caller: Caller, review_id: UUID, reason: str, form: tuple[str, int | None]) -> Named:
    """Judge an application not at all; `form` is its key and the version that was seen."""
    path = f"/reviews/{review_id}/abstentions"
    command = Command(path=path, body={"reason": reason}, key=form[0], version=form[1])
    return await send(caller, SERVICE, command, Named)


async def recuse(caller: Caller, review_id: UUID, reason: str, form: tuple[str, int | None]) -> Named:
    """Take a review out, as the office; `form` is its key and the version that was seen."""
    path = f"/reviews/{review_id}/recusals"
    command = Command(path=path, body={"reason": reason}, key=form[0], version=form[1])
    return await send(caller, SERVICE, command, Named)


async def open_paper(caller: Caller, review_id: UUID, paper_id: UUID) -> httpx.Response:
    """Return a paper that the reviewer may see; the look is kept."""
    return await fetch_file(caller, SERVICE, f"/reviews/{review_id}/papers/{paper_id}/content")


async def list_meetings(caller: Caller, idea_id: UUID) -> list[Meeting]:
    """Return the meetings of an application's reviewers, oldest first; the look is kept."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/meetings", list[Meeting])


async def record_meeting(caller: Caller, idea_id: UUID, meeting: NewMeeting, key: str) -> Named:
    """Write down what an application's reviewers have agreed on."""
    path = f"/applications/{idea_id}/meetings"
    return await send(caller, SERVICE, Command(path=path, body=meeting, key=key), Named)
