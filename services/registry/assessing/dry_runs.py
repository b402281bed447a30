"""Dry runs: what other rules would cost, and who would gain and lose, over every household that was assessed.

Households are decided on by the very function that assesses them, from the facts that their assessments have kept: ages
and declarations are those of the application. Nothing is written but who has asked.

It answers at once and is no job: a hundred thousand households take some three seconds, and what a job leaves behind to
be fetched later would be something written. A thread would not help: it and the loop would wait for each other's turns.
"""

import asyncio
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing import rule_changes
from services.registry.assessing.dry_run_figures import Bucket, Counted, KindFigures, by_kind, count, histogram
from services.registry.assessing.facts import Code
from services.registry.assessing.rule_changes import RuleChange
from services.registry.assessing.rules import Rules, version_of
from services.registry.cases import applications

queries = load_queries(__file__)

CHUNK = 5_000
"""Households that are fetched at once."""
SLICE = 200
"""Households that are decided on before others are answered: a few milliseconds."""
MONTHS = 6


class Question(Body, frozen=True, kw_only=True):
    """What if some parameters of a programme's rules were others?"""

    programme: Code
    on: date | None = None
    """The rules in force for an application on this day are changed; today's without it."""
    changes: dict[str, Any]
    """A JSON merge patch on the rules: `{"guaranteed": {"first_adult_amount_minor": 23000}}`."""
    households: Literal["assessed", "entitled"] = "assessed"
    """All that were ever assessed, by their latest assessment; or of those the ones that have a right on that day."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What rules cost, card and account together, in minor units of the programme's currency."""

    eligible: int
    monthly_minor: int
    six_months_minor: int


class DryRun(msgspec.Struct, frozen=True, kw_only=True):
    """What would change. Who becomes eligible also gains, unless the income leaves nothing to pay."""

    id: UUID
    programme: str
    on: date
    rule_version: str
    """The rules that are compared with, before the changes."""
    changes: list[RuleChange]
    currency: str
    households: int
    without_facts: int
    """Rights on that day that were decided elsewhere: there is nothing to decide on, and they are left out."""
    before: Cost
    after: Cost
    monthly_change_minor: int
    six_months_change_minor: int
    gaining: int
    losing: int
    newly_eligible: int
    no_longer_eligible: int
    histogram: list[Bucket]
    by_kind: list[KindFigures]


async def ask(transaction: Transaction, question: Question) -> DryRun:
    """Answer a question, and keep who asked it. Raises ProgrammeUnknown, Malformed."""
    on = question.on or transaction.today
    rules = applications.rules_for(question.programme, on)
    changed = rule_changes.apply(rules, question.changes, pointer="/changes")
    entitled_on = on if question.households == "entitled" else None
    counted = await count_all(transaction, rules, changed, entitled_on=entitled_on)
    dry_run_id = uuid7()
    await audit.record(
        transaction, "dry_run_asked", object_type="dry_run", object_ids=[dry_run_id], purpose=question.programme
    )
    before, after = cost(counted, "before"), cost(counted, "after")
    return DryRun(
        id=dry_run_id,
        programme=rules.programme,
        on=on,
        rule_version=version_of(rules),
        changes=rule_changes.differences(rules, changed),
        currency=rules.currency,
        households=counted.total("households"),
        without_facts=await transaction.fetchval(queries.count_without_facts, rules.programme, on),
        before=before,
        after=after,
        monthly_change_minor=after.monthly_minor - before.monthly_minor,
        six_months_change_minor=after.six_months_minor - before.six_months_minor,
        gaining=counted.total("gaining"),
        losing=counted.total("losing"),
        newly_eligible=counted.total("newly_eligible"),
        no_longer_eligible=counted.total("no_longer_eligible"),
        histogram=histogram(counted.changes),
        by_kind=by_kind(counted.kinds),
    )


async def count_all(transaction: Transaction, before: Rules, after: Rules, *, entitled_on: date | None) -> Counted:
    """Decide on every household by both sets of rules, while the next ones are fetched and others are answered."""
    counted = Counted()
    cursor = await transaction.connection.cursor(queries.select_facts, before.programme, entitled_on)
    rows = await cursor.fetch(CHUNK)
    while rows:
        async with asyncio.TaskGroup() as group:
            ahead = group.create_task(cursor.fetch(CHUNK))
            for begin in range(0, len(rows), SLICE):
                count(counted, before, after, [row["facts"] for row in rows[begin : begin + SLICE]])
                await asyncio.sleep(0)
        rows = ahead.result()
    return counted


def cost(counted: Counted, side: Literal["before", "after"]) -> Cost:
    """Return what one set of rules costs."""
    monthly = counted.total(f"monthly_{side}_minor")
    return Cost(eligible=counted.total(f"eligible_{side}"), monthly_minor=monthly, six_months_minor=monthly * MONTHS)
