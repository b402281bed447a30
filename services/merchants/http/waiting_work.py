"""What waits for whoever asks, for the page on which a day begins."""

from litestar import get
from litestar.di import NamedDependency

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.waiting import Waiting
from services.merchants.settling import waiting_work

DOERS = ("merchant_officer", "merchant_owner", "programme_manager", "finance_officer", "finance_approver")


@get("/waiting-work", guards=[requires(*DOERS)], tags=["queues"])
async def count_waiting_work(transaction: NamedDependency[Transaction]) -> list[Waiting]:
    """Return how much waits for one's roles, the oldest first: how many, how many are late, since when."""
    return await waiting_work.count(transaction)


ROUTES = [count_waiting_work]
