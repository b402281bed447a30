"""Sales: what was paid, topped up, left to pay, refunded and declined at the tills."""

from collections.abc import Iterator
from typing import Any

from contracts.cards import PaymentCaptured, PaymentDeclined, PaymentRefunded
from contracts.envelope import Envelope, partition
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing import till_movements
from services.reporting.hearing.heard import Figures, Heard, Key, add, rows

queries = load_queries(__file__)

Paid = PaymentCaptured | PaymentRefunded


def key_of(envelope: Envelope, event: Paid) -> Key:
    """Return where a sale or refund is counted.

    Bonus and remainder belong to no draw; they are counted with the programme whose lot was drawn first, which is the
    one that expires first.
    """
    programme = event.draws[0].programme if event.draws else ""
    place = (envelope.municipality, event.settlement_date, event.merchant_id, programme)
    return (*place, event.currency, partition(envelope.subject))


def drawn(events: Heard[Paid], *, is_refund: bool) -> Iterator[tuple[Key, Figures]]:
    """Yield the money that each draw has moved, spent and refunded, by where it came from and where it went.

    What was cash of it, net of what came back, stands beside, and with the first draw what the pot added or got back.
    """
    for envelope, event in events:
        number = partition(envelope.subject)
        for place, draw in enumerate(event.draws):
            bonus = 0 if place else event.bonus_minor
            origin = (envelope.municipality, draw.budget_line_id, month_of(draw.month))
            key = (*origin, event.settlement_date, event.merchant_id, event.currency, number, draw.programme)
            amount = draw.amount_minor
            cash = amount * event.cash
            yield key, (0, amount, -cash, 0, bonus) if is_refund else (amount, 0, cash, bonus, 0)


def buyers(events: Heard[PaymentCaptured]) -> list[Key]:
    """Return who bought where, since when and how often; a payment drawing two lines or months has a buyer in each."""
    found: dict[Key, list[Any]] = {}
    for envelope, event in events:
        bought_on = event.settlement_date
        place = (envelope.municipality, month_of(bought_on), event.merchant_id, event.wallet_id)
        common = (*place, event.currency, partition(envelope.subject))
        for origin in {(draw.programme, draw.budget_line_id, month_of(draw.month)) for draw in event.draws}:
            buyer = found.setdefault((*common, *origin), [bought_on, 0])
            buyer[0] = min(buyer[0], bought_on)
            buyer[1] += 1
    return [(*key, *buyer) for key, buyer in found.items()]


async def add_payments(transaction: Transaction, events: Heard[PaymentCaptured]) -> None:
    """Add sales: by merchant and day, by the money drawn, and who bought."""
    sold = (
        (
            key_of(envelope, event),
            (1, event.requested_minor, event.amount_minor, event.bonus_minor, event.remainder_minor),
        )
        for envelope, event in events
    )
    await add(transaction, queries.add_payments, sold)
    await add(transaction, queries.add_draws, drawn(events, is_refund=False))
    await transaction.execute(queries.add_buyers, buyers(events))
    await till_movements.add(transaction, events)


async def add_refunds(transaction: Transaction, events: Heard[PaymentRefunded]) -> None:
    """Add refunds to the day on which they were made; the sale stays in its own."""
    given_back = ((key_of(envelope, event), (1, event.amount_minor, event.bonus_minor)) for envelope, event in events)
    await add(transaction, queries.add_refunds, given_back)
    await add(transaction, queries.add_draws, drawn(events, is_refund=True))
    await till_movements.add(transaction, events)


async def add_declines(transaction: Transaction, events: Heard[PaymentDeclined]) -> None:
    """Add declined sales by their code."""
    await transaction.execute(queries.add_declines, rows(transaction, events))
