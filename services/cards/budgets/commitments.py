"""Commitments: money of a budget line set aside for what the incubator has awarded, and paid tranche by tranche.

It is set aside when it is promised, not when it is paid (SalesforceFoundation/OutboundFundsModule#131): what was
promised cannot be promised again. A tranche goes to the merchant's wallet, from which a bank file pays it with what
else is owed. A public body's service order is an award of one tranche, both by the order's id, that ends as it is paid.
"""

from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import CommitmentEnded, CommitmentReason, CommitmentRefused, FundsCommitted, GrantCredited
from contracts.incubator import (
    AwardClosed,
    AwardCommitted,
    OrderCancelled,
    OrderPaymentReleased,
    OrderPublished,
    TrancheReleased,
)
from services.cards.budgets import budget_lines
from services.cards.budgets.budget_lines import BudgetLine
from services.cards.ledger import wallets
from services.cards.ledger.wallets import InsufficientFunds, Money
from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.events import NotYet, publish
from services.kit.sql import load_queries
from services.kit.transitions import transition

queries = load_queries(__file__)

State = Literal["committed", "ended"]
TRANSITIONS: dict[State, tuple[State, ...]] = {"committed": ("ended",)}


class AlreadyCommitted(Problem):
    """This award's money is set aside already."""


class Commitment(msgspec.Struct, frozen=True, kw_only=True):
    """Money set aside for an award, in minor units, and what of it has left."""

    id: UUID
    award_id: UUID
    budget_line_id: UUID
    programme: str
    line_wallet_id: UUID
    wallet_id: UUID
    currency: str
    amount_minor: int
    credited_minor: int
    state: State


class Posting(msgspec.Struct, frozen=True):
    """One movement of a commitment's money: of which kind, about what, how much, and the merchant's side of it."""

    kind: Literal["reservation", "release", "grant", "grant_return"]
    subject_id: UUID
    amount_minor: int
    merchant_wallet_id: UUID | None = None


async def commit(transaction: Transaction, event: AwardCommitted) -> None:
    """Set an award's money aside, or say why not. Raises AlreadyCommitted."""
    if await find(transaction, event.award_id) is not None:
        raise AlreadyCommitted("It has to be closed first.", award_id=event.award_id)
    commitment_id = uuid7()
    await transaction.execute(budget_lines.queries.hold_budget_lines, [event.budget_line_id])
    line = await transaction.fetch_struct(BudgetLine, budget_lines.queries.get_budget_line, event.budget_line_id)
    reason = refusal_of(line, event)
    if line is None or reason is not None:
        refused = CommitmentRefused(
            commitment_id=commitment_id,
            award_id=event.award_id,
            budget_line_id=event.budget_line_id,
            reason=reason or "line_unknown",
        )
        await publish(transaction, refused)
        return
    reserve = await wallets.open_wallet(transaction, kind="reserved", owner_id=commitment_id, currency=line.currency)
    await transaction.execute(
        queries.insert_commitment,
        commitment_id,
        event.award_id,
        line.id,
        reserve.id,
        line.currency,
        event.amount_minor,
        transaction.now,
    )
    commitment = await load(transaction, event.award_id)
    await move(transaction, commitment, Posting("reservation", event.award_id, event.amount_minor))
    await publish(
        transaction,
        FundsCommitted(
            commitment_id=commitment_id,
            award_id=event.award_id,
            budget_line_id=line.id,
            currency=line.currency,
            amount_minor=event.amount_minor,
        ),
    )


async def commit_order(transaction: Transaction, event: OrderPublished) -> None:
    """Set a service order's value aside, or say why not. Raises AlreadyCommitted."""
    await commit(
        transaction,
        AwardCommitted(
            award_id=event.order_id,
            application_id=event.order_id,
            budget_line_id=event.budget_line_id,
            currency=event.currency,
            amount_minor=event.amount_minor,
        ),
    )


async def pay_order(transaction: Transaction, event: OrderPaymentReleased) -> None:
    """Move an invoice's sum to its merchant, and free what it leaves of the order's value. Raises as `credit` does."""
    await credit(
        transaction,
        TrancheReleased(
            tranche_id=event.order_id,
            award_id=event.order_id,
            merchant_id=event.merchant_id,
            currency=event.currency,
            amount_minor=event.amount_minor,
        ),
    )
    await end_order(transaction, event)


async def end_order(transaction: Transaction, event: OrderPaymentReleased | OrderCancelled) -> None:
    """Free what is left of a service order's value. Raises NotYet, TransitionForbidden."""
    ended = AwardClosed(
        award_id=event.order_id, currency=event.currency, freed_minor=event.freed_minor, recovered_minor=0
    )
    await end(transaction, ended)


