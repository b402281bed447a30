"""cards, for the books: the bank's statements, what differs from them, closed months, disputes."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, Proposal, fetch, fetch_file, send, send_file
from services.console.clients.cards import SERVICE


class BankStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the programmes' account."""

    id: UUID
    reference: str
    currency: str
    closed_on: date
    closing_minor: int
    bookings: int
    unmatched: int


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A booking of the bank, below zero for what left the account; `transfers` of the ledger it was."""

    id: UUID
    booked_on: date
    amount_minor: int
    bank_reference: str | None
    reversal: bool
    transfers: int


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The account at a statement's end, what the ledger owed then, and what makes the difference."""

    currency: str
    closing_minor: int
    liabilities_minor: int
    difference_minor: int
    before_minor: int
    gaps_minor: int
    not_in_ledger_minor: int
    not_at_bank_minor: int
    open_cases: int


class StatementFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read."""

    statements: list[BankStatement]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A case: bank and ledger differ."""

    id: UUID
    kind: str
    currency: str
    day: date
    amount_minor: int
    opened_at: datetime


class Closing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a difference stays, and the number of the decision where one was needed."""

    closed_for: str
    decision_number: str | None = None


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A month for the municipality's books."""

    id: UUID
    month: date
    rows_count: int
    closed_at: datetime


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """What is said against a payment; it names no shop."""

    id: UUID
    version: int
    status: str
    reason: str
    currency: str
    amount_minor: int
    answer_by: date
    decide_by: date
    answer: str | None
    provisional_minor: int
    opened_at: datetime


async def list_statements(caller: Caller) -> list[BankStatement]:
    """Return the bank's statements that were read."""
    return (await fetch(caller, SERVICE, "/bank-statements", Listed[BankStatement], limit=200)).items


async def show_statement(caller: Caller, statement_id: UUID) -> BankStatement:
    """Return a statement that was read."""
    return await fetch(caller, SERVICE, f"/bank-statements/{statement_id}", BankStatement)


async def reconcile(caller: Caller, statement_id: UUID) -> Reconciliation:
    """Return why the account at a statement's end holds another sum than the ledger owed."""
    return await fetch(caller, SERVICE, f"/bank-statements/{statement_id}/reconciliation", Reconciliation)


async def list_bookings(caller: Caller, statement_id: UUID, cursor: str | None) -> Listed[Booking]:
    """Return a statement's bookings in its order."""
    return await fetch(caller, SERVICE, f"/bank-statements/{statement_id}/bookings", Listed[Booking], cursor=cursor)


async def read_statement(caller: Caller, content: bytes) -> StatementFile:
    """Read a camt.053; the same file again changes nothing."""
    return await send_file(caller, SERVICE, "/bank-statements", content, StatementFile)


async def list_differences(caller: Caller) -> Listed[Difference]:
    """Return open differences between bank and ledger."""
    return await fetch(caller, SERVICE, "/reconciliation-cases", Listed[Difference], status="open", limit=200)


async def propose_closing(caller: Caller, case_id: UUID, closing: Closing, key: str) -> Proposal:
    """Propose to close a difference that stays."""
    command = Command(path=f"/reconciliation-cases/{case_id}/closing", body=closing, key=key)
    return await send(caller, SERVICE, command, Proposal)


async def list_journals(caller: Caller) -> list[Journal]:
    """Return the months that were closed, newest first."""
    return (await fetch(caller, SERVICE, "/journals", Listed[Journal], limit=200)).items[::-1]


async def close_month(caller: Caller, month: date, key: str) -> Journal:
    """Close a month for the books."""
    return await send(caller, SERVICE, Command(path="/journals", body={"month": month}, key=key), Journal)


async def open_journal(caller: Caller, journal_id: UUID, form: Literal["csv", "xlsx"]) -> httpx.Response:
    """Return a month's double entries."""
    return await fetch_file(caller, SERVICE, f"/journals/{journal_id}/content", format=form)


class DisputeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How many disputes are open and late in a currency, what they hold, and what ended ones have cost."""

    currency: str
    open_count: int
    overdue_count: int
    open_minor: int
    provisional_minor: int
    uncovered_minor: int


async def read_dispute_figures(caller: Caller) -> list[DisputeFigures]:
    """Return what is open, and what disputes have cost, by currency."""
    return await fetch(caller, SERVICE, "/dispute-figures", list[DisputeFigures])


async def list_disputes(caller: Caller, status: str | None, cursor: str | None) -> Listed[Dispute]:
    """Return disputes, oldest first."""
    return await fetch(caller, SERVICE, "/disputes", Listed[Dispute], status=status, cursor=cursor)


async def answer_dispute(
    caller: Caller, dispute_id: UUID, step: str, *, form: tuple[str, int | None], outcome: str
) -> None:
    """Propose who is right or a provisional credit, or give the dispute up."""
    key, version = form
    body = {"outcome": outcome} if step == "decision" else None
    command = Command(path=f"/disputes/{dispute_id}/{step}", body=body, key=key, version=version)
    await send(caller, SERVICE, command, msgspec.Raw)
