"""Feedback: what participants thought of a session, without who thought so, and shown once enough have answered."""

from typing import Annotated, Final
from uuid import UUID, uuid4

import msgspec

from services.incubator.training import check_ins, sessions
from services.kit import vault
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, LongText

queries = load_queries(__file__)

SHOWN_FROM: Final = 5
"""Below so many answers, who said what could be guessed."""
HUNDREDTHS: Final = 100

Rating = Annotated[int, msgspec.Meta(ge=1, le=5)]
"""1 poor, 5 very good."""


class NewFeedback(Body, frozen=True, kw_only=True):
    """What it was about, how it was taught, and whether one could take part as one is; and a comment."""

    content: Rating
    teaching: Rating
    access: Rating
    comment: LongText | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """That feedback about a session was given; the id is the session's."""

    id: UUID
    title: str


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """What participants thought of a session: means in hundredths. Without figures while too few have answered."""

    id: UUID
    """The session's."""
    attended: int
    answers: int
    content: int | None = None
    teaching: int | None = None
    access: int | None = None
    comments: list[str] = []


class FeedbackKnown(Problem):
    """You have given feedback about this session."""


async def give(transaction: Transaction, session_id: UUID, new: NewFeedback) -> Given:
    """Keep what the acting participant thought of a session that they attended. Raises NotFound, FeedbackKnown."""
    own = await check_ins.find(transaction, session_id)
    if not own.attended:
        raise NotFound("There is no such session that you attended.")
    if not await transaction.execute(queries.insert_giver, session_id, own.enrolment_id):
        raise FeedbackKnown("What you said is kept without your name, so it cannot be changed.")
    feedback_id = uuid4()
    await transaction.execute(queries.insert_feedback, feedback_id, session_id, new.content, new.teaching, new.access)
    if new.comment is not None:
        await vault.seal(transaction, transaction.municipality_id, {field_of(feedback_id): new.comment})
    return await find(transaction, session_id)


def field_of(feedback_id: UUID) -> str:
    """Return the name of a comment's sealed field; it is sealed under the municipality's key, as nobody's."""
    return f"feedback_{feedback_id.hex}"


async def find(transaction: Transaction, session_id: UUID) -> Given:
    """Return that feedback was given. Raises NotFound."""
    session = await sessions.find(transaction, session_id)
    return Given(id=session.id, title=session.title)


async def read(transaction: Transaction, session_id: UUID) -> Feedback:
    """Return what participants thought of a session; neither figures nor comments before enough have answered."""
    await sessions.find(transaction, session_id)
    row = await transaction.fetchrow(queries.select_figures, session_id)
    assert row is not None
    if row["answers"] < SHOWN_FROM:
        return Feedback(id=session_id, attended=row["attended"], answers=row["answers"])
    ids = [each["id"] for each in await transaction.fetch(queries.select_ids, session_id)]
    town = transaction.municipality_id
    fields = [field_of(each) for each in ids]
    opened = (await vault.open_many(transaction, [town], purpose="training_feedback", only=fields)).get(town, {})
    return Feedback(
        id=session_id,
        attended=row["attended"],
        answers=row["answers"],
        content=mean(row["content"], row["answers"]),
        teaching=mean(row["teaching"], row["answers"]),
        access=mean(row["access"], row["answers"]),
        comments=[opened[field] for field in fields if field in opened],
    )


def mean(total: int, answers: int) -> int:
    """Return a mean in hundredths, rounded half up."""
    return (total * HUNDREDTHS * 2 + answers) // (2 * answers)