def refusal_of(line: BudgetLine | None, event: AwardCommitted) -> CommitmentReason | None:
    """Return why a line cannot set an award's money aside, or None."""
    if line is None:
        return "line_unknown"
    found: dict[CommitmentReason, bool] = {
        "line_closed": line.status != "open",
        "wrong_purpose": line.purpose != "benefits",
        "wrong_currency": line.currency != event.currency,
        "line_too_small": line.available_minor < event.amount_minor,
    }
    return next((reason for reason, true in found.items() if true), None)


async def credit(transaction: Transaction, event: TrancheReleased) -> None:
    """Move a tranche to its merchant. Raises InsufficientFunds for more than is left, NotYet, TransitionForbidden."""
    commitment = await load(transaction, event.award_id)
    transition(TRANSITIONS, commitment.state, "ended")
    merchant = await merchant_wallet(transaction, event.merchant_id, commitment.currency)
    await move(transaction, commitment, Posting("grant", event.tranche_id, event.amount_minor, merchant))
    grant_id = uuid7()
    await transaction.execute(
        queries.insert_grant,
        grant_id,
        commitment.id,
        event.tranche_id,
        event.merchant_id,
        event.amount_minor,
        transaction.now,
    )
    await publish(
        transaction,
        GrantCredited(
            grant_id=grant_id,
            award_id=event.award_id,
            tranche_id=event.tranche_id,
            budget_line_id=commitment.budget_line_id,
            merchant_id=event.merchant_id,
            currency=commitment.currency,
            amount_minor=event.amount_minor,
        ),
    )


async def end(transaction: Transaction, event: AwardClosed) -> None:
    """Free what is left of an award and take back what was not spent. Raises NotYet, TransitionForbidden."""
    commitment = await load(transaction, event.award_id)
    state = transition(TRANSITIONS, commitment.state, "ended")
    freed_minor = commitment.amount_minor - commitment.credited_minor
    if freed_minor:
        await move(transaction, commitment, Posting("release", event.award_id, freed_minor))
    recovered_minor = event.recovered_minor if event.merchant_id is not None else 0
    if event.merchant_id is not None and recovered_minor:
        merchant = await merchant_wallet(transaction, event.merchant_id, commitment.currency)
        await move(transaction, commitment, Posting("grant_return", event.award_id, recovered_minor, merchant))
    await transaction.execute(queries.end_commitment, commitment.id, state, recovered_minor, transaction.now)
    await publish(
        transaction,
        CommitmentEnded(
            commitment_id=commitment.id,
            award_id=event.award_id,
            budget_line_id=commitment.budget_line_id,
            currency=commitment.currency,
            freed_minor=freed_minor,
            recovered_minor=recovered_minor,
            merchant_id=event.merchant_id,
        ),
    )


async def move(transaction: Transaction, commitment: Commitment, posting: Posting) -> None:
    """Post one transfer of a commitment's money. Raises InsufficientFunds for more than its source holds."""
    reserve, line = commitment.wallet_id, commitment.line_wallet_id
    ways = {
        "reservation": (line, reserve),
        "release": (reserve, line),
        "grant": (reserve, posting.merchant_wallet_id),
        "grant_return": (posting.merchant_wallet_id, line),
    }
    source, target = ways[posting.kind]
    assert source is not None
    assert target is not None
    balances = await wallets.lock(transaction, [reserve, line])
    if balances.get(source, posting.amount_minor) < posting.amount_minor:
        raise InsufficientFunds("Less than that is set aside.", available_minor=balances[source])
    money = Money(
        amount_minor=posting.amount_minor,
        currency=commitment.currency,
        programme=commitment.programme,
        budget_line_id=commitment.budget_line_id,
    )
    entries = wallets.pair(balances, source, target, money)
    await wallets.post(
        transaction, [wallets.transfer(transaction, posting.kind, posting.subject_id, entries)], balances
    )


async def merchant_wallet(transaction: Transaction, merchant_id: UUID, currency: str) -> UUID:
    """Return a merchant's wallet. Raises NotYet while the merchant is not known here."""
    wallet_id: UUID | None = await transaction.fetchval(
        wallets.queries.wallet_of_owner, merchant_id, "merchant", currency
    )
    if wallet_id is None:
        raise NotYet(f"merchant {merchant_id}")
    return wallet_id


async def load(transaction: Transaction, award_id: UUID) -> Commitment:
    """Return what is set aside for an award, locked. Raises NotYet while nothing is."""
    commitment = await find(transaction, award_id)
    if commitment is None:
        raise NotYet(f"award {award_id}")
    return commitment


async def find(transaction: Transaction, award_id: UUID) -> Commitment | None:
    """Return what is set aside for an award, locked, or None."""
    return await transaction.fetch_struct(Commitment, queries.lock_commitment, award_id)


async def list_of(transaction: Transaction, line_id: UUID, *, after: UUID | None, limit: int) -> list[Commitment]:
    """Return a line's commitments in the order in which they were made. Raises NotFound."""
    await budget_lines.get(transaction, line_id)
    return await transaction.fetch_structs(Commitment, queries.select_commitments, line_id, after, limit)
