"""The vectors of `vectors.toml`, and the households that they are about."""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from services.registry.assessing import rule_changes
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import Rules, rules_on

TODAY = date(2025, 6, 1)


class Vector(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A household and what the rules have to give it; nothing is looked at that is not said."""

    says: str
    covers: tuple[str, ...]
    source: str
    people: tuple[str, ...]
    programme: str = "gmi"
    applied_on: date = TODAY
    income: int = 0
    incomes: dict[str, int] = {}
    expenses: dict[str, int] = {}
    declared: dict[str, Any] = {}
    change: dict[str, Any] = {}
    without: tuple[str, ...] = ()
    monthly: int | None = None
    card: int | None = None
    refused_by: tuple[str, ...] = ()
    warned_of: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    field: str = ""
    limit: int = 0

    def facts(self, **declared: Any) -> HouseholdFacts:
        """Return the household."""
        incomes = self.incomes | ({"wages": self.income} if self.income else {})
        values: dict[str, Any] = {"applied_on": self.applied_on, "incomes": incomes, "expenses": self.expenses}
        return household(self.people, **values | self.declared | declared)

    def rules(self) -> Rules:
        """Return the rules of the day, with the parameters that this vector sets."""
        patch = self.change | dict.fromkeys(self.without)
        return rule_changes.apply(rules_of(self.programme, self.applied_on), patch)


def rules_of(programme: str = "gmi", applied_on: date = TODAY) -> Rules:
    """Return a programme's rules for an application on a day."""
    rules = rules_on(applied_on, programme)
    assert rules is not None
    return rules


def household(
    people: Sequence[str],
    *,
    applied_on: date = TODAY,
    incomes: dict[str, int] | None = None,
    expenses: dict[str, int] | None = None,
    **declared: Any,
) -> HouseholdFacts:
    """Return a household as facts: `household(["applicant 45", "child 9 studies"], incomes={"wages": 900_00})`."""
    values = {
        "application_date": applied_on,
        "members": [member(number, text) for number, text in enumerate(people)],
        "incomes": amounts(incomes or {}),
        "expenses": amounts(expenses or {}),
    }
    return msgspec.convert(values | declared, HouseholdFacts)


def member(number: int, text: str) -> dict[str, Any]:
    """Return a member as written: "child 9 studies excluded_by=conscript"."""
    relation, age, *more = text.split()
    said = dict(word.split("=") for word in more if "=" in word)
    return {
        "member_id": UUID(int=number),
        "relation": relation,
        "age_years": int(age),
        "studies": "studies" in more,
        **said,
    }


def amounts(by_kind: dict[str, int]) -> list[dict[str, Any]]:
    """Return incomes or expenses."""
    return [{"kind": kind, "amount_minor": amount} for kind, amount in by_kind.items()]


TABLES = tomllib.loads(Path(__file__).with_name("vectors.toml").read_text("utf-8"))
VECTORS = msgspec.convert(TABLES["vector"], list[Vector])
LIMITS = msgspec.convert(TABLES["limit"], list[Vector])
