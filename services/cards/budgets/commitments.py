"""Commitments: money of a budget line set aside for what the incubator has awarded or ordered, and its way out.

It is set aside when it is promised, not when it is paid (SalesforceFoundation/OutboundFundsModule#131): what was
promised cannot be promised again. An award is paid tranche by tranche, a service order at once; both go to the
merchant's wallet, from which a bank file pays them with what else is owed.
"""

from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import (
    CommitmentEnded,
    CommitmentKind,
    CommitmentReason,
    CommitmentRefused,
    FundsCommitted,
    GrantCredited,
)
from contracts.incubator import (
    AwardClosed,
    AwardCommitted,
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


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What two people have promised: an award, or a service order, by its own id."""

    kind: CommitmentKind
    id: UUID
    budget_line_id: UUID
    currency: str
    amount_minor: int


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What a merchant has earned of a promise: a tranche of an award, or an order's invoice by the order's id."""

    id: UUID
    promise_id: UUID
    merchant_id: UUID
    amount_minor: int


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a promise. What is recovered comes of the merchant that was paid."""

    promise_id: UUID
    recovered_minor: int = 0
    merchant_id: UUID | None = None


class Commitment(msgspec.Struct, frozen=True, kw_only=True):
    """Money set aside for an award or an order, in minor units, and what of it has left."""

    id: UUID
    kind: CommitmentKind
    award_id: UUID
    """What it is for; of an order, the order's id."""
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

    kind: Literal["reservation", "release", "grant", "grant_return", "order_payment"]
    subject_id: UUID
    amount_minor: int
    merchant_wallet_id: UUID | None = None


async def commit_award(transaction: Transaction, event: AwardCommitted) -> None:
    """Set an award's money aside, or say why not. Raises AlreadyCommitted."""
    promise = Promise(
        kind="award",
        id=event.award_id,
        budget_line_id=event.budget_line_id,
        currency=event.currency,
        amount_minor=event.amount_minor,
    )
    await commit(transaction, promise)


async def pay_tranche(transaction: Transaction, event: TrancheReleased) -> None:
    """Move a tranche to its merchant. Raises as `pay` does."""
    part = Part(
        id=event.tranche_id, promise_id=event.award_id, merchant_id=event.merchant_id, amount_minor=event.amount_minor
    )
    await pay(transaction, part)


async def close_award(transaction: Transaction, event: AwardClosed) -> None:
    """Free what was not paid of an award and take back what was not spent. Raises as `end` does."""
    ending = Ending(
        promise_id=event.award_id,
        recovered_minor=event.recovered_minor if event.merchant_id is not None else 0,
        merchant_id=event.merchant_id,
    )
    await end(transaction, ending)


async def commit(transaction: Transaction, promise: Promise) -> None:
    """Set money aside, or say why not. Raises AlreadyCommitted."""
    if await find(transaction, promise.id) is not None:
        raise AlreadyCommitted("It has to be closed first.", award_id=promise.id)
    commitment_id = uuid7()
    await transaction.execute(budget_lines.queries.hold_budget_lines, [promise.budget_line_id])
    line = await transaction.fetch_struct(BudgetLine, budget_lines.queries.get_budget_line, promise.budget_line_id)
    reason = refusal_of(line, promise)
    if line is None or reason is not None:
        refused = CommitmentRefused(
            commitment_id=commitment_id,
            award_id=promise.id,
            budget_line_id=promise.budget_line_id,
            reason=reason or "line_unknown",
            kind=promise.kind,
        )
        await publish(transaction, refused)
        return
    reserve = await wallets.open_wallet(transaction, kind="reserved", owner_id=commitment_id, currency=line.currency)
    await transaction.execute(
        queries.insert_commitment,
        commitment_id,
        promise.kind,
        promise.id,
        line.id,
        reserve.id,
        line.currency,
        promise.amount_minor,
        transaction.now,
    )
    commitment = await load(transaction, promise.id)
    await move(transaction, commitment, Posting("reservation", promise.id, promise.amount_minor))
    await publish(
        transaction,
        FundsCommitted(
            commitment_id=commitment_id,
            award_id=promise.id,
            budget_line_id=line.id,
            currency=line.currency,
            amount_minor=promise.amount_minor,
            kind=promise.kind,
        ),
    )


def refusal_of(line: BudgetLine | None, promise: Promise) -> CommitmentReason | None:
    """Return why a line cannot set this aside, or None."""
    if line is None:
        return "line_unknown"
    found: dict[CommitmentReason, bool] = {
        "line_closed": line.status != "open",
        "wrong_purpose": line.purpose != "benefits",
        "wrong_currency": line.currency != promise.currency,
        "line_too_small": line.available_minor < promise.amount_minor,
    }
    return next((reason for reason, true in found.items() if true), None)


async def pay(transaction: Transaction, part: Part) -> None:
    """Move what was earned to its merchant. Raises InsufficientFunds beyond what is left, and as `end`."""
    commitment = await load(transaction, part.promise_id)
    transition(TRANSITIONS, commitment.state, "ended")
    merchant = await merchant_wallet(transaction, part.merchant_id, commitment.currency)
    kind: Literal["grant", "order_payment"] = "grant" if commitment.kind == "award" else "order_payment"
    await move(transaction, commitment, Posting(kind, part.id, part.amount_minor, merchant))
    grant_id = uuid7()
    await transaction.execute(
        queries.insert_grant, grant_id, commitment.id, part.id, part.merchant_id, part.amount_minor, transaction.now
    )
    await publish(
        transaction,
        GrantCredited(
            grant_id=grant_id,
            award_id=part.promise_id,
            tranche_id=part.id,
            budget_line_id=commitment.budget_line_id,
            merchant_id=part.merchant_id,
            currency=commitment.currency,
            amount_minor=part.amount_minor,
            kind=commitment.kind,
        ),
    )


async def end(transaction: Transaction, ending: Ending) -> None:
    """Free what is left of a promise and take back what is recovered. Raises NotYet, TransitionForbidden."""
    commitment = await load(transaction, ending.promise_id)
    state = transition(TRANSITIONS, commitment.state, "ended")
    freed_minor = commitment.amount_minor - commitment.credited_minor
    if freed_minor:
        await move(transaction, commitment, Posting("release", ending.promise_id, freed_minor))
    if ending.merchant_id is not None and ending.recovered_minor:
        merchant = await merchant_wallet(transaction, ending.merchant_id, commitment.currency)
        await move(
            transaction, commitment, Posting("grant_return", ending.promise_id, ending.recovered_minor, merchant)
        )
    await transaction.execute(queries.end_commitment, commitment.id, state, ending.recovered_minor, transaction.now)
    await publish(
        transaction,
        CommitmentEnded(
            commitment_id=commitment.id,
            award_id=ending.promise_id,
            budget_line_id=commitment.budget_line_id,
            currency=commitment.currency,
            freed_minor=freed_minor,
            recovered_minor=ending.recovered_minor,
            merchant_id=ending.merchant_id,
            kind=commitment.kind,
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
        "order_payment": (reserve, posting.merchant_wallet_id),
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


async def load(transaction: Transaction, promise_id: UUID) -> Commitment:
    """Return what is set aside for an award or an order, locked. Raises NotYet while nothing is."""
    commitment = await find(transaction, promise_id)
    if commitment is None:
        raise NotYet(f"award or order {promise_id}")
    return commitment


async def find(transaction: Transaction, promise_id: UUID) -> Commitment | None:
    """Return what is set aside for an award or an order, locked, or None."""
    return await transaction.fetch_struct(Commitment, queries.lock_commitment, promise_id)


async def list_of(transaction: Transaction, line_id: UUID, *, after: UUID | None, limit: int) -> list[Commitment]:
    """Return a line's commitments in the order in which they were made. Raises NotFound."""
    await budget_lines.get(transaction, line_id)
    return await transaction.fetch_structs(Commitment, queries.select_commitments, line_id, after, limit)
