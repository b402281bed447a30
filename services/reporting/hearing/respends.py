"""Re-spends: shops that pay shops of the network, by day and pair, and by where the money came from."""

from collections.abc import Iterator

from contracts.cards import RespendMade
from contracts.envelope import partition
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Figures, Heard, Key, add

queries = load_queries(__file__)


def drawn(events: Heard[RespendMade]) -> Iterator[tuple[Key, Figures]]:
    """Yield what was spent again of each benefit's month, and how many shops have held it."""
    for envelope, event in events:
        for part in event.parts:
            if part.month is not None:
                origin = (envelope.municipality, part.budget_line_id, month_of(part.month))
                place = (event.settlement_date, event.payer_id, event.payee_id, event.currency)
                yield (*origin, *place, part.hop, partition(envelope.subject)), (part.amount_minor,)


async def add_respends(transaction: Transaction, events: Heard[RespendMade]) -> None:
    """Add what shops paid shops."""
    paid = (
        (
            (
                envelope.municipality,
                event.settlement_date,
                event.payer_id,
                event.payee_id,
                event.currency,
                partition(envelope.subject),
            ),
            (1, event.amount_minor, event.bonus_minor),
        )
        for envelope, event in events
    )
    await add(transaction, queries.add_respends, paid)
    await add(transaction, queries.add_respent_draws, drawn(events))
