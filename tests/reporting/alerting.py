"""A purchase that was cut into three, and another that was not."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.kit.db import Context, Database, uuid7
from services.reporting.watching.alerts import look
from services.reporting.watching.patterns import KINDS
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log

NOON = datetime(2026, 2, 2, 10, tzinfo=UTC)


def cut_up(wallet: UUID | None = None, *, times: int = 3) -> Log:
    """A card pays a few times within minutes at one shop, and somebody else once."""
    log = Log()
    town, card = Town(log, PAGGAIO), wallet or uuid7()
    shop = town.accept("private")
    for number in range(times):
        log.now = NOON + timedelta(minutes=5 * number)
        town.pay(card, shop, 2_000)
    town.pay(uuid7(), shop, 6_000)
    return log


async def look_for_all(worker: Database, now: datetime = NOON) -> dict[str, int]:
    """Look for every kind of pattern as the clock does; return how many alerts are new."""
    context = Context(now=now, municipality_ids=(PAGGAIO,))
    async with worker.transaction(context) as transaction:
        found: dict[Any, int] = {kind: await look(transaction, kind, now.date()) for kind in KINDS}
    return {kind: count for kind, count in found.items() if count}
