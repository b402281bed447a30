"""Sales over HTTP: how many a second, how long each takes, and who spends the machine's time."""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from infra.embedded.processes import ROOT
from tests.bench import baseline, tills, usage
from tests.bench.baseline import Baseline
from tests.bench.load import Job, Result
from tests.bench.measures import Figures, median, quantile
from tests.bench.sizes import CLIENTS, PACE, SIZES, TILLS
from tests.bench.town import Town

WARM_UP = 300
PACED_CLIENTS = 64
PROCESSES = (1, 2)
"""Of cards; each is one Python process, and the database keeps apart what they post."""


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of load."""

    result: Result
    shares: dict[str, float]
    cpu_ms: dict[str, float]
    """Processor time of each group for one sale: what contention for the machine changes least."""

    @property
    def per_second(self) -> float:
        """Return the rate of captured sales."""
        return self.result.captured / self.result.seconds


Slices = dict[tuple[int, int], list[Slice]]
"""Rounds by processes and tills."""


async def sell(town: Town, count: int, clients: int, *, hot: bool = False, per_second: float | None = None) -> Slice:
    """Sell over HTTP, to every process of cards that runs, from a process of its own; all has to be captured."""
    requests = await asyncio.to_thread(tills.signed, town.url, tills.sales(count, hot=hot))
    job = Job(addresses=town.doors(), requests=requests, clients=clients, per_second=per_second)
    with tempfile.NamedTemporaryFile(dir=town.stack.home.folder) as file:
        Path(file.name).write_bytes(msgspec.msgpack.encode(job))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.load", file.name, cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 26,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        before = usage.times(town.pids())
        process.stdin.write(b"go\n")
        result = msgspec.json.decode(await process.stdout.readline(), type=Result)
        after = usage.times(town.pids())
        await process.wait()
    assert result.captured == count, result.refused
    used = usage.used(before, after) | {"load_generator": result.cpu_seconds}
    return Slice(
        result=result,
        shares=usage.shares(before, after, used),
        cpu_ms={name: seconds / count * 1000 for name, seconds in used.items()},
    )


async def warm_up(town: Town) -> None:
    """Sell a little, so that no table is empty and nothing is planned as if it were."""
    await sell(town, WARM_UP, 8)
    await town.drained()
    await town.settle("koinon_cards")


async def throughput(town: Town, figures: Figures) -> None:
    """Compare sales over HTTP with the baseline, and one hot shop with an even spread, round by round."""
    ours: Slices = {(processes, count): [] for processes in PROCESSES for count in TILLS}
    theirs: dict[int, list[Baseline]] = {clients: [] for clients in CLIENTS}
    hot, waited = [], []
    await baseline.run(town, clients=8, seconds=1)
    for _ in range(SIZES.rounds):
        for clients, count in zip(CLIENTS, TILLS, strict=True):
            for processes in PROCESSES:
                async with town.processes(processes):
                    await sell(town, WARM_UP, count)
                    ours[processes, count].append(await sell(town, SIZES.sales, count))
                    waited.append(await town.drained())
            theirs[clients].append(await baseline.run(town, clients=clients, seconds=SIZES.baseline_s))
        even = await sell(town, SIZES.sales, max(CLIENTS))
        hot.append((await sell(town, SIZES.sales, max(CLIENTS), hot=True)).per_second / even.per_second)
        await town.drained()
    figures.keep(hot_merchant_vs_uniform=median(hot), relay_behind_s_after_slice=median(waited))
    compare(figures, ours, theirs)


def compare(figures: Figures, ours: Slices, theirs: dict[int, list[Baseline]]) -> None:
    """Keep the rates of both and what a payment costs, each with as many tills or connections as serve it best."""
    rates = {key: median([each.per_second for each in slices]) for key, slices in ours.items()}
    bases = {clients: median([each.per_second for each in found]) for clients, found in theirs.items()}
    best, base = max(rates, key=lambda key: rates[key]), max(bases.values())
    alone = typical([each.cpu_ms for each in ours[1, min(TILLS)]])
    base_cpu = median([each.cpu_ms for found in theirs.values() for each in found])
    figures.keep(
        authorise_http_per_s=rates[best],
        authorise_http_processes=best[0],
        authorise_http_tills=best[1],
        authorise_http_per_s_by_processes_and_tills={f"{count} x {on}": rate for (count, on), rate in rates.items()},
        baseline_per_s=base,
        baseline_per_s_by_clients={str(clients): rate for clients, rate in bases.items()},
        authorise_http_vs_baseline=rates[best] / base,
        authorise_http_vs_baseline_by_processes={
            str(count): max(rates[count, on] for on in TILLS) / base for count in PROCESSES
        },
        authorise_http_vs_baseline_by_tills={
            str(on): max(rates[count, on] for count in PROCESSES) / base for on in TILLS
        },
        authorise_p50_ms_at_most=median([quantile(each.result.latencies_ms, 0.5) for each in ours[best]]),
        authorise_p99_ms_at_most=median([quantile(each.result.latencies_ms, 0.99) for each in ours[best]]),
        time_shares_at_most=typical([each.shares for each in ours[best]]),
        cpu_ms_per_payment=typical([each.cpu_ms for each in ours[best]]),
        cpu_ms_per_payment_of_one_process=alone,
        baseline_cpu_ms_per_payment=base_cpu,
        baseline_cpu_vs_ours=base_cpu / sum(alone[name] for name in ("cards", "postgres", "nats")),
    )


async def at_half_load(town: Town, figures: Figures) -> None:
    """Compare the slowest answers at half of our maximum with the baseline's at the same rate."""
    rate = float(figures["authorise_http_per_s"]) / 2
    ours, theirs = [], []
    for _ in range(SIZES.rounds):
        async with town.processes(int(figures["authorise_http_processes"])):
            await sell(town, WARM_UP, PACED_CLIENTS)
            slice_ = await sell(town, round(rate * SIZES.paced_s), PACED_CLIENTS, per_second=rate)
            ours.append(quantile(slice_.result.latencies_ms, 0.99))
            await town.drained()
        found = await baseline.run(town, clients=max(CLIENTS), seconds=SIZES.paced_s, per_second=rate)
        theirs.append(quantile(found.latencies_ms, 0.99))
    figures.keep(
        p99_ms_at_half_load=median(ours),
        baseline_p99_ms_at_half_load=median(theirs),
        p99_at_half_load_vs_baseline=median(ours) / median(theirs),
    )


async def paced(town: Town, figures: Figures) -> None:
    """Measure 100 payments a second while the whole stack runs and every reader reads."""
    await sell(town, WARM_UP, 8)
    slices = [await sell(town, PACE * SIZES.paced_s, PACED_CLIENTS, per_second=PACE) for _ in range(SIZES.rounds)]
    found = [each.result.latencies_ms for each in slices]
    figures.keep(
        p50_ms_at_100_per_s=median([quantile(each, 0.5) for each in found]),
        p99_ms_at_100_per_s=median([quantile(each, 0.99) for each in found]),
        time_shares_at_100_per_s=typical([each.shares for each in slices]),
        cpu_ms_per_payment_at_100_per_s=typical([each.cpu_ms for each in slices]),
    )


def typical(found: list[dict[str, float]]) -> Mapping[str, float]:
    """Return the median of each share."""
    return {name: median([each[name] for each in found]) for name in found[0]}
