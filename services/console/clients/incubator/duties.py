"""Who belongs to an enterprise, what it states of each year, and which duties of its legal form it keeps."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, send
from services.console.clients.incubator import persons
from services.console.clients.incubator.calls import NewPerson

SERVICE = "incubator"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that is not kept: what was found in which year, and the bound; shares in basis points."""

    duty: str
    year: int
    found: int
    bound: int


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """A year without accounts, and from which day on they are asked for."""

    year: int
    asked_on: date


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an enterprise stands by its duties."""

    year: int
    public_revenue_minor: int
    revenue_minor: int
    public_basis_points: int
    public_basis_points_max: int | None
    findings: list[Finding]
    owed: list[Owed]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Who is, or was, a member."""

    id: UUID
    version: int
    person_id: UUID
    on_board: bool
    joined_on: date
    left_on: date | None


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """Who joins, and when."""

    person: NewPerson
    joined_on: date
    on_board: bool = False
    inclusion: str | None = None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How many members belong to a group."""

    inclusion: str
    members: int
    basis_points: int


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """Members of today and the shares of groups among them."""

    members: int
    on_board: int
    shares: list[Share]
    findings: list[Finding]


class YearTyped(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A year's figures in minor units, and where their paper is kept."""

    year: int
    members: int
    members_included: int = 0
    inclusion: str | None = None
    revenue_minor: int
    public_revenue_minor: int
    profit_minor: int
    reserve_minor: int = 0
    to_employees_minor: int = 0
    reference: str


class NewAccounts(YearTyped, frozen=True, kw_only=True, omit_defaults=True):
    """A year's figures with the SHA-256 of their paper."""

    sha256: str


class Accounts(YearTyped, frozen=True, kw_only=True):
    """A year's figures as they were stated last."""

    id: UUID
    currency: str
    stated_at: datetime


async def read_standing(caller: Caller, enterprise_id: UUID) -> Standing:
    """Return which duties an enterprise does not keep."""
    return await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}/duties", Standing)


async def list_accounts(caller: Caller, enterprise_id: UUID) -> list[Accounts]:
    """Return an enterprise's years, oldest first."""
    return await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}/accounts", list[Accounts])


async def state_accounts(caller: Caller, enterprise_id: UUID, new: NewAccounts, key: str) -> Named:
    """State a year's figures."""
    path = f"/enterprises/{enterprise_id}/accounts"
    return await send(caller, SERVICE, Command(path=path, body=new, key=key), Named)


async def list_members(caller: Caller, enterprise_id: UUID) -> list[Member]:
    """Return who is, or was, a member."""
    return await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}/members", list[Member])


async def read_shares(caller: Caller, enterprise_id: UUID) -> Shares:
    """Return the shares of groups among members; the look is kept."""
    return await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}/member-shares", Shares)


async def enter_member(caller: Caller, enterprise_id: UUID, joining: Joining, key: str) -> Named:
    """Enter who has joined; somebody who is registered already is the same person."""
    facts = {"joined_on": joining.joined_on, "on_board": joining.on_board, "inclusion": joining.inclusion}
    body = facts | {"person_id": await persons.id_of(caller, joining.person, key)}
    return await send(caller, SERVICE, Command(path=f"/enterprises/{enterprise_id}/members", body=body, key=key), Named)


async def let_leave(caller: Caller, member_id: UUID, left_on: str, form: tuple[str, int | None]) -> Named:
    """Note from which day somebody is no member any more; `form` is its key and the version that was seen."""
    path = f"/enterprise-members/{member_id}/leave"
    command = Command(path=path, body={"left_on": left_on}, key=form[0], version=form[1])
    return await send(caller, SERVICE, command, Named)
