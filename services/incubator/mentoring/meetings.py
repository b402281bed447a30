"""Meetings of a mentor with a participant: how long, what was said, and what each of them does until when.

Notes and actions are sealed under the participant's key; an officer, the mentor and the participant read them.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.incubator.calling.presets import Mode
from services.incubator.mentoring import mentorships
from services.incubator.mentoring.mentorships import Mentorship
from services.incubator.people import persons
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, LongText, ShortText

queries = load_queries(__file__)

PURPOSE = "mentoring"
OPEN_MAX = 100
"""So much that is still to be done is shown at once."""

Owner = Literal["mentor", "participant"]


class NewAction(Body, frozen=True, kw_only=True):
    """What one of them does until a day."""

    owner: Owner
    what: ShortText
    due_on: date


class NewMeeting(Body, frozen=True, kw_only=True):
    """A meeting as it was, with what was agreed."""

    held_on: date
    mode: Mode
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)]
    notes: LongText | None = None
    actions: Annotated[tuple[NewAction, ...], msgspec.Meta(max_length=20)] = ()


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed. The text is gone once the participant was erased."""

    id: UUID
    version: int
    meeting_id: UUID
    owner: Owner
    due_on: date
    done_at: datetime | None
    what: str | None = None


class OpenAction(Action, frozen=True, kw_only=True):
    """What is still to be done, and in which mentorship."""

    mentorship_id: UUID
    participant_id: UUID


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting, with its notes and actions."""

    id: UUID
    mentorship_id: UUID
    held_on: date
    mode: Mode
    minutes: int
    recorded_at: datetime
    notes: str | None = None
    actions: list[Action] = []


class MentorshipNotActive(Problem):
    """Meetings are of a mentor and a participant who have begun and not ended."""


async def record(transaction: Transaction, mentorship_id: UUID, new: NewMeeting) -> Meeting:
    """Keep a meeting, as the mentor or the office. Raises MentorshipNotActive, Malformed for a day to come."""
    await transaction.execute(mentorships.queries.lock_mentorship, mentorship_id)
    mentorship = await mentorships.find(transaction, mentorship_id)
    if mentorship.state != "active":
        raise MentorshipNotActive("Let the mentor accept it first.", state=mentorship.state)
    if new.held_on > transaction.today:
        fault = Fault(pointer="/held_on", detail="This day is still to come.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    meeting_id = uuid7()
    row = (mentorship.id, new.held_on, new.mode, new.minutes, transaction.now, transaction.actor_id)
    await transaction.execute(queries.insert_meeting, meeting_id, *row)
    ids = [uuid7() for _ in new.actions]
    owners, days = [each.owner for each in new.actions], [each.due_on for each in new.actions]
    await transaction.execute(queries.insert_actions, ids, meeting_id, owners, days)
    texts = {f"action_{one.hex}": each.what for one, each in zip(ids, new.actions, strict=True)}
    texts |= {} if new.notes is None else {f"meeting_{meeting_id.hex}": new.notes}
    for field, text in texts.items():
        await persons.keep_text(transaction, mentorship.participant_id, field, text)
    return await find(transaction, meeting_id)


async def find(transaction: Transaction, meeting_id: UUID) -> Meeting:
    """Return a meeting. Raises NotFound."""
    meeting = await transaction.fetch_struct(Meeting, queries.select_meeting, meeting_id)
    if meeting is None:
        raise NotFound("There is no such meeting.")
    mentorship = await mentorships.find(transaction, meeting.mentorship_id)
    return (await with_texts(transaction, mentorship, [meeting]))[0]


async def list_of(transaction: Transaction, mentorship_id: UUID, *, after: UUID | None, limit: int) -> list[Meeting]:
    """Return a mentorship's meetings in the order in which they were recorded; the look is kept."""
    mentorship = await mentorships.find(transaction, mentorship_id)
    found = await transaction.fetch_structs(Meeting, queries.select_meetings, mentorship_id, after, limit)
    return await with_texts(transaction, mentorship, found)


async def with_texts(transaction: Transaction, mentorship: Mentorship, found: list[Meeting]) -> list[Meeting]:
    """Return meetings with their actions and texts, in one look. Raises ReviewIsBlind."""
    if transaction.actor_id != mentorship.participant_id:
        await persons.check_not_blind(transaction, mentorship.participant_id)
    actions = await transaction.fetch_structs(Action, queries.select_actions, [each.id for each in found])
    fields = [f"meeting_{each.id.hex}" for each in found] + [f"action_{each.id.hex}" for each in actions]
    texts = await persons.read_texts(transaction, mentorship.participant_id, fields, purpose=PURPOSE)
    told = [msgspec.structs.replace(each, what=texts.get(f"action_{each.id.hex}")) for each in actions]
    return [
        msgspec.structs.replace(
            meeting,
            notes=texts.get(f"meeting_{meeting.id.hex}"),
            actions=[each for each in told if each.meeting_id == meeting.id],
        )
        for meeting in found
    ]


async def list_open(transaction: Transaction) -> list[OpenAction]:
    """Return what the acting person's mentorships still have to do, what is due first first; the look is kept.

    A mentor who reviews the participant meanwhile is not told what it is.
    """
    found = await transaction.fetch_structs(OpenAction, queries.select_open_actions, transaction.actor_id, OPEN_MAX)
    participants = {each.participant_id for each in found}
    blind = await persons.reviewed_among(transaction, participants) if participants else set()
    texts: dict[str, str] = {}
    for one in sorted(participants - blind):
        fields = [f"action_{each.id.hex}" for each in found if each.participant_id == one]
        texts |= await persons.read_texts(transaction, one, fields, purpose=PURPOSE)
    return [msgspec.structs.replace(each, what=texts.get(f"action_{each.id.hex}")) for each in found]


async def finish(transaction: Transaction, action_id: UUID) -> Action:
    """Note that an action is done; said again, the first time stands. Raises NotFound."""
    action = await find_action(transaction, action_id)
    await transaction.execute(queries.finish_action, action.id, transaction.now, transaction.actor_id)
    return await find_action(transaction, action.id)


async def find_action(transaction: Transaction, action_id: UUID) -> Action:
    """Return an action of a mentorship that the actor may see. Raises NotFound."""
    meeting_id = await transaction.fetchval(queries.select_meeting_of, action_id)
    if meeting_id is None:
        raise NotFound("There is no such action.")
    meeting = await find(transaction, meeting_id)
    return next(each for each in meeting.actions if each.id == action_id)
