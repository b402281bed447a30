"""merchants: what a shop's owner looks after: who is at the tills, what they sold, what is owed, what is disputed."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, fetch, fetch_file, send, send_file

SERVICE = "merchants"

Right = Literal["sell", "refund", "pay_suppliers", "close_day"]
Answer = Literal["accepted", "holder_was_present", "amount_is_right", "goods_delivered", "already_refunded"]


class NewCashier(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to work at an outlet's tills."""

    name: str
    rights: list[Right]


class Cashier(msgspec.Struct, frozen=True, kw_only=True):
    """A cashier, by the number with which they sign on."""

    id: UUID
    outlet_id: UUID
    number: int
    rights: list[str]
    ended_at: datetime | None
    version: int


class CashierCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code by which a cashier chooses a PIN at a till, shown once."""

    cashier_id: UUID
    code: str
    expires_at: datetime


class TillLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one cashier has done of one kind."""

    kind: str
    cashier_number: int | None
    times: int
    remainder_minor: int
    net_minor: int


class TillReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a till has sold in a period."""

    id: UUID
    till_id: UUID
    period: int
    currency: str
    net_minor: int
    lines: list[TillLine]
    closed_at: datetime


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Sums of a statement, in minor units."""

    opening_minor: int
    payments_minor: int
    bonus_minor: int
    refunds_minor: int
    respends_minor: int
    grants_minor: int
    orders_minor: int = 0
    fees_minor: int
    claw_backs_minor: int
    paid_out_minor: int
    came_back_minor: int
    closing_minor: int


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A closed day."""

    settlement_date: date
    payments_count: int
    refunds_count: int
    net_minor: int


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """A payout."""

    payout_id: UUID
    execution_date: date
    amount_minor: int
    status: str


class Charged(msgspec.Struct, frozen=True, kw_only=True):
    """A fee or claw-back."""

    charge_id: UUID
    kind: str
    amount_minor: int
    arose_at: datetime


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant's statement of a period."""

    trade_name: str
    currency: str
    first: date
    last: date
    sums: Sums
    days: list[Day]
    payouts: list[Paid]
    charges: list[Charged]


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """A sale that its buyer objects to."""

    id: UUID
    merchant_id: UUID
    payment_id: UUID
    currency: str
    amount_minor: int
    reason: str
    answer_by: date
    answer: str | None
    outcome: str | None
    settlement_date: date | None


class DisputePaper(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop has shown of a sale."""

    id: UUID
    kind: str
    handed_in_at: datetime


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that another could buy from, and why it comes first."""

    trade_name: str
    kind: str
    categories: list[str]
    areas: list[str]
    near: bool
    paid_before: int


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """The first suppliers."""

    suppliers: list[Supplier]


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The first and the last day of a statement."""

    first: date
    last: date


async def list_cashiers(caller: Caller, merchant_id: UUID) -> list[Cashier]:
    """Return who works at a merchant's tills, by number."""
    listed = await fetch(caller, SERVICE, f"/merchants/{merchant_id}/cashiers", Listed[Cashier], limit=200)
    return listed.items


async def appoint_cashier(caller: Caller, outlet_id: UUID, cashier: NewCashier, key: str) -> Cashier:
    """Let somebody work at an outlet's tills."""
    return await send(caller, SERVICE, Command(path=f"/outlets/{outlet_id}/cashiers", body=cashier, key=key), Cashier)


async def give_cashier_code(caller: Caller, cashier_id: UUID) -> CashierCode:
    """Make a code by which a cashier chooses a PIN."""
    return await send(caller, SERVICE, Command(path=f"/cashiers/{cashier_id}/pin-codes"), CashierCode)


async def end_cashier(caller: Caller, cashier_id: UUID, key: str) -> Cashier:
    """Let a cashier work there no more."""
    return await send(caller, SERVICE, Command(path=f"/cashiers/{cashier_id}/end", key=key), Cashier)


async def list_till_reports(caller: Caller, merchant_id: UUID, cursor: str | None) -> Listed[TillReport]:
    """Return what a merchant's tills have sold, the newest period first."""
    path = f"/merchants/{merchant_id}/till-reports"
    return await fetch(caller, SERVICE, path, Listed[TillReport], limit=20, cursor=cursor)


async def read_statement(caller: Caller, merchant_id: UUID, period: Period) -> Statement:
    """Return a merchant's statement."""
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    return await fetch(caller, SERVICE, f"/merchants/{merchant_id}/statement", Statement, **days)


async def download_statement(
    caller: Caller, merchant_id: UUID, period: Period, *, form: str, language: str
) -> httpx.Response:
    """Return a merchant's statement as a table (CSV) or on paper (PDF)."""
    query = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    query |= {"language": language} if form == "paper" else {}
    return await fetch_file(caller, SERVICE, f"/merchants/{merchant_id}/statement/{form}", **query)


async def list_disputes(caller: Caller, merchant_id: UUID, cursor: str | None) -> Listed[Dispute]:
    """Return the sales of a merchant that are disputed, or were."""
    return await fetch(caller, SERVICE, "/disputes", Listed[Dispute], merchant_id=merchant_id, cursor=cursor)


async def answer_dispute(caller: Caller, dispute_id: UUID, answer: Answer, key: str) -> Dispute:
    """Say what the shop says to a dispute."""
    command = Command(path=f"/disputes/{dispute_id}/answers", body={"answer": answer}, key=key)
    return await send(caller, SERVICE, command, Dispute)


async def read_dispute(caller: Caller, dispute_id: UUID) -> Dispute:
    """Return a dispute as the shop sees it."""
    return await fetch(caller, SERVICE, f"/disputes/{dispute_id}", Dispute)


async def hand_in_paper(caller: Caller, dispute_id: UUID, kind: str, content: bytes) -> DisputePaper:
    """Hand in a receipt or another paper to a dispute."""
    return await send_file(caller, SERVICE, f"/disputes/{dispute_id}/papers", content, DisputePaper, kind=kind)


async def list_papers(caller: Caller, dispute_id: UUID) -> list[DisputePaper]:
    """Return what a shop has shown of a sale."""
    return await fetch(caller, SERVICE, f"/disputes/{dispute_id}/papers", list[DisputePaper])


async def open_paper(caller: Caller, paper_id: UUID) -> httpx.Response:
    """Return a paper's file; the look is kept."""
    return await fetch_file(caller, SERVICE, f"/dispute-papers/{paper_id}/content")


async def suggest_suppliers(caller: Caller, merchant_id: UUID, category: str | None) -> list[Supplier]:
    """Return whom a shop could buy from."""
    path = f"/merchants/{merchant_id}/suppliers"
    return (await fetch(caller, SERVICE, path, Suggestions, category=category)).suppliers
