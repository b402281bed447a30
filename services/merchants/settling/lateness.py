"""What should have been settled by now and is not, for `/metrics`: the alert SettlementLate goes by these figures.

A day that cards has closed waits here while an event of it is missing, which is minutes where events flow. A bank
answers within days. Both are ages in seconds, by the clock of whoever asks; 0 where nothing waits.
"""

from prometheus_client import Gauge

from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

SETTLEMENT_OLDEST = Gauge(
    "settlement_waiting_seconds", "Age of the oldest closed day of which a merchant's payments have not all arrived."
)
PAYOUT_OLDEST = Gauge("payout_unanswered_seconds", "Age of the oldest bank file of which no answer for a payout came.")


async def measure(transaction: Transaction) -> None:
    """Set both figures, over all tenants of the transaction."""
    found = await transaction.fetchrow(queries.oldest_unsettled, transaction.now)
    assert found is not None
    SETTLEMENT_OLDEST.set(found["settlement_seconds"])
    PAYOUT_OLDEST.set(found["payout_seconds"])
