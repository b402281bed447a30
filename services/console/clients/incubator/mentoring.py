"""Mentors, whom they accompany, their meetings and what was agreed there."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, fetch_all, send
from services.console.clients.incubator import persons
from services.console.clients.incubator.calls import NewPerson

SERVICE = "incubator"


class MentorSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What a mentor gives."""

    skills: list[str] = []
    languages: list[str] = []
    places: list[str] = []
    online: bool = False
    weekdays: list[str] = []
    minutes_monthly_max: int


class Mentor(MentorSheet, frozen=True, kw_only=True):
    """A mentor, with what this month has taken; the id is the person's."""

    id: UUID
    minutes_this_month: int
    mentorships: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a participant looks for."""

    skills: list[str] = []
    language: str
    place: str | None = None
    online: bool
    weekdays: list[str]


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who could, with what speaks for them."""

    mentor_id: UUID
    skills: list[str]
    lacking: list[str]
    same_place: bool
    weekdays: list[str]
    minutes_left: int


class NoMatch(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who could not, with what speaks against it."""

    mentor_id: UUID
    obstacles: list[str]


class Matches(msgspec.Struct, frozen=True, kw_only=True):
    """Those who could, best first, and those who could not."""

    matches: list[Match]
    others: list[NoMatch]


class Mentorship(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody accompanies somebody."""

    id: UUID
    version: int
    enrolment_id: UUID
    participant_id: UUID
    mentor_id: UUID
    state: str
    proposed_at: datetime
    minutes: int


class NewAction(msgspec.Struct, frozen=True, kw_only=True):
    """What one of them does until a day."""

    owner: str
    what: str
    due_on: date


class NewMeeting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A meeting as it was."""

    held_on: date
    mode: str
    minutes: int
    notes: str | None = None
    actions: list[NewAction] = []


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed."""

    id: UUID
    owner: str
    due_on: date
    done_at: datetime | None
    what: str | None


class OpenAction(Action, frozen=True, kw_only=True):
    """What is still to be done, and in which mentorship."""

    mentorship_id: UUID
    participant_id: UUID


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting with its notes and what was agreed."""

    id: UUID
    held_on: date
    mode: str
    minutes: int
    notes: str | None
    actions: list[Action]


async def list_mentors(caller: Caller) -> list[Mentor]:
    """Return mentors."""
    return await fetch_all(caller, SERVICE, "/mentors", Mentor)


async def describe_mentor(caller: Caller, mentor: NewPerson, sheet: MentorSheet, key: str) -> Named:
    """Say what a mentor gives, entering them first if they are new here."""
    await persons.enter(caller, mentor, key)
    return await send(caller, SERVICE, Command(path=f"/mentors/{mentor.person_id}", body=sheet, method="PUT"), Named)


async def match(caller: Caller, enrolment_id: UUID, wanted: Wanted) -> Matches:
    """Return who could mentor a participant and who could not, with the reasons."""
    return await send(caller, SERVICE, Command(path=f"/enrolments/{enrolment_id}/mentor-matches", body=wanted), Matches)


async def propose(caller: Caller, enrolment_id: UUID, mentor_id: UUID, key: str) -> Named:
    """Propose a mentor to a participant."""
    body = {"enrolment_id": enrolment_id, "mentor_id": mentor_id}
    return await send(caller, SERVICE, Command(path="/mentorships", body=body, key=key), Named)


async def list_mentorships(caller: Caller) -> list[Mentorship]:
    """Return mentorships, oldest first; outside the office one's own."""
    return await fetch_all(caller, SERVICE, "/mentorships", Mentorship)


async def read_mentorship(caller: Caller, mentorship_id: UUID) -> Mentorship:
    """Return a mentorship."""
    return await fetch(caller, SERVICE, f"/mentorships/{mentorship_id}", Mentorship)


async def list_meetings(caller: Caller, mentorship_id: UUID) -> list[Meeting]:
    """Return the meetings of a mentorship, oldest first; the look is kept."""
    return await fetch_all(caller, SERVICE, f"/mentorships/{mentorship_id}/meetings", Meeting)


async def list_open(caller: Caller) -> list[OpenAction]:
    """Return what one's own mentorships still have to do, what is due first first; the look is kept."""
    return await fetch(caller, SERVICE, "/mentor-actions", list[OpenAction])


async def take_step(caller: Caller, mentorship_id: UUID, body: dict[str, Any], form: tuple[str, int | None]) -> Named:
    """Accept, decline or end a mentorship; `form` is its key and the version that was seen."""
    path = f"/mentorships/{mentorship_id}/steps"
    return await send(caller, SERVICE, Command(path=path, body=body, key=form[0], version=form[1]), Named)


async def record_meeting(caller: Caller, mentorship_id: UUID, meeting: NewMeeting, key: str) -> Named:
    """Keep a meeting."""
    path = f"/mentorships/{mentorship_id}/meetings"
    return await send(caller, SERVICE, Command(path=path, body=meeting, key=key), Named)


async def finish_action(caller: Caller, action_id: UUID, key: str) -> Named:
    """Note that what was agreed is done."""
    return await send(caller, SERVICE, Command(path=f"/mentor-actions/{action_id}/done", key=key), Named)
