"""Alerts: patterns found, as a queue of questions that auditors look into. Nothing is stopped or withheld for one.

Whoever takes an alert closes it with a conclusion and a reason. What follows from it is decided elsewhere, by those who
may decide it. Alerts are no read model: a rebuild leaves them, and finds the same patterns under the same keys.
"""

from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.kit import audit, jobs
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.pseudonyms import KEY, pseudonym, salt_of
from services.kit.sentences import Parameter, say
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Chunk, Progress, Timer
from services.kit.transitions import transition
from services.kit.web import Body, LongText, check_version
from services.reporting.watching.patterns import KINDS, Kind, explain, find

queries = load_queries(__file__)

AlertState = Literal["open", "assigned", "closed"]
Conclusion = Literal["unfounded", "explained", "referred"]
"""Nothing was there; there was, and for a good reason; or somebody who may decide on it was told."""
TRANSITIONS: dict[AlertState, tuple[AlertState, ...]] = {
    "open": ("assigned",),
    "assigned": ("open", "closed"),
    "closed": ("open",),
}
JOB = "look_for_patterns"
PURPOSE = "alert"


class AlertOfSomebodyElse(Problem):
    """Somebody else is looking into this alert."""


class Assigning(Body, frozen=True, kw_only=True):
    """Who looks into it: oneself, or another auditor."""

    assignee_id: UUID


class Closing(Body, frozen=True, kw_only=True):
    """What it was, and why one thinks so. No names: what is known of people stays where they are known."""

    conclusion: Conclusion
    reason: LongText


class Reopening(Body, frozen=True, kw_only=True):
    """Why it is looked into again, or given back."""

    reason: LongText


