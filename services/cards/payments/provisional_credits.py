"""Provisional credits: a household has its money again while its dispute is open, out of the lines that had paid.

A dispute officer proposes, a finance approver agrees. What is credited are lots like those that a refund would restore.
When the dispute ends all of it goes back to the lines: what is left of it, and what was spent out of what has come back
of the payment since. What nothing covers is named, for people to decide on.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import msgspec

from contracts.cards import ProvisionalCredited, ProvisionalLot, ProvisionalReturned
from services.cards.deciding import programmes
from services.cards.ledger import lots, wallets
from services.cards.ledger.lots import OpenLot
from services.cards.ledger.wallets import Entry, InsufficientFunds, Money
from services.cards.payments import disputes, refunds
from services.cards.payments.disputes import Dispute
from services.kit import audit, proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem, Stale
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import check_version

queries = load_queries(__file__)

KIND = "provisional_credit"


class CreditedBefore(Problem):
    """This dispute has had its provisional credit."""


class NothingToCredit(Problem):
    """Nothing of this payment can be credited before the dispute is decided."""


class Crediting(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: how much a household has again while its dispute, in this version, is open."""

    amount_minor: int
    version: int


class Returning(OpenLot, frozen=True, kw_only=True):
    """What goes back to its line of a lot, and whose it was."""

    household_id: UUID


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """What of the credit has not come back to its line."""

    budget_line_id: UUID
    month: date
    owed_minor: int


async def propose(transaction: Transaction, dispute_id: UUID, *, version: int) -> Proposal:
    """Propose to credit what is disputed; somebody else has to agree. Raises CreditedBefore, NothingToCredit."""
    dispute = await disputes.lock(transaction, dispute_id)
    check_version(dispute.version, version)
    parts = await parts_of(transaction, dispute)
    crediting = Crediting(amount_minor=sum(part for _, part in parts), version=version)
    return await proposals.propose(transaction, Proposing(kind=KIND, subject_id=dispute_id, payload=crediting))


async def parts_of(transaction: Transaction, dispute: Dispute) -> list[tuple[asyncpg.Record, int]]:
    """Return what a refund of what is disputed would give back of each lot, where its programme lets it be credited.

    A bonus is not credited: it would come back to its pot. Raises CreditedBefore, NothingToCredit.
    """
    transition(disputes.TRANSITIONS, dispute.status, "disputed")
    if dispute.provisional_minor:
        raise CreditedBefore("Decide the dispute.", amount_minor=dispute.provisional_minor)
    parts: list[tuple[asyncpg.Record, int]] = []
    if dispute.open_minor:
        amount, _ = refunds.split_refund(await refunds.get_paid(transaction, dispute.payment_id), dispute.open_minor)
        given = refunds.returns(await transaction.fetch(queries.draws, dispute.payment_id), amount)
        parts = [each for each in given if programmes.get(each[0]["programme"]).disputes.provisional_credit]
    if not parts:
        raise NothingToCredit("The shop has given it back, a bonus had paid it, or the programme credits nothing.")
    return parts


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Credit what two people have agreed to. Raises Stale when the shop has given something back in between."""
    crediting = await proposals.execute(transaction, proposal.id, Crediting)
    locked = await lock_wallets(transaction, proposal.subject_id)
    dispute = await disputes.lock(transaction, proposal.subject_id)
    check_version(dispute.version, crediting.version)
    parts = await parts_of(transaction, dispute)
    if sum(part for _, part in parts) != crediting.amount_minor:
        raise Stale("The shop has given something back since; propose what is left.")
    balances = {wallet_id: locked[wallet_id] for draw, _ in parts for wallet_id in wallets_of(draw)}
    transfer = wallets.transfer(transaction, "provisional_credit", dispute.id, entries_of(parts, balances))
    await wallets.post(transaction, [transfer], balances)
    paid = await refunds.get_paid(transaction, dispute.payment_id)
    await transaction.execute(
        queries.insert_credit,
        dispute.id,
        crediting.amount_minor,
        paid.refunded_minor,
        proposal.id,
        transfer.id,
        transaction.now,
    )
    await insert_lots(transaction, dispute, parts)
    await transaction.execute(disputes.queries.touch, dispute.id)
    await audit.record(transaction, "dispute_credited", object_type="dispute", object_ids=[dispute.id])
    await lots.follow(transaction, paid.wallet_id)


async def lock_wallets(transaction: Transaction, dispute_id: UUID) -> dict[UUID, int]:
    """Lock every wallet that the end of a dispute or its credit may touch, its pot excepted; return their balances."""
    payment_id = (await disputes.get(transaction, dispute_id)).payment_id

    async def find() -> set[UUID]:
        found = await transaction.fetch(queries.wallets_to_lock, payment_id, dispute_id)
        return {row["id"] for row in found} | await refunds.wallets_to_lock(transaction, payment_id)

    return await wallets.lock_found(transaction, find)


def wallets_of(draw: asyncpg.Record) -> tuple[UUID, UUID]:
    """Return the wallets of the line that pays again and of the household."""
    return draw["line_wallet_id"], draw["wallet_id"]


def entries_of(parts: Sequence[tuple[asyncpg.Record, int]], balances: dict[UUID, int]) -> list[Entry]:
    """Return the credit's entries: each line pays what had come from it. Raises InsufficientFunds."""
    entries = []
    for draw, part in parts:
        if balances[draw["line_wallet_id"]] < part:
            available = balances[draw["line_wallet_id"]]
            raise InsufficientFunds("The budget line does not hold that much.", available_minor=available)
        money = Money(
            amount_minor=part,
            currency=draw["currency"],
            programme=draw["programme"],
            budget_line_id=draw["budget_line_id"],
            month=draw["month"],
        )
        entries += wallets.pair(balances, draw["line_wallet_id"], draw["wallet_id"], money)
    return entries


