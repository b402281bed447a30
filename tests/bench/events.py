"""Events: how long one is on its way to a reader, and how fast a read model is rebuilt."""

import asyncio
import re
import time

from contracts.readers import READERS
from tests.bench import sales, usage
from tests.bench.measures import Figures, quantile
from tests.bench.town import PATIENCE_S, Town, queries


async def paced(town: Town, figures: Figures) -> None:
    """Sell at 100 a second with every reader reading, and follow each sale's event to reporting's inbox."""
    async with town.admin() as connection:
        position = await connection.fetchval(queries.log_length)
    await sales.paced(town, figures)
    await town.drained()
    async with town.admin() as connection:
        recorded = {row["event_id"]: row["recorded_at"] for row in await connection.fetch(queries.recorded, position)}
    async with town.admin("koinon_reporting") as connection:
        deadline = time.perf_counter() + PATIENCE_S
        while len(heard := await connection.fetch(queries.heard, list(recorded))) < len(recorded):
            assert time.perf_counter() < deadline, "events do not reach reporting"
            await asyncio.sleep(0.2)
    lags = [(row["heard_at"] - recorded[row["event_id"]]).total_seconds() * 1000 for row in heard]
    figures.keep(
        outbox_to_reader_p50_ms=quantile(lags, 0.5),
        outbox_to_reader_p99_ms=quantile(lags, 0.99),
        outbox_to_reader_events=len(lags),
    )


async def rebuilt(town: Town, figures: Figures) -> None:
    """Empty reporting's read model and read its owners' logs by the operator's command, as the command times it.

    Owners answer and do nothing else: what they have not heard of the bench's sales would be heard at the same time.
    """
    async with town.answering(tuple(name for name in READERS["reporting"] if name != "cards")):
        before = usage.times(town.pids())
        said = await asyncio.to_thread(town.stack.run_command, "reporting", "rebuild")
        used = usage.used(before, usage.times(town.pids()))
    found = re.search(r"from (\d+) events in ([\d.]+) s", said)
    assert found is not None, said
    events, seconds = int(found[1]), float(found[2])
    figures.keep(
        rebuild_events=events,
        rebuild_events_per_s=events / seconds,
        rebuild_cpu_us_per_event={name: used[name] / events * 1e6 for name in ("cards", "postgres")},
    )
