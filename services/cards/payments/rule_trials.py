"""Rule trials: a draft of a programme's rules run over a month's payments before it is switched on, as a job.

Which payments would change and why, with sums by reason; nothing is written but the job and its answer.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.cards.deciding import programmes, trials
from services.cards.deciding.programmes import Rules
from services.cards.deciding.reasons import Rule
from services.cards.deciding.records import Asked, Record
from services.cards.deciding.trials import Change, Past, Tried
from services.cards.payments import spending
from services.kit import jobs
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.jobs import Job
from services.kit.sql import load_queries
from services.kit.ticker import Chunk, Progress
from services.kit.web import Body, ShortText

queries = load_queries(__file__)

JOB = "try_rules"
WALLETS = 100
"""Households in one chunk."""
CHANGES_MAX = 1_000
"""Payments that are named; the sums count all."""


class MonthNotBegun(Problem):
    """The month has not begun yet."""


class Trial(Body, frozen=True, kw_only=True):
    """A draft of a programme's rules, and any day of the month whose payments it is tried on."""

    programme: ShortText
    month: date
    rules: Rules


class Sum(msgspec.Struct, kw_only=True):
    """What one rule changes: payments, and by how much more or less the card pays."""

    payments: int = 0
    amount_minor: int = 0


class Figures(msgspec.Struct, kw_only=True):
    """What a draft would have made of a month. Amounts in minor units, bonuses included."""

    programme: str
    month: date
    currency: str
    payments: int = 0
    """Looked at: sales and holds, declined ones too."""
    undecided: int = 0
    """Of which the rules of their day are not here any more."""
    declined: int = 0
    """Were paid, and would be declined."""
    paid: int = 0
    """Were declined, and would be paid."""
    less: int = 0
    more: int = 0
    before_minor: int = 0
    """What the changed payments were paid together, and what the draft pays of them."""
    after_minor: int = 0
    by_rule: dict[Rule, Sum] = {}
    changes: list[Change] = []


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A payment's row as far as a trial asks."""

    id: UUID
    wallet_id: UUID
    card_id: UUID | None
    currency: str
    category: str
    requested_minor: int
    at: datetime
    decision: Record


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How far a trial is."""

    wallet_id: UUID
    figures: Figures


async def start(transaction: Transaction, trial: Trial) -> Job:
    """Begin to try a draft. Raises NotFound for an unknown programme, MonthNotBegun."""
    currency = programmes.get(trial.programme).currency
    if month_of(trial.month) > transaction.today:
        raise MonthNotBegun("Name a month with payments.")
    total = await transaction.fetchval(queries.count_wallets, currency)
    return await jobs.start(transaction, JOB, msgspec.to_builtins(trial), total=total)


async def try_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Try the draft on the payments of the next households."""
    trial = msgspec.convert(chunk.arguments, Trial)
    month = month_of(trial.month)
    currency = programmes.get(trial.programme).currency
    begun = Figures(programme=trial.programme, month=month, currency=currency)
    reached = msgspec.convert(chunk.progress, Reached) if chunk.progress else None
    figures = reached.figures if reached else begun
    rows = await transaction.fetch(queries.next_wallets, currency, reached and reached.wallet_id, WALLETS)
    wallet_ids = [row["id"] for row in rows]
    for payments in await pasts(transaction, wallet_ids, month):
        for tried in trials.try_out(payments, trial.programme, trial.rules):
            add(figures, tried)
    if len(wallet_ids) < WALLETS:
        return Progress(done=chunk.done + len(wallet_ids), finished=True, result=msgspec.to_builtins(figures))
    progress = msgspec.to_builtins(Reached(wallet_id=wallet_ids[-1], figures=figures))
    return Progress(done=chunk.done + len(wallet_ids), progress=progress)


def add(figures: Figures, tried: Tried) -> None:
    """Count what the draft makes of one payment."""
    figures.payments += 1
    figures.undecided += tried.undecided
    change = tried.change
    if change is None:
        return
    figures.declined += change.after_minor == 0
    figures.paid += change.before_minor == 0
    figures.less += 0 < change.after_minor < change.before_minor
    figures.more += 0 < change.before_minor < change.after_minor
    figures.before_minor += change.before_minor
    figures.after_minor += change.after_minor
    of_rule = figures.by_rule.setdefault(change.rule, Sum())
    of_rule.payments += 1
    of_rule.amount_minor += change.after_minor - change.before_minor
    if len(figures.changes) < CHANGES_MAX:
        figures.changes.append(change)


async def pasts(transaction: Transaction, wallet_ids: Sequence[UUID], month: date) -> list[list[Past]]:
    """Return the month's payments and holds of households, each household's in their order."""
    zone = transaction.municipality.zone
    begin, end = (datetime.combine(day, time(), zone) for day in (month, month_of(month, later=1)))
    found = await transaction.fetch_structs(Asking, queries.asked, wallet_ids, begin, end)
    spent = await spending.read(transaction, questions_of(found, zone)) if found else {}
    by_wallet: dict[UUID, list[Past]] = {}
    for place, each in enumerate(found):
        asked = Asked(
            amount_minor=each.requested_minor,
            currency=each.currency,
            category=each.category,
            at=each.at.astimezone(zone),
        )
        past = Past(id=each.id, card_id=each.card_id, asked=asked, record=each.decision, spent=spent.get(place, []))
        by_wallet.setdefault(each.wallet_id, []).append(past)
    return list(by_wallet.values())


def questions_of(found: Sequence[Asking], zone: ZoneInfo) -> list[spending.Question]:
    """Return what was spent before each payment, as a question."""
    return [
        spending.Question(
            place=place, wallet_id=each.wallet_id, card_id=each.card_id, at=each.at.astimezone(zone), before=each.id
        )
        for place, each in enumerate(found)
        if each.card_id is not None
    ]
