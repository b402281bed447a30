"""Matches: who could mentor a participant, and why; who could not, and why not. Nothing is weighed in secret.

Who does not speak the language, cannot be met, has no time left or is too close to the participant is left out. Of the
others comes first who knows most of what is wanted, then who is at the same place, then who has most days in common,
then who has most time left in this month; at last the smaller id, so that the same question has the same answer.
"""

from collections.abc import Collection, Sequence
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.incubator.calling.stages import Code
from services.incubator.judging.reviewers import Language
from services.incubator.mentoring import mentors
from services.incubator.mentoring.mentors import Mentor
from services.incubator.people import conflicts
from services.incubator.training import enrolments
from services.incubator.training.calendars import Weekday
from services.kit.db import Transaction
from services.kit.web import Body

MENTORS_MAX = 1000

Obstacle = Literal["too_close", "other_language", "not_to_be_met", "no_common_day", "no_time_left"]


class Wanted(Body, frozen=True, kw_only=True):
    """What a participant looks for. Without a place, one that is met online only."""

    skills: Annotated[tuple[Code, ...], msgspec.Meta(max_length=30)] = ()
    language: Language
    place: Code | None = None
    online: bool = True
    weekdays: Annotated[tuple[Weekday, ...], msgspec.Meta(min_length=1, max_length=7)]


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who could, best first, with what speaks for them and which of the wanted skills they lack."""

    mentor_id: UUID
    skills: list[str]
    lacking: list[str]
    same_place: bool
    weekdays: list[str]
    minutes_left: int


class NoMatch(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who could not, with everything that speaks against it."""

    mentor_id: UUID
    obstacles: list[Obstacle]


class Matches(msgspec.Struct, frozen=True, kw_only=True):
    """All mentors, those who could and those who could not."""

    id: UUID
    """The enrolment's."""
    matches: list[Match]
    others: list[NoMatch]


def match(wanted: Wanted, mentor: Mentor) -> Match:
    """Return what speaks for a mentor."""
    return Match(
        mentor_id=mentor.id,
        skills=[each for each in wanted.skills if each in mentor.skills],
        lacking=[each for each in wanted.skills if each not in mentor.skills],
        same_place=wanted.place is not None and wanted.place in mentor.places,
        weekdays=[each for each in wanted.weekdays if each in mentor.weekdays],
        minutes_left=max(mentor.minutes_monthly_max - mentor.minutes_this_month, 0),
    )


def obstacles(wanted: Wanted, mentor: Mentor, close: Collection[UUID]) -> list[Obstacle]:
    """Return what speaks against a mentor; each is enough."""
    found = match(wanted, mentor)
    against: dict[Obstacle, bool] = {
        "too_close": mentor.id in close,
        "other_language": wanted.language not in mentor.languages,
        "not_to_be_met": not found.same_place and not (wanted.online and mentor.online),
        "no_common_day": not found.weekdays,
        "no_time_left": not found.minutes_left,
    }
    return [obstacle for obstacle, stands in against.items() if stands]


def rank(wanted: Wanted, available: Sequence[Mentor], close: Collection[UUID]) -> tuple[list[Match], list[NoMatch]]:
    """Return who could, best first, and who could not, in the order in which they were given."""
    against = {mentor.id: obstacles(wanted, mentor, close) for mentor in available}
    able = [match(wanted, mentor) for mentor in available if not against[mentor.id]]
    able.sort(
        key=lambda one: (-len(one.skills), not one.same_place, -len(one.weekdays), -one.minutes_left, one.mentor_id)
    )
    return able, [NoMatch(mentor_id=one, obstacles=found) for one, found in against.items() if found]


async def find(transaction: Transaction, enrolment_id: UUID, wanted: Wanted) -> Matches:
    """Return who could mentor a participant and who could not, with the reasons. Raises NotFound."""
    enrolment = await enrolments.find(transaction, enrolment_id)
    available = await mentors.list_of(transaction, after=None, limit=MENTORS_MAX)
    ids = [mentor.id for mentor in available]
    close = await conflicts.close_in_life(transaction, ids, enrolment.participant_id)
    able, others = rank(wanted, available, close)
    return Matches(id=enrolment.id, matches=able, others=others)
