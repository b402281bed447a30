"""What every service does by the clock: old idempotency keys are forgotten, the outbox gets its coming months."""

from datetime import timedelta

from services.kit.clock import wall_time
from services.kit.db import Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Jobs, Timer

queries = load_queries(__file__)

KEYS_KEPT = timedelta(days=30)


async def forget_keys(transaction: Transaction, settings: Settings) -> None:
    """Forget the keys of commands that nobody will repeat any more."""
    await transaction.execute(queries.forget_keys, wall_time() - KEYS_KEPT)


async def add_outbox_partitions(transaction: Transaction, settings: Settings) -> None:
    """Make the outbox's partitions of this month and the two after it, where they are missing."""
    await transaction.fetchval(queries.add_outbox_partitions, wall_time().date())


TIMERS = (
    Timer("forget_keys", timedelta(hours=6), forget_keys),
    Timer("add_outbox_partitions", timedelta(hours=12), add_outbox_partitions),
)


def with_upkeep(jobs: Jobs | None) -> Jobs:
    """Return a service's ticker with the upkeep of every service."""
    own = jobs or Jobs()
    return Jobs(handlers=own.handlers, timers=[*own.timers.values(), *TIMERS])