class Looking(Body, frozen=True, kw_only=True):
    """The last day to look at; today when it is absent."""

    until: date | None = None


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern that was seen, by which rules, and what somebody made of it.

    `seen_on` is the day, or the first of the week or month; `holder` stands for a card's wallet and is the same
    wherever it appears here; `movement_ids` are payments and refunds, which auditors can open in cards.
    """

    id: UUID
    kind: Kind
    rules_from: date
    seen_on: date
    merchant_id: UUID
    trade_name: str | None
    other_merchant_id: UUID | None
    till_id: UUID | None
    holder: UUID | None
    currency: str
    figures: dict[str, Parameter]
    explanation: str
    movement_ids: list[UUID]
    found_at: datetime
    state: AlertState
    assignee_id: UUID | None
    conclusion: Conclusion | None
    reason: str | None
    closed_by: UUID | None
    closed_at: datetime | None
    version: int


class AlertStep(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did with an alert, and why."""

    id: UUID
    state: AlertState
    assignee_id: UUID | None
    conclusion: Conclusion | None
    reason: str | None
    taken_by: UUID
    taken_at: datetime


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts a list shows, and in which language they explain themselves (the municipality's without one)."""

    state: AlertState | None = None
    kind: Kind | None = None
    language: str | None = None
    after: UUID | None = None
    limit: int = 50


class Handling(msgspec.Struct, frozen=True, kw_only=True):
    """How far somebody has come with an alert."""

    id: UUID
    state: AlertState
    assignee_id: UUID | None
    conclusion: Conclusion | None
    reason: str | None
    closed_by: UUID | None
    closed_at: datetime | None
    version: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert is from now on."""

    state: AlertState
    assignee_id: UUID | None = None
    conclusion: Conclusion | None = None
    reason: str | None = None


async def look(transaction: Transaction, kind: Kind, until: date) -> int:
    """Look for a kind of pattern up to a day and keep what is found; return how many alerts are new."""
    before: int = await transaction.fetchval(queries.count_alerts, kind)
    found = [{"id": uuid7(), **msgspec.structs.asdict(each)} for each in await find(transaction, kind, until)]
    await transaction.execute(queries.keep_findings, found, transaction.now)
    after: int = await transaction.fetchval(queries.count_alerts, kind)
    return after - before


async def start_looking(transaction: Transaction, looking: Looking) -> jobs.Job:
    """Look for all kinds of patterns now, in the background."""
    until = looking.until or transaction.today
    return await jobs.start(transaction, JOB, {"until": until}, total=len(KINDS))


async def look_for_one(transaction: Transaction, chunk: Chunk) -> Progress:
    """Carry out a part of the job: one kind of pattern."""
    new = await look(transaction, KINDS[chunk.done], date.fromisoformat(chunk.arguments["until"]))
    done, new_count = chunk.done + 1, (chunk.progress or 0) + new
    result = {"new_count": new_count}
    return Progress(done=done, progress=new_count, finished=done == len(KINDS), result=result)


async def look_by_the_clock(transaction: Transaction, settings: Settings) -> None:
    """Look for patterns up to today. In a demo no clock knows which day it is: there it is asked for by hand."""
    if settings.environment == "demo":
        return
    for kind in KINDS:
        await look(transaction, kind, transaction.today)


TIMER = Timer(JOB, timedelta(hours=6), look_by_the_clock)


def shown(transaction: Transaction, settings: Settings, row: dict[str, Any], language: str | None) -> Alert:
    """Return an alert as auditors see it."""
    salt = salt_of(settings.keyring[KEY], transaction.municipality_id)
    wallet_id = row.pop("wallet_id")
    said = explain(row["kind"], row["figures"])
    spoken = language or transaction.municipality.language
    explanation = say("reporting", said, spoken, currency=row["currency"])
    holder = pseudonym(salt, wallet_id) if wallet_id else None
    return msgspec.convert({**row, "holder": holder, "explanation": explanation}, Alert)


async def list_all(transaction: Transaction, settings: Settings, wanted: Filter) -> list[Alert]:
    """Return alerts, the oldest first, one more than the limit."""
    state, kind, after = wanted.state, wanted.kind, wanted.after
    rows = await transaction.fetch(queries.select_alerts, None, state, kind, after, wanted.limit + 1)
    return [shown(transaction, settings, dict(row), wanted.language) for row in rows]


async def get(transaction: Transaction, settings: Settings, alert_id: UUID, language: str | None = None) -> Alert:
    """Return an alert; who looked at it is kept. Raises NotFound."""
    row = await transaction.fetchrow(queries.select_alerts, alert_id, None, None, None, 1)
    if row is None:
        raise NotFound(f"There is no alert {alert_id}.")
    await audit.record(transaction, "alert_read", object_type="alert", object_ids=[alert_id], purpose=PURPOSE)
    return shown(transaction, settings, dict(row), language)


async def steps_of(transaction: Transaction, alert_id: UUID) -> list[AlertStep]:
    """Return who did what with an alert, the earliest first. Raises NotFound."""
    if await transaction.fetchrow(queries.select_alerts, alert_id, None, None, None, 1) is None:
        raise NotFound(f"There is no alert {alert_id}.")
    return await transaction.fetch_structs(AlertStep, queries.select_steps, alert_id)


async def handling(transaction: Transaction, alert_id: UUID) -> Handling:
    """Return how far somebody has come with an alert. Raises NotFound."""
    found = await transaction.fetch_struct(Handling, queries.lock_alert, alert_id)
    if found is None:
        raise NotFound(f"There is no alert {alert_id}.")
    return found


async def assign(transaction: Transaction, alert_id: UUID, assigning: Assigning, *, version: int) -> Handling:
    """Let somebody look into an alert. Raises NotFound, Stale, TransitionForbidden."""
    change = Change(state="assigned", assignee_id=assigning.assignee_id)
    return await save(transaction, await take(transaction, alert_id, version), change)


async def close(transaction: Transaction, alert_id: UUID, closing: Closing, *, version: int) -> Handling:
    """Say what it was. Raises NotFound, Stale, AlertOfSomebodyElse, TransitionForbidden."""
    before = await take(transaction, alert_id, version)
    if before.state == "assigned" and before.assignee_id != transaction.actor_id:
        raise AlertOfSomebodyElse("Whoever looks into it closes it.", assignee_id=before.assignee_id)
    change = Change(
        state="closed", assignee_id=before.assignee_id, conclusion=closing.conclusion, reason=closing.reason
    )
    return await save(transaction, before, change)


async def reopen(transaction: Transaction, alert_id: UUID, reopening: Reopening, *, version: int) -> Handling:
    """Put an alert back into the queue: nobody looks into it any more, or it is closed no more.

    Raises NotFound, Stale, TransitionForbidden.
    """
    return await save(
        transaction, await take(transaction, alert_id, version), Change(state="open", reason=reopening.reason)
    )


async def take(transaction: Transaction, alert_id: UUID, version: int) -> Handling:
    """Lock an alert. Raises NotFound, Stale."""
    before = await handling(transaction, alert_id)
    check_version(before.version, version)
    return before


async def save(transaction: Transaction, before: Handling, change: Change) -> Handling:
    """Take a step, and keep who took it and why."""
    state = transition(TRANSITIONS, before.state, change.state)
    is_closed = state == "closed"
    now, actor_id = transaction.now, transaction.actor_id
    await transaction.execute(
        queries.change_alert,
        before.id,
        state,
        change.assignee_id,
        change.conclusion,
        change.reason if is_closed else None,
        actor_id if is_closed else None,
        now if is_closed else None,
    )
    kept = (state, change.assignee_id, change.conclusion, change.reason, actor_id, now)
    await transaction.execute(queries.insert_step, uuid7(), before.id, *kept)
    return await handling(transaction, before.id)
