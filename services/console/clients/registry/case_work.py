"""Work on a case in words: what households are asked for and answer, appeals and rulings, notes among colleagues."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, send
from services.console.clients.registry.applications import Case
from services.console.clients.registry.households import SERVICE

PURPOSE = "case_work"


class Asking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a household is asked for: kinds of papers, a question in words, or both."""

    kinds: list[str] = []
    question: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a household answered, where it did so in words."""

    text: str | None = None


class NewAppeal(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal as lodged."""

    grounds: str


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What is ruled, and why as a code. `upheld`: the decision stands."""

    outcome: Literal["upheld", "overturned"]
    reason: str


class NewNote(msgspec.Struct, frozen=True, kw_only=True):
    """A note for colleagues."""

    text: str


class Assigning(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to work on a case; nobody named gives it back."""

    assignee_id: UUID | None = None


class NewResidenceCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of where a household lives, how, and on which day."""

    outcome: str
    method: str
    checked_on: date


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note; the text of an erased person's case is gone."""

    id: UUID
    text: str | None
    written_at: datetime
    written_by: UUID


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a household was asked for, and what became of it, in words."""

    id: UUID
    kinds: list[str]
    question: str | None
    asked_at: datetime
    asked_by: UUID
    due_on: date
    answer: str | None
    closed_at: datetime | None
    outcome: str | None


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal with its grounds."""

    id: UUID
    grounds: str | None
    lodged_at: datetime
    lodged_by: UUID


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What was written in a case, the oldest first."""

    questions: list[Question]
    notes: list[Note]
    appeal: Appeal | None = None


Step = Asking | Answer | NewAppeal | Ruling | Assigning


async def take_next(caller: Caller, key: str) -> Named:
    """Take the free case that has waited longest. Raises ServiceRefused when none waits."""
    return await send(caller, SERVICE, Command(path="/applications/next", body={}, key=key), Named)


async def go_on(caller: Caller, case_id: UUID, step: str, body: Step, *, form: tuple[str, int | None]) -> Named:
    """Take a case on with words; `form` is its key and the version that was seen."""
    key, version = form
    path = f"/applications/{case_id}/{step}"
    return await send(caller, SERVICE, Command(path=path, body=body, key=key, version=version), Named)


async def note_residence(caller: Caller, case_id: UUID, check: NewResidenceCheck, key: str) -> None:
    """Note what was found of where a household lives."""
    command = Command(path=f"/applications/{case_id}/residence-checks", body=check, key=key)
    await send(caller, SERVICE, command, Named)


async def write_note(caller: Caller, case_id: UUID, note: NewNote, key: str) -> None:
    """Add a note for colleagues."""
    await send(caller, SERVICE, Command(path=f"/applications/{case_id}/notes", body=note, key=key), Named)


async def read_words(caller: Caller, case: Case) -> Words:
    """Return all that was written in a case; who read it is kept."""
    path = f"/applications/{case.id}/notes"
    notes = await fetch(caller, SERVICE, path, list[Note], purpose=PURPOSE)
    asked = [f"/info-requests/{each.id}" for each in case.info_requests]
    questions = [await fetch(caller, SERVICE, path, Question, purpose=PURPOSE) for path in asked]
    if case.appeal is None:
        return Words(questions=questions, notes=notes)
    appeal = await fetch(caller, SERVICE, f"/appeals/{case.appeal.id}", Appeal, purpose=PURPOSE)
    return Words(questions=questions, notes=notes, appeal=appeal)
