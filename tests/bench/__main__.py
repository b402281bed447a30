"""`python -m tests.bench [names…]`: measure on a private stack, print the figures, keep them in `.local/bench.json`.

credit      benefit runs against INSERT … SELECT
paced       100 payments a second with the whole stack running; events on their way to reporting; memory
throughput  sales over HTTP against pgbench; one hot shop against an even spread
half        the slowest answers at half of the maximum (with `throughput`)
batched     postings in batches against one by one
rebuild     reporting rebuilt from cards' event log
growth      postings among a million wallets and payments against the town's own
pages       every page of every person among a quarter of a million people, searches, sales at a till's page
registry    every registry_<noun>, each in an empty database of the service's own; one of them alone by its name
merchants   every merchants_<noun>, likewise
incubator   every incubator_<noun>, likewise
reporting   every reporting_<noun>, likewise

SIZE=full measures with 100,000 households, and longer. What is measured alone is kept beside the figures of other runs.
"""

import argparse
import asyncio
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import msgspec

from infra.embedded.home import local_folder
from services.cards.ledger import verification
from services.kit import log as logs
from services.kit.clock import wall_time
from services.kit.db import Context
from tests.bench import alone, baseline, benefit_runs, events, growth, pages, postings, sales, usage
from tests.bench.measures import Figures
from tests.bench.sizes import SIZES
from tests.bench.town import Town, queries
from tests.stacks import started_stack

Measure = Callable[[Town, Figures], Awaitable[None]]

WHOLE: dict[str, Measure] = {"credit": benefit_runs.runs, "paced": events.paced}
"""Measured with every service running."""
ALONE: dict[str, Measure] = {
    "throughput": sales.throughput,
    "half": sales.at_half_load,
    "batched": postings.batched,
    "rebuild": events.rebuilt,
    "growth": growth.grown,
}
"""Measured with cards, its relay and the servers running and every reader stopped."""
PAGES = "pages"
"""Measured on a stack of its own, which is filled otherwise."""


async def measure(town: Town, figures: Figures, names: set[str]) -> None:
    """Take every measure that was asked for; at the end the ledger has to hold."""
    await town.populate()
    await benefit_runs.first(town)
    await sales.warm_up(town)
    for name, take in WHOLE.items():
        if name in names:
            await take(town, figures)
    figures.keep(
        resident_mb=usage.resident_mb(town.pids().values()),
        resident_mb_by_process={name: usage.resident_mb([pid]) for name, pid in town.pids().items()},
    )
    if names & ALONE.keys():
        await town.readers_off()
        await town.clone(baseline.DATABASE)
    for name, take in ALONE.items():
        if name in names:
            await take(town, figures)
    await verify(town, figures)


async def verify(town: Town, figures: Figures) -> None:
    """Recompute the ledger: figures of a ledger that does not hold mean nothing."""
    await town.settle("koinon_cards")
    began = time.monotonic()
    context = Context(now=wall_time(), municipality_ids=(town.tenant.id,))
    async with town.database(town.settings.database_url) as database, database.transaction(context) as transaction:
        found = await verification.verify(transaction)
    assert found.ok, found.checks
    figures.keep(verify_s=time.monotonic() - began)
    async with town.admin() as connection:
        size = await connection.fetchval(queries.bytes)
    figures.keep(
        payments=sum(each.payments_count for each in found.payments), ledger_verifies=True, database_mb=size >> 20
    )


def surroundings() -> dict[str, str | float]:
    """Return what the figures were taken on."""
    return {
        "at": wall_time().isoformat(timespec="seconds"),
        "cores": usage.CORES,
        "machine": platform.machine(),
        "python": platform.python_version(),
        "size": os.environ.get("SIZE", "default"),
        "households": SIZES.households,
        "load_average_before": os.getloadavg()[0],
    }


def asked_for(parser: argparse.ArgumentParser, given: list[str]) -> set[str]:
    """Return the measures to take: those named, a service's name standing for all of its parts, or all."""
    parts = alone.parts().keys()
    known = WHOLE.keys() | ALONE.keys() | {PAGES} | parts
    names = set(given) or set(known)
    for service in names & {alone.service_of(part) for part in parts}:
        names = (names - {service}) | {part for part in parts if alone.service_of(part) == service}
    if unknown := names - known:
        all_of = ", ".join([*WHOLE, *ALONE, PAGES, *sorted(parts)])
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {all_of}")
    return names | {"throughput"} if "half" in names else names


def main() -> int:
    """Start a stack, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="what to measure; all of it when none is named")
    given = parser.parse_args().names
    names = asked_for(parser, given)
    logs.configure("bench", "warning")
    figures, began, around = Figures(), time.monotonic(), surroundings()
    figures.keep(measured=around)
    if names & (WHOLE.keys() | ALONE.keys()):
        # PostgreSQL with its default durability: a payment that was answered is on the disk.
        with started_stack(local_folder() / "bench") as stack, suppress(KeyboardInterrupt):
            figures.keep(ready_s=time.monotonic() - began)
            asyncio.run(measure(Town(stack), figures, names))
    if PAGES in names:
        with started_stack(local_folder() / "bench") as stack, suppress(KeyboardInterrupt):
            asyncio.run(pages.measure(Town(stack), figures))
    if names & alone.parts().keys():
        with alone.started_postgres() as (home, url), suppress(KeyboardInterrupt):
            asyncio.run(alone.measure(home, url, figures, names))
    figures.keep(whole_run_s=time.monotonic() - began)
    sys.stdout.write("\n")
    figures.show_promises()
    keep(figures, beside=bool(given), taken=dict.fromkeys(names, around))
    return 0


def keep(figures: Figures, *, beside: bool, taken: dict[str, Any]) -> None:
    """Write the figures: a whole run's alone, those of some parts beside what the file holds of the others.

    Each ratio is of one run in any case; `taken` says on what each part was measured.
    """
    path = local_folder() / "bench.json"
    before = Figures(msgspec.json.decode(path.read_bytes()) if beside and path.exists() else {})
    whole = Figures({**before, **figures, "taken": before.get("taken", {}) | taken})
    whole["promises"] = whole.promises()
    path.write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=2))


if __name__ == "__main__":
    sys.exit(main())
