"""Business plans: the newest version, those before, what was said about them, and what follows from the cash plan."""

import asyncio
from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, fetch_all, send

SERVICE = "incubator"


class CanvasField(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the plan."""

    code: str
    title: dict[str, str]


class Canvas(msgspec.Struct, frozen=True, kw_only=True):
    """The parts in the order in which they are written, and the currency of the cash plan."""

    fields: list[CanvasField]
    currency: str
    programmes: list[str] = []
    """Those of which it is known what earning does to their benefit."""


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What is sold, and how many of it in each month."""

    name: str
    price_minor: int
    unit_cost_minor: int
    units: list[int]


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """What is bought once."""

    name: str
    month: int
    amount_minor: int


class CashPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is in hand at the beginning, what each month costs, what is bought and what is sold."""

    opening_minor: int = 0
    fixed_monthly_minor: int
    purchases: list[Purchase] = []
    products: list[Product]


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """What comes in and goes out in a month, and what is in hand at its end."""

    month: int
    received_minor: int
    paid_minor: int
    balance_minor: int


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from a cash plan."""

    currency: str
    months: list[Month]
    lowest_balance_minor: int
    lowest_month: int
    needed_minor: int
    covers_itself_from: int | None
    paid_back_in: int | None
    break_even_basis_points: int | None
    break_even_units: list[int] | None


class NewVersion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole plan as it is now, and the number of the version that it was written from."""

    based_on: int
    fields: dict[str, str]
    cash: CashPlan | None = None


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version, with the parts that it has changed."""

    id: UUID
    application_id: UUID
    number: int
    changed: list[str]
    written_at: datetime
    written_by: UUID


class Version(VersionRow, frozen=True, kw_only=True):
    """A version with what is written in it."""

    fields: dict[str, str] = {}
    cash: CashPlan | None = None
    forecast: Forecast | None = None


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says about a part of a version."""

    id: UUID
    version: int
    plan_version_id: UUID
    field: str
    state: str
    written_at: datetime
    written_by: UUID
    text: str | None = None


class NewComment(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said about a part."""

    field: str
    text: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as one of its versions shows it; nothing is written yet where there is none."""

    canvas: Canvas
    versions: list[VersionRow]
    shown: Version | None
    comments: list[Comment]

    @property
    def number(self) -> int:
        """Return the number of the newest version, 0 before the first."""
        return self.versions[-1].number if self.versions else 0


async def read_plan(caller: Caller, idea_id: UUID, version_id: UUID | None = None) -> Plan:
    """Return a plan, at this version or the newest one; the look is kept."""
    canvas, versions, comments = await asyncio.gather(
        fetch(caller, SERVICE, "/plan-canvas", Canvas),
        fetch_all(caller, SERVICE, f"/applications/{idea_id}/plan-versions", VersionRow),
        fetch_all(caller, SERVICE, f"/applications/{idea_id}/plan-comments", Comment),
    )
    wanted = version_id or (versions[-1].id if versions else None)
    shown = None if wanted is None else await fetch(caller, SERVICE, f"/plan-versions/{wanted}", Version)
    return Plan(canvas=canvas, versions=versions, shown=shown, comments=comments)


async def write_plan(caller: Caller, idea_id: UUID, new: NewVersion, key: str) -> Named:
    """Keep a version."""
    path = f"/applications/{idea_id}/plan-versions"
    return await send(caller, SERVICE, Command(path=path, body=new, key=key), Named)


async def comment(caller: Caller, version_id: UUID, new: NewComment, key: str) -> Named:
    """Say something about a part of a version."""
    path = f"/plan-versions/{version_id}/comments"
    return await send(caller, SERVICE, Command(path=path, body=new, key=key), Named)


async def move_comment(caller: Caller, comment_id: UUID, state: str, form: tuple[str, int | None]) -> Named:
    """Resolve a comment or open it again; `form` is its key and the version that was seen."""
    path = f"/plan-comments/{comment_id}/steps"
    return await send(caller, SERVICE, Command(path=path, body={"state": state}, key=form[0], version=form[1]), Named)


async def forecast(caller: Caller, cash: CashPlan) -> Forecast:
    """Return what follows from a cash plan; nothing is kept."""
    return await send(caller, SERVICE, Command(path="/cash-flows", body=cash), Forecast)
