"""Dry runs: registry's answer to what other rules would cost, and who would gain and lose."""

from datetime import date
from typing import Any

import msgspec

from services.console.clients.caller import Caller, Command, send


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What if some parameters of a programme's rules were others? `changes` is a JSON merge patch (RFC 7396)."""

    programme: str
    changes: dict[str, Any]
    households: str


class RuleChange(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter that differs, by its pointer into the rules."""

    parameter: str
    before: Any
    after: Any


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What rules cost, in minor units."""

    eligible: int
    monthly_minor: int
    six_months_minor: int


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Households whose month changes by as much; an open side or a hidden number is None."""

    from_minor: int | None
    to_minor: int | None
    households: int | None


class KindFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of household; what is None is hidden."""

    kind: str
    households: int | None
    gaining: int | None
    losing: int | None
    newly_eligible: int | None
    no_longer_eligible: int | None
    monthly_change_minor: int | None


class DryRun(msgspec.Struct, frozen=True, kw_only=True):
    """What would change."""

    on: date
    rule_version: str
    changes: list[RuleChange]
    currency: str
    households: int
    without_facts: int
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


async def ask(caller: Caller, question: Question) -> DryRun:
    """Ask what would change; only that it was asked is kept."""
    return await send(caller, "registry", Command(path="/dry-runs", body=question), DryRun)
