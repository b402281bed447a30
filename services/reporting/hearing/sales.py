"""Sales: what was paid, topped up, left to pay, refunded and declined at the tills."""

from collections.abc import Iterator
from datetime import date

from contracts.cards import PaymentCaptured, PaymentDeclined, PaymentRefunded
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing import till_movements
from services.reporting.hearing.heard import Figures, Heard, Key, add, rows
from services.reporting.hearing.till_movements import Movement, Paid

queries = load_queries(__file__)


def key_of(place: Movement) -> Key:
    """Return where a sale or refund is counted.

    Bonus and remainder belong to no draw; they are counted with the programme whose lot was drawn first, which is the
    one that expires first.
    """
    programme = place.draws[0][2] if place.draws else ""
    return (place.municipality_id, place.day, place.merchant_id, programme, place.currency, place.partition)


def drawn(events: Heard[Paid], places: list[Movement], *, is_refund: bool) -> Iterator[tuple[Key, Figures]]:
    """Yield the money that each draw has moved, spent and refunded, by where it came from and where it went.

    What was cash of it, net of what came back, stands beside, and with the first draw what the pot added or got back.
    """
    for (_, event), place in zip(events, places, strict=True):
        bonus = event.bonus_minor
        where = (place.day, place.merchant_id, place.currency, place.partition)
        for line, month, programme, amount in place.draws:
            key = (place.municipality_id, line, month, *where, programme)
            cash = amount * event.cash
            yield key, (0, amount, -cash, 0, bonus) if is_refund else (amount, 0, cash, bonus, 0)
            bonus = 0


def buyers(places: list[Movement]) -> list[Key]:
    """Return who bought where, since when and how often; a payment drawing two lines or months has a buyer in each."""
    found: dict[Key, tuple[date, int]] = {}
    for place in places:
        where = (place.municipality_id, month_of(place.day), place.merchant_id, place.wallet_id)
        common = (*where, place.currency, place.partition)
        for origin in {(programme, line, month) for line, month, programme, _ in place.draws}:
            key = (*common, *origin)
            first_on, count = found.get(key, (place.day, 0))
            found[key] = min(first_on, place.day), count + 1
    return [(*key, *buyer) for key, buyer in found.items()]


async def add_payments(transaction: Transaction, events: Heard[PaymentCaptured]) -> None:
    """Add sales: by merchant and day, by the money drawn, and who bought."""
    places = till_movements.moved(events)
    sold = (
        (
            key_of(place),
            (1, event.requested_minor, event.amount_minor, event.bonus_minor, event.remainder_minor),
        )
        for (_, event), place in zip(events, places, strict=True)
    )
    await add(transaction, queries.add_payments, sold)
    await add(transaction, queries.add_draws, drawn(events, places, is_refund=False))
    await transaction.execute(queries.add_buyers, buyers(places))
    await till_movements.add(transaction, events, places)


async def add_refunds(transaction: Transaction, events: Heard[PaymentRefunded]) -> None:
    """Add refunds to the day on which they were made; the sale stays in its own."""
    places = till_movements.moved(events)
    given_back = (
        (key_of(place), (1, event.amount_minor, event.bonus_minor))
        for (_, event), place in zip(events, places, strict=True)
    )
    await add(transaction, queries.add_refunds, given_back)
    await add(transaction, queries.add_draws, drawn(events, places, is_refund=True))
    await till_movements.add(transaction, events, places)


async def add_declines(transaction: Transaction, events: Heard[PaymentDeclined]) -> None:
    """Add declined sales by their code."""
    await transaction.execute(queries.add_declines, rows(transaction, events))
