"""Dry runs over 100,000 households, from request to answer: "216 → 230", and students who do not count any more."""

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from services.kit.db import uuid7
from services.kit.sql import load_queries
from services.registry.assessing.assessments import assess
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import Rules, rules_on
from tests.bench import usage
from tests.bench.alone import Alone
from tests.bench.measures import Figures, median

queries = load_queries(__file__)

HOUSEHOLDS = 100_000
COLUMNS = ("municipality_id", "id", "application_id", "rule_version", "facts", "result", "eligible", "assessed_at",
           "assessed_by")  # fmt: skip
ROUNDS = 3
APPLIED_ON = date(2026, 1, 12)
ASSESSED_AT = datetime(2026, 1, 12, tzinfo=UTC)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"guaranteed": {"first_adult_amount_minor": 230_00}},
    {"household": {"students_are_members": False}},
)


async def measure(alone: Alone, figures: Figures) -> None:
    """Fill a database and ask; the slower of the two questions is kept."""
    await fill(alone)
    asked: list[list[float]] = []
    own, before = time.process_time(), usage.times({"all": os.getpid()})
    async with alone.client("eleni supervisor") as client:
        for changes in QUESTIONS:
            asked.append([])
            for _ in range(ROUNDS):
                began = time.perf_counter()
                found = await client.post("/dry-runs", {"programme": "gmi", "on": "2026-01-12", "changes": changes})
                asked[-1].append(time.perf_counter() - began)
                assert found["households"] == HOUSEHOLDS
                assert found["gaining"] + found["losing"] > 0
        own, after = time.process_time() - own, usage.times({"all": os.getpid()})
    spent, runs = usage.used(before, after), ROUNDS * len(QUESTIONS)
    figures.keep(
        dry_run_seconds_100k=max(median(times) for times in asked),
        dry_run_cpu_seconds_100k={"registry": own / runs, "postgres": (spent["all"] - own) / runs},
        dry_run_machine_shares=usage.shares(before, after, {"dry_run": spent["all"]}),
    )


async def fill(alone: Alone) -> None:
    """Enter households whose latest application was assessed, some of them for the second time."""
    rules = rules_on(APPLIED_ON, "gmi")
    assert rules is not None
    tenant, chance = alone.tenant.id, random.Random(216)
    households, applications = ([uuid7() for _ in range(HOUSEHOLDS)] for _ in range(2))
    async with alone.admin() as connection:
        # The triggers look at steps, which generated rows do not take.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(queries.insert_households, tenant, households, ASSESSED_AT)
        await connection.execute(queries.insert_applications, tenant, applications, households, APPLIED_ON, ASSESSED_AT)
        await connection.copy_records_to_table(
            "assessments",
            records=assessments(rules, tenant, applications, chance),
            columns=COLUMNS,
        )
        await connection.execute("VACUUM ANALYZE")


def assessments(
    rules: Rules, tenant: UUID, applications: list[UUID], chance: random.Random
) -> Iterator[tuple[object, ...]]:
    """Yield an assessment for each application; one household in ten was assessed twice."""
    results = [assess(rules, household(chance)) for _ in range(500)]
    encoded = [(each.rule_version, msgspec.json.encode(each).decode(), each.eligible) for each in results]
    for place, application in enumerate(applications):
        version, result, eligible = encoded[place % len(encoded)]
        for times in range(1 + (place % 10 == 0)):
            facts = msgspec.json.encode(household(chance)).decode()
            at = ASSESSED_AT + timedelta(days=times)
            yield tenant, uuid7(), application, version, facts, result, eligible, at, tenant


def household(chance: random.Random) -> HouseholdFacts:
    """Return a household as they come: half of them one person, a third with children."""
    people = [("applicant", chance.randint(25, 80))]
    people += [("spouse", chance.randint(20, 80))] * (chance.random() < 0.4)
    people += [("child", chance.randint(0, 22)) for _ in range(chance.choice((0, 0, 0, 0, 1, 1, 2, 3)))]
    people += [("parent", chance.randint(60, 90))] * (chance.random() < 0.1)
    members = [
        {
            "member_id": uuid7(),
            "relation": relation,
            "age_years": age,
            "studies": relation == "child" and age > 5,
            "work": "registered_unemployed" if age < 67 else "retired",
        }
        for relation, age in people
    ]
    incomes = [{"kind": "wages", "amount_minor": chance.randint(1, 2_500_00)}] if chance.random() < 0.6 else []
    declared = {"vehicles_minor": chance.choice((0, 0, 3_500_00)), "deposits_minor": chance.randint(0, 5_500_00)}
    values = {"application_date": APPLIED_ON, "members": members, "incomes": incomes} | declared
    return msgspec.convert(values, HouseholdFacts)
