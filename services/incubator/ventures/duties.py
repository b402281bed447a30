"""Duties of social enterprises: who belongs to one, what its profit is for, how much of its revenue may be public.

They are data of the country (`rules/`); here are pure rules. A finding names the duty, what was found and the bound.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from contracts.types import BasisPoints
from services.incubator.calling.stages import WHOLE

Inclusion = Literal["vulnerable", "special"]
Duty = Literal["members", "included", "reserve", "to_employees", "public_revenue"]


class Duties(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the law of a legal form asks for; what is absent is not. Each is explained in the country's file."""

    members_min: Annotated[int, msgspec.Meta(ge=1)] | None = None
    included_basis_points_min: dict[Inclusion, BasisPoints] = msgspec.field(default_factory=dict)
    reserve_basis_points_min: BasisPoints | None = None
    to_employees_basis_points_max: BasisPoints | None = None
    public_revenue_basis_points_max: BasisPoints | None = None
    public_revenue_years: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise's year in minor units. Card sales are households' money; orders of public bodies are public."""

    year: int
    members: int
    members_included: int
    inclusion: Inclusion | None
    revenue_minor: int
    public_revenue_minor: int
    profit_minor: int
    reserve_minor: int
    to_employees_minor: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that is not kept: in which year, what was found, and the bound; shares in basis points."""

    duty: Duty
    year: int
    found: int
    bound: int


def share(part: int, whole: int) -> int:
    """Return a share in basis points, rounded down; of nothing it is 0."""
    return part * WHOLE // whole if whole else 0


def exceeds(part: int, whole: int, basis_points: int) -> bool:
    """Return whether a part is above a share of the whole, exactly."""
    return part * WHOLE > basis_points * whole


def findings_of(duties: Duties, years: Sequence[Year]) -> list[Finding]:
    """Return which duties an enterprise does not keep, by its years, the oldest first."""
    found = [each for year in years for each in findings_of_year(duties, year)]
    if years and duties.public_revenue_basis_points_max is not None:
        public, whole = public_revenue(duties, years, years[-1].year)
        if exceeds(public, whole, duties.public_revenue_basis_points_max):
            bound = duties.public_revenue_basis_points_max
            found.append(Finding(duty="public_revenue", year=years[-1].year, found=share(public, whole), bound=bound))
    return found


def findings_of_year(duties: Duties, year: Year) -> list[Finding]:
    """Return which duties are not kept in one year. A loss is neither reserved nor given away."""
    profit = max(year.profit_minor, 0)
    included_min = duties.included_basis_points_min.get(year.inclusion) if year.inclusion else None
    reserve_min, employees_max = duties.reserve_basis_points_min, duties.to_employees_basis_points_max
    kept: list[tuple[Duty, int, int | None, bool]] = [
        ("members", year.members, duties.members_min, year.members >= (duties.members_min or 0)),
        (
            "included",
            share(year.members_included, year.members),
            included_min,
            year.members_included * WHOLE >= (included_min or 0) * year.members,
        ),
        (
            "reserve",
            share(year.reserve_minor, profit),
            reserve_min,
            year.reserve_minor * WHOLE >= (reserve_min or 0) * profit,
        ),
        (
            "to_employees",
            share(year.to_employees_minor, profit),
            employees_max,
            employees_max is None or not exceeds(year.to_employees_minor, profit, employees_max),
        ),
    ]
    return [
        Finding(duty=duty, year=year.year, found=found, bound=bound)
        for duty, found, bound, holds in kept
        if bound is not None and not holds
    ]


def public_revenue(duties: Duties, years: Sequence[Year], last: int) -> tuple[int, int]:
    """Return public and all revenue of the years that the ceiling looks at, up to one."""
    counted = [each for each in years if last - duties.public_revenue_years < each.year <= last]
    return sum(each.public_revenue_minor for each in counted), sum(each.revenue_minor for each in counted)


def stays_below(duties: Duties, years: Sequence[Year], last: int, more_minor: int) -> bool:
    """Return whether so much more public revenue in a year keeps an enterprise at or below its ceiling.

    An enterprise without revenue yet may take its first order: a share of nothing says nothing.
    """
    ceiling = duties.public_revenue_basis_points_max
    public, whole = public_revenue(duties, years, last)
    return ceiling is None or whole == 0 or not exceeds(public + more_minor, whole + more_minor, ceiling)
