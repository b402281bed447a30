"""Statements: what a merchant sold, gave back and was paid, down to each payment, as figures, table, paper and feed.

Only closed batches count, for they no longer change; who bought is not known here. What was owed at the beginning, plus
what came in, less what was paid out, plus what came back, is what is owed at the end.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from babel.numbers import get_currency_precision

from contracts.types import Currency
from services.kit import pdf, tables
from services.kit.db import Transaction
from services.kit.sentences import money, say, sentence
from services.kit.sql import load_queries
from services.merchants.joining import merchants
from services.merchants.joining.identifiers import fault
from services.merchants.joining.merchants import Merchant
from services.merchants.settling.charges import Charged
from services.merchants.settling.matching import PayoutStatus

queries = load_queries(__file__)

PAPER: Final = Path(__file__).with_name("statement.typ")
DAYS_MAX: Final = 366
SETTLED_FOR: Final = timedelta(minutes=1)
"""How long a batch has to be closed before the feed shows it: one that was closed beside it may still be on its way."""
COLUMNS: Final = (
    "settlement_date", "kind", "id", "payment_id", "till_id", "amount", "bonus", "net", "currency", "batch_id",
    "payout_id",
)  # fmt: skip
Language = Literal["ar", "el", "en"]


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The first and the last settlement date of a statement."""

    first: date
    last: date


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One payment, refund or re-spend of a closed day, or a grant, order or charge on the day on which it was heard of.

    `net_minor` is what the merchant is owed by it.
    """

    id: UUID
    kind: Literal["payment", "refund", "respend", "grant", "grant_recovered", "order", "fee", "claw_back"]
    payment_id: UUID | None
    till_id: UUID | None
    settlement_date: date
    currency: Currency
    amount_minor: int
    bonus_minor: int
    net_minor: int
    batch_id: UUID | None
    """Absent for what is of no day's batch: grants, orders and charges."""
    payout_id: UUID | None


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A closed day."""

    settlement_date: date
    batch_id: UUID
    payments_count: int
    refunds_count: int
    respends_count: int
    net_minor: int
    payout_id: UUID | None


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """A payout that the bank was to make in the period."""

    payout_id: UUID
    execution_date: date
    amount_minor: int
    status: PayoutStatus
    returned_reason: str | None


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Sums in minor units; opening + net + grants + orders + fees + claw-backs − paid out + came back = closing."""

    opening_minor: int
    payments_minor: int
    bonus_minor: int
    """Of payments, less that of refunds."""
    refunds_minor: int
    respends_minor: int
    net_minor: int
    grants_minor: int
    """Tranches of awards, less what was taken back of them."""
    orders_minor: int
    """Payments of what public bodies have ordered."""
    fees_minor: int
    """Below zero when they were charged, above it for those that were taken back."""
    claw_backs_minor: int
    """The same of what was clawed back."""
    paid_out_minor: int
    came_back_minor: int
    closing_minor: int


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant's statement of a period."""

    merchant_id: UUID
    trade_name: str
    currency: Currency
    first: date
    last: date
    sums: Sums
    days: list[Day]
    payouts: list[Paid]
    charges: list[Charged]
    """Fees and claw-backs, one by one."""


async def make(transaction: Transaction, merchant_id: UUID, period: Period) -> Statement:
    """Return the statement of a period. Raises NotFound, Malformed for a period that ends before it begins."""
    merchant = await merchants.get(transaction, merchant_id)
    refuse_period(period)
    arguments = (merchant_id, merchant.currency, period.first, period.last)
    row = await transaction.fetchrow(queries.select_sums, *arguments, transaction.municipality.zone.key)
    assert row is not None
    return Statement(
        merchant_id=merchant_id,
        trade_name=merchant.trade_name,
        currency=merchant.currency,
        first=period.first,
        last=period.last,
        sums=summed(dict(row)),
        days=await transaction.fetch_structs(Day, queries.select_days, *arguments),
        payouts=await transaction.fetch_structs(Paid, queries.select_paid, *arguments),
        charges=await charged(transaction, merchant, period),
    )


async def charged(transaction: Transaction, merchant: Merchant, period: Period) -> list[Charged]:
    """Return the fees and claw-backs of a period, in the order in which they were heard of."""
    zone = transaction.municipality.zone.key
    wanted = (merchant.id, merchant.currency, period.first, period.last, zone)
    return await transaction.fetch_structs(Charged, queries.select_charges, *wanted)


def summed(figures: dict[str, int]) -> Sums:
    """Return the sums with what follows from them."""
    net = figures["payments_minor"] + figures["bonus_minor"] - figures["refunds_minor"] + figures["respends_minor"]
    came = sum(figures[f"{name}_minor"] for name in ("grants", "orders", "fees", "claw_backs", "came_back"))
    closing = figures["opening_minor"] + net - figures["paid_out_minor"] + came
    return Sums(**figures, net_minor=net, closing_minor=closing)


