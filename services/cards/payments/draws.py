"""Draws: what a decided sale takes from lots, and how that money moves to the shop."""

from datetime import date
from uuid import UUID

import msgspec

from contracts.cards import Draw as DrawnMoney
from services.cards.deciding.decisions import Decision
from services.cards.ledger import wallets
from services.cards.ledger.wallets import Money, Transfer
from services.cards.payments.sales import Booked, HeldLot


def after_draws(lots: list[HeldLot], decision: Decision, *, cash: bool) -> list[HeldLot]:
    """Return the lots that remain open after a decision's draws."""
    drawn = {draw.lot_id: draw.amount_minor for draw in decision.draws}
    left = [
        msgspec.structs.replace(
            lot,
            remaining_minor=lot.remaining_minor - drawn[lot.id],
            cash_left_minor=lot.cash_left_minor - drawn[lot.id] if cash else lot.cash_left_minor,
        )
        if lot.id in drawn
        else lot
        for lot in lots
    ]
    return [lot for lot in left if lot.remaining_minor > 0]


def drawn_money(lots: list[HeldLot], decision: Decision) -> list[DrawnMoney]:
    """Return a decision's draws by programme, budget line and month, as the money is known on the shop's side."""
    by_id = {lot.id: lot for lot in lots}
    sums: dict[tuple[str, UUID, date], int] = {}
    for draw in decision.draws:
        lot = by_id[draw.lot_id]
        origin = (lot.programme, lot.budget_line_id, lot.month)
        sums[origin] = sums.get(origin, 0) + draw.amount_minor
    return [
        DrawnMoney(programme=programme, budget_line_id=line_id, month=month, amount_minor=amount)
        for (programme, line_id, month), amount in sums.items()
    ]


def transfer_of(booked: Booked, balances: dict[UUID, int]) -> Transfer:
    """Return the transfer of a captured sale: household's wallet and pot pay the shop, origin by origin.

    `balances` holds the locked wallets and is moved along.
    """
    asked, standing = booked.asked, booked.standing
    assert standing.wallet_id is not None
    entries = []
    for drawn in booked.drawn:
        entries += wallets.pair(
            balances, standing.wallet_id, standing.merchant_wallet_id, money_of(drawn, asked.request.currency)
        )
    if booked.bonus is not None:
        bonus = Money(
            amount_minor=booked.decision.bonus_minor,
            currency=asked.request.currency,
            programme=booked.bonus.programme,
            budget_line_id=booked.bonus.pot_line_id,
        )
        entries += wallets.pair(balances, booked.bonus.pot_wallet_id, standing.merchant_wallet_id, bonus)
    return Transfer(
        id=booked.transfer_id,
        kind="payment",
        subject_id=booked.payment_id,
        municipality_id=asked.till.municipality_id,
        posted_at=asked.now,
        entries=entries,
        settlement_date=booked.settlement_date,
    )


def money_of(drawn: DrawnMoney, currency: str) -> Money:
    """Return drawn money as it moves in the ledger."""
    return Money(
        amount_minor=drawn.amount_minor,
        currency=currency,
        programme=drawn.programme,
        budget_line_id=drawn.budget_line_id,
        month=drawn.month,
    )
