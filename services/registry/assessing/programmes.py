"""Programmes: which there are on a day, and by which rules, every parameter with what it is when nothing is said."""

from datetime import date
from typing import Any

import msgspec

from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.registry.assessing.rules import all_rules, rules_on, version_of


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme whose rules are in force on a day."""

    programme: str
    rule_version: str
    valid_from: date
    currency: str
    months: int
    """How long a right lasts."""


class RulesInForce(msgspec.Struct, frozen=True, kw_only=True):
    """A programme's rules for applications on a day, each section with its legal source."""

    programme: str
    rule_version: str
    on: date
    rules: dict[str, Any]
    """The sections of a rule file, as a change of them is written."""


def list_on(transaction: Transaction, on: date | None) -> list[Programme]:
    """Return the programmes that have rules on a day, or today, by name."""
    day = on or transaction.today
    names = sorted({rules.programme for rules in all_rules()})
    in_force = [rules for name in names if (rules := rules_on(day, name)) is not None]
    return [
        Programme(
            programme=rules.programme,
            rule_version=version_of(rules),
            valid_from=rules.valid_from,
            currency=rules.currency,
            months=rules.term.months,
        )
        for rules in in_force
    ]


def find(transaction: Transaction, programme: str, on: date | None) -> RulesInForce:
    """Return a programme's rules on a day, or today. Raises NotFound where it has none."""
    day = on or transaction.today
    rules = rules_on(day, programme)
    if rules is None:
        raise NotFound(f"{programme} has no rules for an application on {day}.")
    return RulesInForce(programme=programme, rule_version=version_of(rules), on=day, rules=msgspec.to_builtins(rules))