async def insert_lots(transaction: Transaction, dispute: Dispute, parts: Sequence[tuple[asyncpg.Record, int]]) -> None:
    """Keep what was credited as lots and say so. What has expired lasts for its programme's days of grace."""
    new_ids, today = [uuid7() for _ in parts], transaction.today
    last_days = [
        draw["expires_on"]
        if draw["expires_on"] >= today
        else today + timedelta(days=programmes.get(draw["programme"]).refund_grace_days)
        for draw, _ in parts
    ]
    lot_ids, amounts = [draw["lot_id"] for draw, _ in parts], [part for _, part in parts]
    await transaction.execute(queries.insert_lots, dispute.id, new_ids, lot_ids, amounts, last_days)
    credited = [
        ProvisionalLot(
            lot_id=new_id,
            wallet_id=draw["wallet_id"],
            household_id=draw["household_id"],
            programme=draw["programme"],
            budget_line_id=draw["budget_line_id"],
            month=draw["month"],
            amount_minor=part,
        )
        for new_id, (draw, part) in zip(new_ids, parts, strict=True)
    ]
    await publish(transaction, ProvisionalCredited(dispute_id=dispute.id, currency=dispute.currency, credits=credited))


async def take_back(transaction: Transaction, dispute: Dispute) -> None:
    """Take a dispute's credit back as it ends, and say how much of it is spent and covered by nothing.

    Wallets are locked; what comes back of the payment has come back, and has not followed its household yet.
    """
    credit = await transaction.fetchrow(queries.credit, dispute.id)
    if credit is None:
        return
    rests = await transaction.fetch_structs(Returning, queries.rests, dispute.id)
    await lots.send_back(transaction, "provisional_return", dispute.id, rests)
    owed = await transaction.fetch_structs(Owed, queries.owed, dispute.id)
    restored = await transaction.fetch_structs(Returning, queries.restored, dispute.id)
    covering = cover(owed, restored, credit["restored_minor"])
    await lots.send_back(transaction, "provisional_return", dispute.id, covering)
    uncovered = sum(each.owed_minor for each in owed) - sum(each.remaining_minor for each in covering)
    await transaction.execute(queries.end_credit, dispute.id, uncovered, transaction.now)
    returned = [
        ProvisionalLot(
            lot_id=lot.id,
            wallet_id=lot.wallet_id,
            household_id=lot.household_id,
            programme=lot.programme,
            budget_line_id=lot.budget_line_id,
            month=lot.month,
            amount_minor=lot.remaining_minor,
        )
        for lot in [*rests, *covering]
    ]
    await publish(
        transaction,
        ProvisionalReturned(
            dispute_id=dispute.id, currency=dispute.currency, returns=returned, uncovered_minor=uncovered
        ),
    )


def cover(owed: Sequence[Owed], restored: Sequence[Returning], restored_minor: int) -> list[Returning]:
    """Return what restored lots give for what is owed: money of the same line and month, and no more than came back."""
    open_minor = {(each.budget_line_id, each.month): each.owed_minor for each in owed}
    parts = []
    for lot in restored:
        key = lot.budget_line_id, lot.month
        part = min(lot.remaining_minor, open_minor.get(key, 0), restored_minor)
        if part:
            open_minor[key] -= part
            restored_minor -= part
            parts.append(msgspec.structs.replace(lot, remaining_minor=part))
    return parts