def refuse_period(period: Period) -> None:
    """Raise Malformed for a period that ends before it begins, or is longer than a year."""
    if not 0 <= (period.last - period.first).days < DAYS_MAX:
        raise fault("/last", f"A statement is of 1 to {DAYS_MAX} days.")


async def lines(transaction: Transaction, merchant_id: UUID, period: Period) -> list[Line]:
    """Return every line of a period, in its order. Raises NotFound, Malformed."""
    merchant = await merchants.get(transaction, merchant_id)
    refuse_period(period)
    zone = transaction.municipality.zone.key
    return await transaction.fetch_structs(
        Line, queries.select_lines, merchant_id, merchant.currency, period.first, period.last, zone
    )


async def feed(
    transaction: Transaction, merchant_id: UUID, *, after: UUID | None = None, limit: int = 50
) -> list[Line]:
    """Return lines in the order in which they were closed or heard of, one more than the limit; none is ever missed.

    For accounting software: keep the last cursor, and ask again from there the next day. Raises NotFound.
    """
    await merchants.get(transaction, merchant_id)
    settled_by, zone = transaction.now - SETTLED_FOR, transaction.municipality.zone.key
    return await transaction.fetch_structs(Line, queries.select_feed, merchant_id, settled_by, after, limit + 1, zone)


async def table(transaction: Transaction, merchant_id: UUID, period: Period) -> bytes:
    """Return every line of a period as CSV, amounts with the currency's decimals. Raises NotFound, Malformed."""
    return tables.write_csv(COLUMNS, [row(line) for line in await lines(transaction, merchant_id, period)])


def row(line: Line) -> Sequence[tables.Cell]:
    """Return a line's cells."""
    places = -get_currency_precision(line.currency)
    amounts = [Decimal(each).scaleb(places) for each in (line.amount_minor, line.bonus_minor, line.net_minor)]
    ids = [None if each is None else str(each) for each in (line.id, line.payment_id, line.till_id)]
    bound = [None if each is None else str(each) for each in (line.batch_id, line.payout_id)]
    return [line.settlement_date, line.kind, *ids, *amounts, line.currency, *bound]


async def paper(transaction: Transaction, merchant_id: UUID, period: Period, *, language: Language | None) -> bytes:
    """Return a statement as a PDF in a language, the municipality's without one. Raises NotFound, Malformed."""
    made = await make(transaction, merchant_id, period)
    return await pdf.render(PAPER, page(transaction, made, language or transaction.municipality.language))


def page(transaction: Transaction, made: Statement, language: str) -> dict[str, Any]:
    """Return what stands on the paper."""

    def said(message: str, **parameters: str) -> str:
        return say("merchants", sentence(message, **parameters), language, currency=made.currency)

    def amount(minor: int) -> str:
        return money(minor, made.currency, language)

    sums = made.sums
    names = transaction.municipality.name
    return {
        "language": language,
        "office": names.get(language) or transaction.municipality.slug,
        "title": said("Statement of account"),
        "merchant": made.trade_name,
        "period": said("From {first_on} to {last_on}", first_on=str(made.first), last_on=str(made.last)),
        "sums": [
            [said("Owed at the beginning"), amount(sums.opening_minor)],
            [said("Sales"), amount(sums.payments_minor)],
            [said("Bonuses"), amount(sums.bonus_minor)],
            [said("Refunds"), amount(-sums.refunds_minor)],
            [said("Paid to and by other shops"), amount(sums.respends_minor)],
            [said("Grants"), amount(sums.grants_minor)],
            [said("Orders of public bodies"), amount(sums.orders_minor)],
            [said("Fees"), amount(sums.fees_minor)],
            [said("Taken back by decision"), amount(sums.claw_backs_minor)],
            [said("Paid out"), amount(-sums.paid_out_minor)],
            [said("Returned by the bank"), amount(sums.came_back_minor)],
            [said("Owed at the end"), amount(sums.closing_minor)],
        ],
        "days_head": [said("Day"), said("Sales"), said("Refunds"), said("Amount")],
        "days": [
            [str(day.settlement_date), str(day.payments_count), str(day.refunds_count), amount(day.net_minor)]
            for day in made.days
        ],
        "payouts_head": [said("Payout"), said("Bank day"), said("State"), said("Amount")],
        "payouts": [
            [str(each.payout_id), str(each.execution_date), said(STATES[each.status]), amount(each.amount_minor)]
            for each in made.payouts
        ],
        "note": said("Each single payment stands in the table (CSV) of the same period."),
    }


STATES: Final[dict[PayoutStatus, str]] = {
    "instructed": "ordered from the bank",
    "paid": "paid",
    "returned": "returned",
}
