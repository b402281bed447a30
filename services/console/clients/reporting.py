"""reporting: totals, pictures, indicators, completeness, what the public may know."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from contracts.ledger_proof import PaymentProof
from services.console.clients.caller import Caller, Command, fetch, send

SERVICE = "reporting"


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The sums of a currency."""

    currency: str
    funded_minor: int = 0
    credited_minor: int = 0
    account_minor: int = 0
    payments_count: int = 0
    spent_minor: int = 0
    bonus_minor: int = 0
    refunds_count: int = 0
    refunded_minor: int = 0
    declined_count: int = 0
    owed_minor: int = 0
    settled_minor: int = 0
    instructed_minor: int = 0
    paid_minor: int = 0
    returned_minor: int = 0


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """A sum over at least five households; a smaller one is hidden."""

    currency: str
    programme: str | None = None
    merchant_kind: str | None = None
    households_count: int | None = None
    amount_minor: int | None = None


class AreaBucket(Bucket, frozen=True, kw_only=True):
    """What was spent in an area; without one, in all of them."""

    area: str | None = None


class Velocity(msgspec.Struct, frozen=True, kw_only=True):
    """How often money changed hands in a year, in basis points."""

    in_year_basis_points: int | None


class FirstSpending(msgspec.Struct, frozen=True, kw_only=True):
    """Days until households first spend what they were credited, and the share of credits not touched."""

    days_median: int | None
    unused_basis_points: int


class Circulation(msgspec.Struct, frozen=True, kw_only=True):
    """How money went round in a month; absent where few households or shops are behind it."""

    currency: str
    households: Velocity | None = None
    first_spending: FirstSpending | None = None
    shops_count: int | None = None
    hops_basis_points: int | None = None
    social_enterprise_basis_points: int | None = None
    largest_five_basis_points: int | None = None


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The totals of a month or of all time."""

    month: date | None
    figures: list[Figures]
    benefits: list[Bucket] = []
    spending: list[Bucket] = []


class PublicTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody may know of a month."""

    month: date
    benefits: list[Bucket]
    spending: list[Bucket]


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with what it means and where it comes from."""

    code: str
    value: int | None
    hidden: bool
    unit: str
    definition: str
    source: str
    caveat: str


class Multiplier(msgspec.Struct, frozen=True, kw_only=True):
    """LM3 as an interval, in basis points."""

    low_basis_points: int | None
    high_basis_points: int | None


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger held when it was sealed."""

    size: int
    root: str
    sealed_at: datetime


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that has signed, and when."""

    verifier_key: str
    first_used_at: datetime
    last_used_at: datetime


class Transparency(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody may hold a municipality's ledger to: the newest seal, each day's, and the keys that have signed."""

    latest: Checkpoint
    days: list[Checkpoint] = []
    keys: list[SigningKey] = []
    sizes_told_twice: list[int] = []


class ProofChecked(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a receipt is in the ledger that was signed, and whether that very seal was published."""

    holds: bool
    size: int | None = None
    sealed_at: datetime | None = None
    is_published: bool = False


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A drawing as SVG, with what it is called and what to know of it."""

    title: str
    note: str
    svg: str


class LedgerDay(msgspec.Struct, frozen=True, kw_only=True):
    """A closed day: what the ledger said, what was heard, what was settled."""

    settlement_date: date
    currency: str
    said_payments: int
    said_minor: int
    heard_payments: int
    heard_minor: int
    settled_minor: int | None
    differing_count: int


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """A month's closed days."""

    month: date
    complete: bool
    days: list[LedgerDay]


async def read_totals(caller: Caller, month: date | None = None) -> Totals:
    """Return the totals, which equal the ledger's."""
    return await fetch(caller, SERVICE, "/totals", Totals, month=None if month is None else month.isoformat())


async def list_indicators(caller: Caller) -> list[Indicator]:
    """Return every indicator."""
    return await fetch(caller, SERVICE, "/indicators", list[Indicator])


async def read_multiplier(caller: Caller, month: date | None = None) -> list[Multiplier]:
    """Return the local multiplier as an interval."""
    first = None if month is None else month.isoformat()
    return await fetch(caller, SERVICE, "/multiplier", list[Multiplier], month=first, until_month=first)


async def read_public_totals(caller: Caller, municipality_id: UUID, month: date) -> PublicTotals:
    """Return what anybody may know of a month."""
    first = month.isoformat()
    return await fetch(caller, SERVICE, "/public/totals", PublicTotals, municipality=municipality_id, month=first)


async def read_transparency(caller: Caller, municipality_id: UUID) -> Transparency:
    """Return the newest signed root of the ledger."""
    return await fetch(caller, SERVICE, "/transparency", Transparency, municipality=municipality_id)


async def list_areas(caller: Caller, month: date) -> list[AreaBucket]:
    """Return what was spent in a month in each area, of all programmes and kinds of shop together."""
    found = await fetch(caller, SERVICE, "/spending", list[AreaBucket], month=month.isoformat())
    return [each for each in found if each.area and each.programme is None and each.merchant_kind is None]


async def list_circulation(caller: Caller, month: date) -> list[Circulation]:
    """Return how money went round in a month, by currency."""
    return await fetch(caller, SERVICE, "/circulation", list[Circulation], month=month.isoformat())


async def check_proof(caller: Caller, municipality_id: UUID, proof: PaymentProof) -> ProofChecked:
    """Return whether a proof holds by the keys that a municipality has published; nothing of it is kept."""
    command = Command(path=f"/public/receipt-checks?municipality={municipality_id}", body=proof)
    return await send(caller, SERVICE, command, ProofChecked)


async def list_pictures(caller: Caller, month: date, language: str) -> list[Picture]:
    """Return the pictures of a whole month."""
    path = f"/monthly-reports/{month.isoformat()}/pictures"
    return await fetch(caller, SERVICE, path, list[Picture], language=language)


async def read_completeness(caller: Caller, month: date) -> Completeness:
    """Return how what was heard of a month's days compares with the ledger."""
    return await fetch(caller, SERVICE, "/completeness", Completeness, month=month.isoformat())
