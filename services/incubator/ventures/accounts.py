"""Accounts: what an enterprise states of a year with its paper, and which of its duties that shows unkept.

Here members are counted as the paper counts them; who they are stands in `members`.
"""

from collections.abc import Sequence, Set
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.types import MinorUnits, SignedMinorUnits
from services.incubator.following import reminders
from services.incubator.ventures import duties, enterprises, gates
from services.incubator.ventures.duties import Duties, Finding, Inclusion, Year
from services.incubator.ventures.enterprises import Enterprise, Sha256
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)

Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class NewAccounts(Body, frozen=True, kw_only=True):
    """A year's figures in minor units, and the paper in which they stand. Stated again, the later ones count."""

    year: Annotated[int, msgspec.Meta(ge=2000, le=2100)]
    members: Count
    members_included: Count = 0
    """How many belong to the group for whose inclusion the enterprise is there."""
    inclusion: Inclusion | None = None
    revenue_minor: MinorUnits
    public_revenue_minor: MinorUnits
    profit_minor: SignedMinorUnits
    reserve_minor: MinorUnits = 0
    to_employees_minor: MinorUnits = 0
    reference: ShortText
    sha256: Sha256


class Accounts(Year, frozen=True, kw_only=True):
    """A year's figures as they were stated."""

    id: UUID
    enterprise_id: UUID
    currency: str
    reference: str
    sha256: str
    stated_at: datetime
    stated_by: UUID


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """A year of which no accounts were stated, and from which day on they are asked for."""

    year: int
    asked_on: date


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an enterprise stands by its duties: revenue of the years that count, orders of this year included."""

    enterprise_id: UUID
    year: int
    public_revenue_minor: int
    revenue_minor: int
    public_basis_points: int
    public_basis_points_max: int | None
    findings: list[Finding]
    owed: list[Owed]


EMPTY = Year(
    year=0,
    members=0,
    members_included=0,
    inclusion=None,
    revenue_minor=0,
    public_revenue_minor=0,
    profit_minor=0,
    reserve_minor=0,
    to_employees_minor=0,
)


async def state(transaction: Transaction, enterprise_id: UUID, new: NewAccounts) -> Accounts:
    """Record a year's figures. Raises Malformed for a year to come, or for a part above its whole."""
    enterprise = await enterprises.find(transaction, enterprise_id)
    found = [
        ("/year", "This year has not begun.", new.year > transaction.today.year),
        ("/members_included", "More than all members.", new.members_included > new.members),
        ("/public_revenue_minor", "More than all revenue.", new.public_revenue_minor > new.revenue_minor),
    ]
    faults = [Fault(pointer=pointer, detail=detail) for pointer, detail, wrong in found if wrong]
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    stated = await transaction.fetch_struct(
        Accounts,
        queries.insert_accounts,
        uuid7(),
        enterprise.id,
        transaction.municipality.currency,
        *(value for name, value in msgspec.structs.asdict(new).items()),
        transaction.now,
        transaction.actor_id,
    )
    assert stated is not None
    return stated


async def find(transaction: Transaction, accounts_id: UUID) -> Accounts:
    """Return a year's figures. Raises NotFound."""
    found = await transaction.fetch_struct(Accounts, queries.select_accounts, accounts_id)
    if found is None:
        raise NotFound("There are no such accounts.")
    return found


async def list_of(transaction: Transaction, enterprise_id: UUID) -> list[Accounts]:
    """Return an enterprise's years, the oldest first, each as it was stated last."""
    await enterprises.find(transaction, enterprise_id)
    return await transaction.fetch_structs(Accounts, queries.select_years, enterprise_id)


async def standing(transaction: Transaction, enterprise_id: UUID) -> Standing:
    """Return how an enterprise stands by its duties as of now."""
    enterprise = await enterprises.find(transaction, enterprise_id)
    asked = duties_of(enterprise)
    stated, year = await list_of(transaction, enterprise.id), transaction.today.year
    years = await with_orders(transaction, enterprise, stated)
    public, whole = duties.public_revenue(asked, years, year)
    ceiling = asked.public_revenue_basis_points_max
    found = [each for each in duties.findings_of(asked, stated) if each.duty != "public_revenue"]
    if ceiling is not None and duties.exceeds(public, whole, ceiling):
        found.append(Finding(duty="public_revenue", year=year, found=duties.share(public, whole), bound=ceiling))
    return Standing(
        enterprise_id=enterprise.id,
        year=year,
        public_revenue_minor=public,
        revenue_minor=whole,
        public_basis_points=duties.share(public, whole),
        public_basis_points_max=ceiling,
        findings=found,
        owed=owed_of(enterprise, {each.year for each in stated}, year),
    )


def owed_of(enterprise: Enterprise, stated: Set[int], this_year: int) -> list[Owed]:
    """Return the years since an enterprise trades, this one too, of which it has stated no accounts."""
    if enterprise.accredited_on is None or enterprise.state not in ("trading", "dormant"):
        return []
    missing = [year for year in range(enterprise.accredited_on.year, this_year + 1) if year not in stated]
    wait = timedelta(days=reminders.rounds().accounts[0])
    return [Owed(year=year, asked_on=date(year + 1, 1, 1) + wait) for year in missing]


async def measure(transaction: Transaction, enterprise: Enterprise, more_minor: int) -> tuple[bool, int]:
    """Return whether an enterprise stays below its ceiling with so much more public revenue, and its share then."""
    asked, year = duties_of(enterprise), transaction.today.year
    years = await with_orders(transaction, enterprise, await list_of(transaction, enterprise.id))
    public, whole = duties.public_revenue(asked, years, year)
    return duties.stays_below(asked, years, year, more_minor), duties.share(public + more_minor, whole + more_minor)


def duties_of(enterprise: Enterprise) -> Duties:
    """Return what the law of an enterprise's legal form asks for."""
    return gates.rules_of(enterprise.country).duties.get(enterprise.legal_form or "", Duties())


async def with_orders(transaction: Transaction, enterprise: Enterprise, stated: Sequence[Accounts]) -> list[Year]:
    """Return an enterprise's years; what public bodies ordered counts also where the accounts do not show it yet."""
    rows = await transaction.fetch(queries.select_ordered, enterprise.id, transaction.municipality.zone.key)
    ordered = {row["year"]: row["minor"] for row in rows}
    known: dict[int, Year] = {each.year: each for each in stated}
    return [
        raised(known.get(year, EMPTY), year, ordered.get(year, 0)) for year in sorted(known.keys() | ordered.keys())
    ]


def raised(year: Year, number: int, ordered_minor: int) -> Year:
    """Return a year with at least so much public revenue."""
    more = max(ordered_minor - year.public_revenue_minor, 0)
    return msgspec.structs.replace(
        year,
        year=number,
        revenue_minor=year.revenue_minor + more,
        public_revenue_minor=year.public_revenue_minor + more,
    )
