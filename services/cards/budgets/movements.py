"""Movements of budget lines: each by a decision that two people have agreed to, written once beside its transfer.

Without a line on one side it is the municipality's own account. Money changes its budget line here and nowhere else.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import BudgetLineFunded, BudgetLineMoved, BudgetLineReturned
from contracts.envelope import Event
from services.cards.budgets import budget_lines
from services.cards.budgets.budget_lines import BudgetLine
from services.cards.ledger import wallets
from services.cards.ledger.wallets import Entry, InsufficientFunds, TransferKind
from services.kit.db import Transaction, uuid7
from services.kit.events import publish
from services.kit.sql import load_queries

queries = load_queries(__file__)

MovementKind = Literal["funding", "move", "carry_over", "return"]
TRANSFERS: dict[MovementKind, TransferKind] = {
    "funding": "funding",
    "move": "line_move",
    "carry_over": "line_move",
    "return": "line_return",
}


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision moved: from a line or, as funding, from the municipality's account; to a line or back there."""

    id: UUID
    kind: MovementKind
    budget_line_id: UUID | None
    to_line_id: UUID | None
    amount_minor: int
    currency: str
    decision_number: str
    proposal_id: UUID
    transfer_id: UUID
    moved_at: datetime


class Moving(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be moved; None is the municipality's own account."""

    kind: MovementKind
    source: BudgetLine | None
    target: BudgetLine | None
    amount_minor: int
    decision_number: str
    proposal_id: UUID


async def post(transaction: Transaction, moving: Moving) -> None:
    """Move money by one transfer, note it in the register and say it. Raises InsufficientFunds; lines are held."""
    lines = [line for line in (moving.source, moving.target) if line is not None]
    outside = await wallets.open_wallet(
        transaction, kind="outside", owner_id=transaction.municipality_id, currency=lines[0].currency
    )
    balances = await wallets.lock(transaction, [line.wallet_id for line in lines])
    if moving.source is not None and balances[moving.source.wallet_id] < moving.amount_minor:
        available = balances[moving.source.wallet_id]
        raise InsufficientFunds("What is reserved for runs is not on the line any more.", available_minor=available)
    entries = [
        side(moving.source or lines[0], -moving.amount_minor, outside.id if moving.source is None else None, balances),
        side(moving.target or lines[0], moving.amount_minor, outside.id if moving.target is None else None, balances),
    ]
    transfer = wallets.transfer(transaction, TRANSFERS[moving.kind], lines[0].id, entries)
    await wallets.post(transaction, [transfer], balances)
    await transaction.execute(
        queries.insert_movement,
        uuid7(),
        moving.kind,
        moving.source and moving.source.id,
        moving.target and moving.target.id,
        moving.amount_minor,
        lines[0].currency,
        moving.decision_number,
        moving.proposal_id,
        transfer.id,
        transaction.now,
    )
    await transaction.execute(budget_lines.queries.touch_budget_lines, [line.id for line in lines])
    await publish(transaction, event_of(moving))


def side(line: BudgetLine, amount_minor: int, wallet_id: UUID | None, balances: dict[UUID, int]) -> Entry:
    """Return one side of a movement: of a line's wallet, or of another one on the line's behalf."""
    wallet_id = wallet_id or line.wallet_id
    if wallet_id in balances:
        balances[wallet_id] += amount_minor
    return Entry(
        wallet_id=wallet_id,
        amount_minor=amount_minor,
        currency=line.currency,
        balance_minor=balances.get(wallet_id),
        programme=line.programme,
        budget_line_id=line.id,
    )


def event_of(moving: Moving) -> Event:
    """Return what is said of a movement."""
    line = moving.source or moving.target
    assert line is not None
    if moving.source is None:
        return BudgetLineFunded(
            budget_line_id=line.id,
            programme=line.programme,
            amount_minor=moving.amount_minor,
            currency=line.currency,
            decision_number=moving.decision_number,
        )
    if moving.target is None:
        return BudgetLineReturned(
            budget_line_id=line.id,
            programme=line.programme,
            amount_minor=moving.amount_minor,
            currency=line.currency,
            decision_number=moving.decision_number,
        )
    return BudgetLineMoved(
        budget_line_id=line.id,
        programme=line.programme,
        to_line_id=moving.target.id,
        to_programme=moving.target.programme,
        amount_minor=moving.amount_minor,
        currency=line.currency,
        decision_number=moving.decision_number,
        carried_over=moving.kind == "carry_over",
    )


async def of_line(transaction: Transaction, line_id: UUID, *, after: UUID | None, limit: int) -> Sequence[Movement]:
    """Return what was moved to and from a line, in order. Raises NotFound."""
    await budget_lines.get(transaction, line_id)
    return await transaction.fetch_structs(Movement, queries.list_movements, line_id, after, limit)
