"""Refunds: the shop that sold gives money back, into the very lots that it was drawn from; the bonus into its pot.

What comes back of a lot that has expired becomes a lot of grace: the same programme, budget line and month, and some
days to spend it. What comes back to a household that is no more goes on to where its money went.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from contracts.cards import Draw, PaymentRefunded
from contracts.merchants import CashierRight
from services.cards.deciding import programmes
from services.cards.ledger import lots, wallets
from services.cards.ledger.wallets import Entry, Money
from services.cards.payments import claw_backs, requests, withdrawals
from services.cards.shops import cashiers
from services.cards.shops.signatures import SignedTill
from services.kit.db import Transaction, uuid7
from services.kit.errors import KeyReused, NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries

queries = load_queries(__file__)


Given = Sequence[tuple[asyncpg.Record, int]]


class RefundTooLarge(Problem):
    """More would be given back than was paid."""


class RefundTooLate(Problem):
    """The time is over in which the shop's tills give money back."""


class SoldElsewhere(Problem):
    """Another shop has sold this."""

    status = 403


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money given back: `amount_minor` into the household's lots, `bonus_minor` into the pot."""

    id: UUID
    payment_id: UUID
    merchant_id: UUID
    currency: str
    amount_minor: int
    bonus_minor: int
    transfer_id: UUID
    settlement_date: date
    refunded_at: datetime
    version: int


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a payment when it is refunded."""

    id: UUID
    merchant_id: UUID
    wallet_id: UUID
    currency: str
    amount_minor: int
    bonus_minor: int
    refunded_minor: int
    refunded_bonus_minor: int
    offer_id: UUID | None
    cash: bool
    merchant_wallet_id: UUID
    paid_at: datetime
    refund_days: int | None
    """For how many days the shop's tills may give it back, as its agreement says; None for ever."""

    def last_day(self, zone: ZoneInfo) -> date | None:
        """Return the last day on which a till may give it back."""
        if self.refund_days is None:
            return None
        return self.paid_at.astimezone(zone).date() + timedelta(days=self.refund_days)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A refund as it is asked for, by the till itself or against its shop.

    `amount_minor` is the value of the goods, or None for all that is left.
    """

    payment_id: UUID
    till_id: UUID
    idempotency_key: str
    fingerprint: bytes
    amount_minor: int | None
    right: CashierRight | None = None
    """What the cashier at the till has to be allowed; nobody is asked for what two people have decided."""


def split_refund(paid: Paid, wanted_minor: int | None) -> tuple[int, int]:
    """Return how much goes back to the lots and to the pot. The bonus returns in the share that it had, rounded down.

    Raises RefundTooLarge when more is wanted than is left.
    """
    amount_left = paid.amount_minor - paid.refunded_minor
    bonus_left = paid.bonus_minor - paid.refunded_bonus_minor
    wanted = amount_left + bonus_left if wanted_minor is None else wanted_minor
    if wanted > amount_left + bonus_left or wanted == 0:
        raise RefundTooLarge("So much is left to refund of this payment.", left_minor=amount_left + bonus_left)
    share = wanted * paid.bonus_minor // (paid.amount_minor + paid.bonus_minor)
    bonus = min(bonus_left, max(share, wanted - amount_left))
    return wanted - bonus, bonus


def returns(draws: Sequence[asyncpg.Record], amount_minor: int) -> list[tuple[asyncpg.Record, int]]:
    """Return what goes back to each lot, last drawn first."""
    given: list[tuple[asyncpg.Record, int]] = []
    for draw in draws:
        part = min(draw["open_minor"], amount_minor)
        amount_minor -= part
        if part:
            given.append((draw, part))
    return given


async def refund(transaction: Transaction, asked: Asked, till: SignedTill) -> tuple[Refund, bool]:
    """Give back part or all of a payment; return it and whether it had been given before under this key."""
    closed_through = await requests.check(transaction, till)
    locked = await wallets.lock_found(transaction, lambda: wallets_to_lock(transaction, asked.payment_id))
    earlier = await transaction.fetchrow(queries.earlier_refund, till.id, asked.idempotency_key)
    if earlier is not None:
        if earlier["fingerprint"] != asked.fingerprint:
            raise KeyReused("This key was used for another refund; take a new key.")
        return await get(transaction, earlier["id"]), True
    paid = await get_paid(transaction, asked.payment_id)
    if paid.merchant_id != till.merchant_id:
        raise SoldElsewhere("Only the shop that sold can refund.")
    last_day = paid.last_day(transaction.municipality.zone)
    if last_day is not None and transaction.today > last_day:
        raise RefundTooLate("Let the holder dispute the payment at the desk.", last_day=last_day.isoformat())
    made = await give_back(transaction, asked, paid, locked, closed_through=closed_through)
    await lots.follow(transaction, paid.wallet_id)
    return made, False


async def get_paid(transaction: Transaction, payment_id: UUID) -> Paid:
    """Return what is known of a payment that was made. Raises NotFound."""
    paid = await transaction.fetch_struct(Paid, queries.payment, payment_id)
    if paid is None:
        raise NotFound("There is no such payment.")
    return paid


async def give_back(
    transaction: Transaction, asked: Asked, paid: Paid, locked: Mapping[UUID, int], *, closed_through: date
) -> Refund:
    """Write a refund. Settlement days are held, and then the wallets `locked`, of which the balances are given.

    Where the household has left its wallet the money is still to follow it (`lots.follow`).
    """
    amount, bonus = split_refund(paid, await claw_backs.wanted(transaction, paid.id, asked.amount_minor))
    given = returns(await transaction.fetch(queries.draws, paid.id), amount)
    balances = {paid.wallet_id: locked[paid.wallet_id]}
    entries = await entries_of(transaction, paid, given, bonus, balances)
    settlement_date = max(transaction.today, closed_through + timedelta(days=1))
    transfer = wallets.transfer(transaction, "refund", paid.id, entries, settlement_date)
    await wallets.post(transaction, [transfer], balances)
    made = Refund(
        id=uuid7(),
        payment_id=paid.id,
        merchant_id=paid.merchant_id,
        currency=paid.currency,
        amount_minor=amount,
        bonus_minor=bonus,
        transfer_id=transfer.id,
        settlement_date=settlement_date,
        refunded_at=transaction.now,
        version=1,
    )
    await store(transaction, asked, paid, given, made)
    return made


async def wallets_to_lock(transaction: Transaction, payment_id: UUID) -> set[UUID]:
    """Return the wallets that a payment's refund may touch, its pot excepted: pots are locked after all others."""
    return {row["id"] for row in await transaction.fetch(queries.wallets_to_lock, payment_id)}


