"""Publications: a month's figures and its report, kept as they were told once. Analysts read them by SQL too.

Live pages answer from what is known now. What is published stays, so that what is hidden in it never differs between
two looks, and a paper that somebody quotes can be found again.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from services.kit import jobs
from services.kit.clock import month_of
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.files import FileContent
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Chunk, Progress, Timer
from services.kit.web import Body
from services.reporting.counting.indicators import measure
from services.reporting.counting.spending import read_month
from services.reporting.counting.totals import first_of_month, read_benefits
from services.reporting.telling.monthly_reports import Language, as_anybody, render

queries = load_queries(__file__)

JOB = "publish_month"
MONTHS_BACK: Final = 12
"""How far the clock goes back for a month that nobody has published."""


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a month is published, and in which languages."""

    days_after_month: int
    languages: list[Language]


RULES: Final = msgspec.toml.decode(
    (Path(__file__).parent.parent / "rules" / "publications.toml").read_bytes(), type=Rules
)


class Publishing(Body, frozen=True, kw_only=True):
    """Which month, by its first day."""

    month: date


class PublishedMonth(msgspec.Struct, frozen=True, kw_only=True):
    """A month that was published, and the languages in which its report is there."""

    id: UUID
    month: date
    published_at: datetime
    languages: list[Language]


def publishable(today: date) -> date:
    """Return the newest month that may be published on a day."""
    return month_of(today - timedelta(days=RULES.days_after_month), later=-1)


async def start(transaction: Transaction, publishing: Publishing) -> jobs.Job:
    """Publish a month now, in the background. Raises NotFound for one that is not over for long enough, Malformed."""
    if first_of_month(publishing.month) > publishable(transaction.today):
        raise NotFound(f"A month is published {RULES.days_after_month} days after its end.")
    return await jobs.start(transaction, JOB, {"month": publishing.month}, total=1 + len(RULES.languages))


async def publish_by_job(transaction: Transaction, chunk: Chunk) -> Progress:
    """Carry out a part of the job: the figures, or the paper in one language."""
    finished = not await publish_next(transaction, date.fromisoformat(chunk.arguments["month"]))
    return Progress(done=chunk.done + (not finished), finished=finished)


async def publish_by_the_clock(transaction: Transaction, settings: Settings) -> None:
    """Publish a part of a month that is due: a paper takes a second or two, and there is always a next time.

    In a demo no clock knows which day it is: there it is asked for by hand.
    """
    first = await transaction.fetchval(queries.select_first_month)
    if settings.environment == "demo" or first is None:
        return
    newest = publishable(transaction.today)
    for back in reversed(range(MONTHS_BACK)):
        month = month_of(newest, later=-back)
        if month >= first and await publish_next(transaction, month):
            return


TIMER = Timer(JOB, timedelta(minutes=10), publish_by_the_clock)


async def publish_next(transaction: Transaction, month: date) -> bool:
    """Publish what comes next of a month, and return whether there was anything left."""
    found = await transaction.fetch_struct(PublishedMonth, queries.select_published, month, None, 1)
    if found is None:
        await publish_figures(as_anybody(transaction), month)
        return True
    missing = [language for language in RULES.languages if language not in found.languages]
    if missing:
        paper = await render(transaction, month, missing[0])
        await transaction.execute(queries.insert_paper, month, missing[0], paper)
    return bool(missing)


async def publish_figures(transaction: Transaction, month: date) -> None:
    """Keep a month's figures as anybody may know them."""
    await transaction.execute(queries.insert_month, uuid7(), month, transaction.now)
    for subject, buckets in (
        ("spending", await read_month(transaction, month, auditor=False)),
        ("benefits", await read_benefits(transaction, month, auditor=False)),
    ):
        await transaction.execute(queries.insert_buckets, month, subject, buckets)
    await transaction.execute(queries.insert_indicators, month, await measure(transaction))


async def list_all(transaction: Transaction, *, after: UUID | None, limit: int) -> list[PublishedMonth]:
    """Return what was published, the newest month first, one more than the limit."""
    return await transaction.fetch_structs(PublishedMonth, queries.select_published, None, after, limit + 1)


async def read_paper(transaction: Transaction, month: date, language: Language | None) -> FileContent:
    """Return a month's report as it was published, in the municipality's language without one. Raises NotFound."""
    spoken = language or transaction.municipality.language
    content: bytes | None = await transaction.fetchval(queries.select_paper, first_of_month(month), spoken)
    if content is None:
        raise NotFound("No report of this month was published in this language.")
    return FileContent(name=f"monthly-report-{month:%Y-%m}-{spoken}.pdf", media_type="application/pdf", content=content)
