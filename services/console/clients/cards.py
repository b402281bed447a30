"""cards: cards and wallets, budget lines, benefit runs, settlement days, the ledger."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, Proposal, fetch, fetch_all, send

SERVICE = "cards"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card of a holder."""

    id: UUID
    number: str | None
    wallet_id: UUID
    holder_id: UUID
    status: str
    has_pin: bool
    pin_tries_left: int
    ordered_at: datetime
    version: int


class PrintedCard(msgspec.Struct, frozen=True, kw_only=True):
    """What a card's QR says, told once, and the number that people read and type."""

    id: UUID
    token: str
    number: str


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one month."""

    programme: str
    month: date
    expires_on: date
    credited_minor: int
    remaining_minor: int


class Wallet(msgspec.Struct, frozen=True, kw_only=True):
    """What a household has."""

    id: UUID
    currency: str
    balance_minor: int
    next_expiry_on: date | None
    lots: list[Lot]


class NewBudgetLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A budget line to be opened, with the days of its year or without an end."""

    programme: str
    purpose: Literal["benefits", "bonus"]
    name: str
    valid_from: date | None = None
    valid_until: date | None = None


class BudgetLine(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line and what is available on it."""

    id: UUID
    programme: str
    purpose: str
    name: str
    currency: str
    available_minor: int
    status: str = "open"
    valid_from: date | None = None
    valid_until: date | None = None
    successor_id: UUID | None = None


class Funding(msgspec.Struct, frozen=True, kw_only=True):
    """Money for a budget line, by a numbered decision."""

    amount_minor: int
    decision_number: str


class NewRun(msgspec.Struct, frozen=True, kw_only=True):
    """A month's benefits to be calculated."""

    programme: str
    budget_line_id: UUID
    month: date


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A month's benefits, or what a decision tops up."""

    id: UUID
    kind: str = "monthly"
    programme: str
    budget_line_id: UUID
    month: date
    decision_number: str | None = None
    currency: str
    status: str
    card_total_minor: int
    account_total_minor: int
    households: int
    excluded: int
    proposal_id: UUID | None
    credited: int


class Exclusion(msgspec.Struct, frozen=True, kw_only=True):
    """A household that a run leaves out, and why."""

    household_id: UUID
    reason: str


class SettlementDay(msgspec.Struct, frozen=True, kw_only=True):
    """A closed settlement day."""

    id: UUID
    settlement_date: date
    payments_count: int
    refunds_count: int
    net_minor: int
    merchants: int
    closed_at: datetime


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """An invariant of the ledger and how many rows break it."""

    name: str
    violations: int


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What all wallets of a kind hold."""

    kind: str
    currency: str
    balance_minor: int


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger, recomputed."""

    ok: bool
    checks: list[Check]
    balances: list[Balance]


async def list_cards(
    caller: Caller, *, status: str | None = None, holder_id: UUID | None = None, cursor: str | None = None
) -> Listed[Card]:
    """Return cards, oldest order first."""
    return await fetch(caller, SERVICE, "/cards", Listed[Card], status=status, holder_id=holder_id, cursor=cursor)


async def read_card(caller: Caller, card_id: UUID) -> Card:
    """Return a card."""
    return await fetch(caller, SERVICE, f"/cards/{card_id}", Card)


async def read_wallet(caller: Caller, wallet_id: UUID) -> Wallet:
    """Return what is on a wallet; never where it was spent."""
    return await fetch(caller, SERVICE, f"/wallets/{wallet_id}", Wallet)


async def print_card(caller: Caller, card_id: UUID) -> PrintedCard:
    """Return what a card's QR says, this once; an earlier print becomes void."""
    return await send(caller, SERVICE, Command(path=f"/cards/{card_id}/print"), PrintedCard)


async def change_card(caller: Caller, card_id: UUID, step: str, *, form: tuple[str, int | None], body: Any) -> Card:
    """Hand a card over, set its PIN, stop or replace it; `form` is its key and the version that was seen."""
    key, version = form
    return await send(
        caller, SERVICE, Command(path=f"/cards/{card_id}/{step}", body=body, key=key, version=version), Card
    )


async def list_budget_lines(caller: Caller, cursor: str | None = None) -> Listed[BudgetLine]:
    """Return budget lines."""
    return await fetch(caller, SERVICE, "/budget-lines", Listed[BudgetLine], cursor=cursor)


async def list_all_lines(caller: Caller) -> list[BudgetLine]:
    """Return all budget lines, to name them."""
    return await fetch_all(caller, SERVICE, "/budget-lines", BudgetLine)


async def read_budget_line(caller: Caller, line_id: UUID) -> BudgetLine:
    """Return a budget line."""
    return await fetch(caller, SERVICE, f"/budget-lines/{line_id}", BudgetLine)


async def open_budget_line(caller: Caller, line: NewBudgetLine, key: str) -> BudgetLine:
    """Open an empty budget line."""
    return await send(caller, SERVICE, Command(path="/budget-lines", body=line, key=key), BudgetLine)


async def propose_funding(caller: Caller, line_id: UUID, funding: Funding, key: str) -> Proposal:
    """Propose to put money on a budget line."""
    path = f"/budget-lines/{line_id}/fundings"
    return await send(caller, SERVICE, Command(path=path, body=funding, key=key), Proposal)


async def list_proposals(caller: Caller, subject_id: UUID | None = None) -> list[Proposal]:
    """Return what waits for a second person: everything, or what is about one thing."""
    waiting = await fetch(caller, SERVICE, "/proposals", Listed[Proposal], limit=200)
    return [each for each in waiting.items if subject_id in {None, each.subject_id}]


async def answer_proposal(caller: Caller, proposal_id: UUID, *, agreed: bool, payload_hash: str, key: str) -> Proposal:
    """Agree to a proposal, quoting the hash of what was seen, or refuse it."""
    path = f"/proposals/{proposal_id}/{'approve' if agreed else 'reject'}"
    body = {"payload_hash": payload_hash} if agreed else None
    return await send(caller, SERVICE, Command(path=path, body=body, key=key), Proposal)


async def list_runs(caller: Caller, cursor: str | None = None) -> Listed[Run]:
    """Return benefit runs."""
    return await fetch(caller, SERVICE, "/runs", Listed[Run], cursor=cursor)


async def read_run(caller: Caller, run_id: UUID) -> Run:
    """Return a benefit run."""
    return await fetch(caller, SERVICE, f"/runs/{run_id}", Run)


async def list_exclusions(caller: Caller, run_id: UUID) -> Listed[Exclusion]:
    """Return whom a run leaves out, and why."""
    return await fetch(caller, SERVICE, f"/runs/{run_id}/exclusions", Listed[Exclusion])


async def calculate_run(caller: Caller, run: NewRun, key: str) -> Run:
    """List who is due what for a month."""
    return await send(caller, SERVICE, Command(path="/runs", body=run, key=key), Run)


async def change_run(caller: Caller, run_id: UUID, step: Literal["lock", "cancel"], key: str) -> Named:
    """Fix a run's lines and ask for approval, or give it up."""
    return await send(caller, SERVICE, Command(path=f"/runs/{run_id}/{step}", key=key), Named)


async def list_settlement_days(caller: Caller) -> list[SettlementDay]:
    """Return closed settlement days, newest first."""
    listed = await fetch_all(caller, SERVICE, "/settlement-days", SettlementDay)
    return listed[::-1]


async def close_day(caller: Caller, settlement_date: date, key: str) -> SettlementDay:
    """Close a settlement day."""
    body = {"settlement_date": settlement_date}
    return await send(caller, SERVICE, Command(path="/settlement-days", body=body, key=key), SettlementDay)


async def verify(caller: Caller) -> Verification:
    """Recompute the ledger."""
    return await fetch(caller, SERVICE, "/verify", Verification)