async def entries_of(
    transaction: Transaction, paid: Paid, given: Given, bonus_minor: int, balances: dict[UUID, int]
) -> list[Entry]:
    """Return the refund's entries. The shop pays without a floor: what it owes is netted in its settlement."""
    entries = []
    for draw, part in given:
        money = Money(
            amount_minor=part,
            currency=paid.currency,
            programme=draw["programme"],
            budget_line_id=draw["budget_line_id"],
            month=draw["month"],
        )
        entries += wallets.pair(balances, paid.merchant_wallet_id, paid.wallet_id, money)
    if bonus_minor:
        pot = await transaction.fetchrow(queries.lock_pot, paid.offer_id)
        assert pot is not None  # a bonus was paid from it
        balances[pot["id"]] = pot["balance_minor"]
        money = Money(
            amount_minor=bonus_minor,
            currency=paid.currency,
            programme=pot["programme"],
            budget_line_id=pot["budget_line_id"],
        )
        entries += wallets.pair(balances, paid.merchant_wallet_id, pot["id"], money)
    return entries


async def store(transaction: Transaction, asked: Asked, paid: Paid, given: Given, refund: Refund) -> None:
    """Write a refund, what it puts back, and its event."""
    attended = await cashiers.attend(transaction, asked.till_id, asked.right)
    await transaction.execute(
        queries.insert_refund,
        refund.id,
        paid.id,
        asked.till_id,
        paid.merchant_id,
        asked.idempotency_key,
        asked.fingerprint,
        paid.currency,
        refund.amount_minor,
        refund.bonus_minor,
        refund.transfer_id,
        refund.settlement_date,
        refund.refunded_at,
        attended.cashier_id,
        attended.period,
    )
    await transaction.execute(queries.note_refund, paid.id, refund.amount_minor, refund.bonus_minor)
    await put_back(transaction, refund, given, cash=paid.cash)
    await publish(
        transaction,
        PaymentRefunded(
            refund_id=refund.id,
            payment_id=paid.id,
            wallet_id=paid.wallet_id,
            merchant_id=paid.merchant_id,
            till_id=asked.till_id,
            currency=paid.currency,
            amount_minor=refund.amount_minor,
            bonus_minor=refund.bonus_minor,
            settlement_date=refund.settlement_date,
            draws=[
                Draw(
                    programme=draw["programme"],
                    budget_line_id=draw["budget_line_id"],
                    month=draw["month"],
                    amount_minor=part,
                )
                for draw, part in given
            ],
            cash=paid.cash,
        ),
    )


async def put_back(transaction: Transaction, refund: Refund, given: Given, *, cash: bool) -> None:
    """Put what comes back into its lots, and what comes back of expired ones into lots of grace.

    What was `cash` can be withdrawn again.
    """
    lot_ids, parts = [draw["lot_id"] for draw, _ in given], [part for _, part in given]
    await transaction.execute(queries.return_draws, refund.payment_id, lot_ids, parts)
    if cash:
        await withdrawals.give_back(transaction, lot_ids, parts)
    living = [(draw["lot_id"], part) for draw, part in given if draw["expires_on"] >= transaction.today]
    await transaction.execute(queries.return_to_lots, [lot_id for lot_id, _ in living], [part for _, part in living])
    expired = [(draw, part) for draw, part in given if draw["expires_on"] < transaction.today]
    if not expired:
        return
    new_ids, lot_ids = [uuid7() for _ in expired], [draw["lot_id"] for draw, _ in expired]
    amounts = [part for _, part in expired]
    grace = [timedelta(days=programmes.get(draw["programme"]).refund_grace_days) for draw, _ in expired]
    last_days = [transaction.today + days for days in grace]
    await transaction.execute(queries.insert_grace_lots, refund.id, new_ids, lot_ids, amounts, last_days)
    move_ids = [uuid7() for _ in expired]
    await transaction.execute(lots.queries.insert_moves, refund.transfer_id, move_ids, lot_ids, new_ids, amounts)


async def get(transaction: Transaction, refund_id: UUID) -> Refund:
    """Return a refund. Raises NotFound."""
    refund = await transaction.fetch_struct(Refund, queries.get_refund, refund_id)
    if refund is None:
        raise NotFound("There is no such refund.")
    return refund
