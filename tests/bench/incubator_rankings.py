"""A call of 2,000 applications and 6,000 reviews: who reviews what, every score, and the ranking over HTTP.

Whom a reviewer is close to is asked of the database when reviews are assigned and is not counted here.
"""

import os
import random
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from services.incubator.calling.presets import preset_of
from services.incubator.judging import scores
from services.incubator.judging.assignments import Wanting, assign
from services.incubator.judging.reviewers import Reviewer
from services.kit.db import uuid7
from services.kit.sql import load_queries
from tests.bench import usage
from tests.bench.alone import Alone
from tests.bench.measures import Figures, median

queries = load_queries(__file__)

APPLICATIONS = 2_000
REVIEWS_EACH = 3
REVIEWERS = 60
ROUNDS = 3
STAGE = 2
AT = datetime(2026, 2, 2, 8, tzinfo=UTC)
TERMS = preset_of("medtown_sub_grants")
JUDGED = TERMS.stages[STAGE - 1]
Sheets = list[list[dict[str, int]]]


async def measure(alone: Alone, figures: Figures) -> None:
    """Fill a call and compute all three; each round asks anew."""
    chance = random.Random(75)
    applications = [uuid7() for _ in range(APPLICATIONS)]
    sheets: Sheets = [
        [{each.code: chance.randint(5, 10) for each in JUDGED.criteria} for _ in range(REVIEWS_EACH)]
        for _ in applications
    ]
    call_id = await fill(alone, applications, sheets)
    wanting, available = asked(applications)
    times: list[list[float]] = [[], [], []]
    before = usage.times({"all": os.getpid()})
    async with alone.client("rana programme_manager") as client:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            assert len(assign(wanting, available, {}, {"health"})) == APPLICATIONS * REVIEWS_EACH
            times[0].append(time.perf_counter() - began)
            began = time.perf_counter()
            assert all(scores.mean(JUDGED, given) for given in sheets)
            times[1].append(time.perf_counter() - began)
            began = time.perf_counter()
            found = await client.get(f"/calls/{call_id}/ranking")
            times[2].append(time.perf_counter() - began)
            assert len(found["items"]) == APPLICATIONS
    spent = usage.used(before, usage.times({"all": os.getpid()}))["all"]
    assigned, scored, ranked = (median(each) for each in times)
    figures.keep(
        call_assign_s=assigned,
        call_score_s=scored,
        call_rank_s=ranked,
        call_cpu_seconds_2k=spent / ROUNDS,
        call_seconds_2k=assigned + scored + ranked,
    )


def asked(applications: list[UUID]) -> tuple[list[Wanting], list[Reviewer]]:
    """Return what wants reviewers, and as many of them as all reviews need."""
    wanting = [Wanting(application_id=each, language="el", wanted=REVIEWS_EACH, asked=[]) for each in applications]
    load_max = -(-APPLICATIONS * REVIEWS_EACH // REVIEWERS) + REVIEWS_EACH
    available = [
        msgspec.convert(
            {"id": uuid7(), "version": 1, "skills": ["health"] if place % 2 else [], "languages": ["el"],
             "load_max": load_max, "open_reviews": 0, "described_at": AT},
            Reviewer,
        )
        for place in range(REVIEWERS)
    ]  # fmt: skip
    return wanting, available


async def fill(alone: Alone, applications: list[UUID], sheets: Sheets) -> UUID:
    """Enter a call whose applications all wait for their determination."""
    tenant, call_id, chance = alone.tenant.id, uuid7(), random.Random(290)
    reviews = [(application, given) for application, own in zip(applications, sheets, strict=True) for given in own]
    async with alone.admin() as connection:
        # The triggers look at steps, which generated rows do not take.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(queries.insert_call, tenant, call_id, msgspec.to_builtins(TERMS), AT)
        await connection.execute(
            queries.insert_applications,
            tenant,
            call_id,
            applications,
            [scores.mean(JUDGED, given) for given in sheets],
            [AT + timedelta(seconds=place) for place in range(APPLICATIONS)],
            [chance.randrange(15_000_00, 50_000_00, 500_00) for _ in applications],
        )
        await connection.execute(
            queries.insert_reviews,
            tenant,
            [uuid7() for _ in reviews],
            [application for application, _ in reviews],
            [uuid7() for _ in reviews],
            [given for _, given in reviews],
            AT,
        )
        await connection.execute("VACUUM ANALYZE")
    return call_id
