"""Standings: a call's ranking as of now, computed from the reviews as they stand."""

from collections import Counter
from uuid import UUID

import asyncpg
import msgspec

from services.incubator.calling import calls
from services.incubator.calling.stages import Stage
from services.incubator.judging import rankings, scores
from services.incubator.judging.rankings import Ranked, Scored
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """A call's reviewed applications from best to worst, and how far the money goes."""

    call_id: UUID
    stage: int
    places: int
    awarded: int
    threshold_basis_points: int
    items: list[Ranked]
    proposed: dict[str, int]
    """How many have each outcome in view."""
    awards_min: int = 0
    """So many projects are to be funded at least."""
    left_minor: dict[str, int] = {}
    """What the proposed awards leave of each envelope, and under "" of the budget."""


async def rank(transaction: Transaction, call_id: UUID, *, stage: int | None) -> Ranking:
    """Return the ranking of a call's stage, the last unless given, with what follows from it for each application."""
    call = await calls.find(transaction, call_id)
    number = stage or len(call.terms.stages)
    if number > len(call.terms.stages):
        raise NotFound(f"The call has {len(call.terms.stages)} stages.")
    judged = call.terms.stages[number - 1]
    rows = await transaction.fetch(queries.select_scored, call_id, number)
    items = rankings.ranking(call.terms, [scored_of(judged, row) for row in rows], stage=judged)
    fund, countries = call.terms.fund, {row["application_id"]: row["country"] for row in rows}
    awards = [
        (countries[each.application_id], each.requested_minor or 0) for each in items if each.proposed == "awarded"
    ]
    return Ranking(
        call_id=call.id,
        stage=number,
        places=call.terms.places,
        awarded=await transaction.fetchval(queries.count_awarded, call.id),
        threshold_basis_points=judged.threshold_basis_points,
        items=items,
        proposed=dict(Counter(each.proposed for each in items)),
        awards_min=0 if fund is None else fund.awards_min,
        left_minor={} if fund is None else rankings.left_after(fund, awards),
    )


def scored_of(stage: Stage, row: asyncpg.Record) -> Scored:
    """Return an application as it is ranked."""
    given = row["reviews"]
    return Scored(
        application_id=row["application_id"],
        score_basis_points=row["score_basis_points"],
        submitted_at=row["submitted_at"],
        country=row["country"],
        requested_minor=row["requested_minor"],
        below=tuple(scores.below(stage, given)),
        points_hundredths=scores.points_hundredths(stage, given),
        spread_basis_points=scores.spread_basis_points(stage, given),
    )
