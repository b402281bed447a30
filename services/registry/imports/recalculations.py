"""Recalculations: what our own rules say of a household whose right another body has decided, where we hold the facts.

The imported amount is never changed by it. Facts and result are kept as the very bytes, as an assessment's are, so a
difference can be explained line by line and replayed.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.kit import jobs
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.jobs import Job
from services.kit.sentences import say
from services.kit.sql import load_queries
from services.kit.ticker import Chunk, Progress
from services.registry.assessing import assessments
from services.registry.assessing.assessments import Assessment, Explained
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import rules_on
from services.registry.cases.applications import Declared
from services.registry.households import households

queries = load_queries(__file__)

JOB = "recalculate_decisions"
CHUNK = 200


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmed decision, with what is known of the household's means: from its file, else from an application."""

    id: UUID
    household_id: UUID
    programme: str
    applied_on: date
    monthly_amount_minor: int
    declared: Declared | None


class Recalculation(msgspec.Struct, frozen=True, kw_only=True):
    """What another body decided beside what our rules give. `reasons` are the lines that explain ours."""

    id: UUID
    """Of the imported decision."""
    household_id: UUID
    programme: str
    currency: str
    applied_on: date
    imported_minor: int
    eligible: bool
    ours_minor: int
    differs: bool
    rule_version: str
    recalculated_at: datetime
    reasons: list[str] = []


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """A recalculation with every line of it."""

    recalculation: Recalculation
    explanation: list[Explained]


async def recalculate(transaction: Transaction, decision_ids: Sequence[UUID]) -> int:
    """Ask our rules about these decisions, where we hold what the household declared; return how many differ."""
    held = await transaction.fetch_structs(Held, queries.select_held, list(decision_ids))
    found = [(each, await _assessed(transaction, each)) for each in held]
    known = [(each, facts, result) for each, (facts, result) in found if facts is not None and result is not None]
    differ = [
        not result.eligible or result.monthly_amount_minor != each.monthly_amount_minor for each, _, result in known
    ]
    await transaction.execute(
        queries.upsert_recalculations,
        [each.id for each, _, _ in known],
        [result.rule_version for _, _, result in known],
        [msgspec.json.encode(facts).decode() for _, facts, _ in known],
        [msgspec.json.encode(result).decode() for _, _, result in known],
        [result.eligible for _, _, result in known],
        [result.monthly_amount_minor for _, _, result in known],
        differ,
        transaction.now,
    )
    return sum(differ)


async def _assessed(transaction: Transaction, held: Held) -> tuple[HouseholdFacts | None, Assessment | None]:
    """Return facts and result, or nothing where a fact is missing.

    A household that was entered after the day of its application is taken as it is now.
    """
    rules = rules_on(held.applied_on, held.programme)
    if rules is None or held.declared is None:
        return None, None
    members = await households.facts_of(transaction, held.household_id, held.applied_on)
    if not members:
        members = await households.facts_of(transaction, held.household_id, transaction.today)
    declared: dict[str, Any] = msgspec.structs.asdict(held.declared)
    facts = HouseholdFacts(application_date=held.applied_on, members=members, **declared)
    return facts, assessments.assess(rules, facts)


async def start(transaction: Transaction) -> Job:
    """Ask our rules about every confirmed decision again: facts may have come in since."""
    return await jobs.start(transaction, JOB, {}, total=await transaction.fetchval(queries.count_confirmed))


async def recalculate_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Ask about the next decisions."""
    came = chunk.progress or {"after": None, "differ": 0}
    after = None if came["after"] is None else UUID(came["after"])
    rows = await transaction.fetch(queries.select_confirmed, after, CHUNK)
    if not rows:
        return Progress(done=chunk.done, finished=True, result={"differ": came["differ"]})
    decision_ids = [row["id"] for row in rows]
    differ = came["differ"] + await recalculate(transaction, decision_ids)
    return Progress(done=chunk.done + len(rows), progress={"after": str(decision_ids[-1]), "differ": differ})


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, differing: bool, language: str | None
) -> list[Recalculation]:
    """Return one recalculation more than the limit, with the lines that explain it in a language."""
    rows = await transaction.fetch(queries.list_recalculations, after, differing, limit + 1)
    spoken = language or transaction.municipality.language
    return [_shown(row, spoken) for row in rows]


async def find(transaction: Transaction, decision_id: UUID, *, language: str | None) -> Detail:
    """Return a decision's recalculation with every line. Raises NotFound where we do not hold the facts."""
    row = await transaction.fetchrow(queries.find_recalculation, decision_id)
    if row is None:
        raise NotFound(f"Nothing was recalculated for {decision_id}: what the household declared is not known here.")
    spoken = language or transaction.municipality.language
    return Detail(
        recalculation=_shown(row, spoken),
        explanation=assessments.explain(msgspec.json.decode(row["result"], type=Assessment), spoken),
    )


def _shown(row: Any, language: str) -> Recalculation:
    shown = msgspec.convert({name: value for name, value in row.items() if name != "result"}, Recalculation)
    if not shown.differs:
        return shown
    result = msgspec.json.decode(row["result"], type=Assessment)
    return msgspec.structs.replace(shown, reasons=reasons_of(result, language))


def reasons_of(result: Assessment, language: str) -> list[str]:
    """Return the lines that explain a result: the conditions that are not met, else how the amount comes about."""
    failed = [line for line in result.lines if line.outcome == "failed"]
    explaining = failed or [
        line for line in result.lines if line.outcome in {"added", "noted"} or line.code in {"income", "monthly_amount"}
    ]
    return [say("registry", line.sentence, language, currency=result.currency) for line in explaining]
