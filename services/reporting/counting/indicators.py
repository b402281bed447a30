"""Indicators: what an M&E sheet asks for, each with its definition, source, unit and caveat."""

from pathlib import Path
from typing import Literal

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.counting.suppression import K_MIN, sees_all

queries = load_queries(__file__)

Audience = Literal["programme", "caseworkers", "finance", "merchants", "incubator"]
"""Whose pages show an indicator."""
Unit = Literal["households", "persons", "count", "days", "basis_points"]
PEOPLE: frozenset[Unit] = frozenset({"households", "persons"})


class Definition(msgspec.Struct, frozen=True):
    """What an indicator means. `source` names the events that it is counted from."""

    unit: Unit
    definition: str
    source: str
    audiences: list[Audience]
    caveat: str = ""


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. `value` is absent while nothing can be counted, or (`hidden`) where it would show a few people."""

    code: str
    value: int | None
    hidden: bool
    unit: Unit
    definition: str
    source: str
    caveat: str
    audiences: list[Audience]
    parts: dict[str, int] | None = None
    """What it is made up of, where that is told: declines by their reason."""


DEFINITIONS = msgspec.toml.decode(
    (Path(__file__).parent.parent / "rules" / "indicators.toml").read_bytes(), type=dict[str, Definition]
)


def indicator(code: str, value: int | None, *, hides: bool) -> Indicator:
    """Return an indicator with its definition; a few people are not shown to those who may not see everything."""
    hidden = hides and DEFINITIONS[code].unit in PEOPLE and 0 < (value or 0) < K_MIN
    return Indicator(
        code=code, value=None if hidden else value, hidden=hidden, **msgspec.structs.asdict(DEFINITIONS[code])
    )


async def measure(transaction: Transaction, audience: Audience | None = None) -> list[Indicator]:
    """Return every indicator, or those for an audience.

    What was never heard of counts as none, a share of nothing has no value.
    """
    values: dict[str, int | None] = {code: 0 for code, each in DEFINITIONS.items() if each.unit in {*PEOPLE, "count"}}
    values |= {row["code"]: row["value"] for row in await transaction.fetch(queries.select_values, transaction.today)}
    reasons = {row["decline_code"]: row["declined"] for row in await transaction.fetch(queries.select_declines)}
    hides = not sees_all(transaction)
    found = [indicator(code, values.get(code), hides=hides) for code in DEFINITIONS]
    return [
        msgspec.structs.replace(each, parts=reasons) if each.code == "declines" else each
        for each in found
        if audience is None or audience in each.audiences
    ]
