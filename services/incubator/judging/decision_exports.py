"""Exports of decisions: every one with its reviews beside it, so that a selection can be justified. Names nobody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

import asyncpg
import msgspec

from services.incubator.calling import calls
from services.kit import audit
from services.kit.db import Transaction
from services.kit.files import FileContent, file_of_table
from services.kit.sql import load_queries
from services.kit.tables import Cell

queries = load_queries(__file__)

COLUMNS = ("application", "stage", "state", "language", "country", "requested_minor", "decision", "outcome",
           "amount_minor", "score_basis_points", "decided_at", "review", "review_state")  # fmt: skip


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A review of a decision; its number says who gave it to nobody."""

    number: int
    state: str
    scores: dict[str, int] | None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """An application in one of its stages with the stage's reviews and latest decision, which may still be missing."""

    application_id: UUID
    stage: int
    state: str
    country: str | None
    requested_minor: int | None
    outcome: str | None
    amount_minor: int | None
    score_basis_points: int | None
    decided_at: datetime | None
    reviews: list[Judged]


async def list_of(transaction: Transaction, call_id: UUID) -> list[Decision]:
    """Return what the export holds, an application and stage at a time, to be read on a page. Raises NotFound."""
    call = await calls.find(transaction, call_id)
    rows = await transaction.fetch(queries.select_decisions, call.id)
    stages = groupby(rows, key=lambda row: (row["application_id"], row["stage"]))
    return [decision_of(list(found)) for _, found in stages]


def decision_of(rows: Sequence[asyncpg.Record]) -> Decision:
    """Return one stage of one application out of its lines, of which there is one for each review."""
    given = [
        Judged(number=row["review"], state=row["review_state"], scores=row["scores"])
        for row in rows
        if row["review_state"] is not None
    ]
    first = {name: rows[0][name] for name in Decision.__struct_fields__ if name != "reviews"}
    return Decision(**first, reviews=given)


async def export(transaction: Transaction, call_id: UUID) -> FileContent:
    """Return a CSV with a line for each review of each decision; reviewers are numbers within their application.

    An application without a decision has lines too, with the decision left empty. The look is kept.
    """
    call = await calls.find(transaction, call_id)
    codes = list(dict.fromkeys(each.code for stage in call.terms.stages for each in stage.criteria))
    rows = await transaction.fetch(queries.select_decisions, call.id)
    await audit.record(
        transaction, "decisions_exported", object_type="call", object_ids=[call.id], purpose="incubator_case"
    )
    return file_of_table("decisions", [*COLUMNS, *codes], [line(row, codes) for row in rows], "csv")


def line(row: asyncpg.Record, codes: Sequence[str]) -> list[Cell]:
    """Return a review's line."""
    scores: Mapping[str, int] = row["scores"] or {}
    return [
        str(row["application_id"]),
        row["stage"],
        row["state"],
        row["language"],
        row["country"],
        row["requested_minor"],
        row["decision"],
        row["outcome"],
        row["amount_minor"],
        row["score_basis_points"],
        row["decided_at"],
        row["review"],
        row["review_state"],
        *(scores.get(code) for code in codes),
    ]
