"""Reminders: what is missing is asked for by itself, so that nobody has to keep a list of who has not answered.

Of follow-ups, milestones and yearly accounts, on the days that `rules/reminders/rounds.toml` gives. Each round is said
once, by a message to the telephone in the person's language; where the timer stood still for long, only the last round
is said. A reminder of a follow-up counts as having asked again.
"""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from services.incubator.following import follow_ups
from services.kit import messages
from services.kit.db import Transaction, uuid7
from services.kit.messages import NewMessage
from services.kit.sentences import Sentence, sentence
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Timer

queries = load_queries(__file__)

ROUNDS: Final = Path(__file__).parents[1] / "rules" / "reminders" / "rounds.toml"
BATCH: Final = 200

Kind = Literal["follow_up", "milestone", "accounts"]
Days = Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=20)]


class Rounds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days after something is due it is asked for; before that day they are negative."""

    follow_up: Days
    milestone: Days
    accounts: Days


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing, of whom, and which round of reminders has come."""

    kind: Kind
    subject_id: UUID
    person_id: UUID
    due_on: date
    months: int
    round: int
    language: str


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody was reminded of something."""

    id: UUID
    kind: Kind
    subject_id: UUID
    due_on: date
    round: int
    person_id: UUID
    sent_at: datetime


@cache
def rounds() -> Rounds:
    """Return on which days somebody is reminded."""
    return msgspec.toml.decode(ROUNDS.read_bytes(), type=Rounds)


async def remind(transaction: Transaction, settings: Settings) -> None:
    """Ask for what is missing; a demo's day is each caller's own, so there nobody is reminded."""
    if settings.environment == "demo":
        return
    days = rounds()
    given = [list(each) for each in (days.follow_up, days.milestone, days.accounts)]
    for due in await transaction.fetch_structs(Due, queries.select_due, transaction.today, *given, BATCH):
        await ask(transaction, due)


async def ask(transaction: Transaction, due: Due) -> None:
    """Send one reminder and keep that it was sent."""
    subject, body = wording(due, transaction.today)
    message = NewMessage(person_id=due.person_id, channel="sms", language=due.language, subject=subject, body=body)
    await messages.send(transaction, "incubator", message)
    about = (due.kind, due.subject_id, due.due_on, due.round, due.person_id)
    await transaction.execute(queries.insert_reminder, uuid7(), *about, transaction.now)
    if due.kind == "follow_up":
        asked = (uuid7(), due.subject_id, "message", transaction.now, transaction.actor_id)
        await transaction.execute(follow_ups.queries.insert_chase, *asked)


def wording(due: Due, today: date) -> tuple[Sentence, Sentence]:
    """Return the words of a reminder: they blame nobody, and say where to turn."""
    day = due.due_on.isoformat()
    if due.kind == "follow_up":
        return sentence("How are you doing?"), sentence(
            "{months} months after the training we would like to know how it goes. Call or visit the incubator.",
            months=due.months,
        )
    if due.kind == "accounts":
        return sentence("Accounts of your enterprise"), sentence(
            "Please bring the accounts of {year} to the incubator. We help you to complete them.",
            year=str(due.due_on.year - 1),
        )
    if due.due_on >= today:
        body = sentence(
            "A milestone of your award is due on {due_on}. Show the incubator what you have done.", due_on=day
        )
    else:
        body = sentence("A milestone of your award was due on {due_on}. Tell the incubator what you need.", due_on=day)
    return sentence("A milestone of your award"), body


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Reminder]:
    """Return who was reminded of what, oldest first."""
    return await transaction.fetch_structs(Reminder, queries.select_reminders, after, limit)


TIMER: Final = Timer("remind_of_what_is_missing", timedelta(hours=1), remind)
