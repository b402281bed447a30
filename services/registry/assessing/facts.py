"""What is known about a household on the day it applies: all that the rules look at, and nothing that names anybody."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Relation = Literal["applicant", "spouse", "partner", "child", "parent", "sibling", "other", "guest"]
Work = Literal["not_stated", "employed", "registered_unemployed", "unregistered", "unable", "retired"]

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$(?!\n)")]
Amount = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000_000)]
"""A declared amount in minor units of the programme's currency."""


class MemberFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One person of the household on the application date. No name, no number, no date of birth."""

    member_id: UUID
    relation: Relation
    age_years: int
    """Completed years on the application date."""
    studies: bool = False
    """Goes to school or university."""
    excluded_by: Code | None = None
    """Why the person is not counted (`rules.household.excluded_by`)."""
    work: Work = "not_stated"


class Income(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Declared income of one kind over the months that count (six)."""

    kind: Code
    amount_minor: Amount


class Expense(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What the household had to pay over the same months, such as maintenance that a court has ordered."""

    kind: Code
    amount_minor: Amount


class HouseholdFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The household on the application date, which also selects the rules."""

    application_date: date
    members: tuple[MemberFacts, ...]
    incomes: tuple[Income, ...] = ()
    expenses: tuple[Expense, ...] = ()
    """Taken off the income where `rules.income.deducted_expenses` names their kind."""
    real_estate_minor: Amount = 0
    """Taxable value."""
    vehicles_minor: Amount = 0
    """Objective expenditure of all vehicles."""
    deposits_minor: Amount = 0
    """Deposits, shares and bonds."""
    interest_minor: Amount = 0
    """Interest of the tax year."""
    tax_year: int | None = None
    luxury_signs: tuple[Code, ...] = ()
    """What the last tax return shows of `rules.luxury.signs`."""
    resident: bool = True
    """Lives in the municipality that it applies to."""
    card_exemption: Code | None = None
    """Why the card is spared to the person who is paid (`rules.card.exemptions`)."""


def age_on(day: date, born_on: date) -> int:
    """Return the completed years of age; who is born on 29 February completes a year on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
