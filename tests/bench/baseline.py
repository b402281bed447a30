"""The baseline: `baseline.sql` by the pgbench of the embedded PostgreSQL, on a copy of the same database."""

import asyncio
import os
import re
import tempfile
from pathlib import Path

import msgspec

from infra.embedded.postgres import SUPERUSER, program_path
from tests.bench import usage
from tests.bench.sizes import SIZES
from tests.bench.town import BASELINE, Town

DATABASE = BASELINE
SCRIPT = Path(__file__).with_suffix(".sql")


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """What pgbench has found."""

    per_second: float
    latencies_ms: list[float]
    cpu_ms: float
    """Processor time of PostgreSQL for one transaction."""


async def run(town: Town, *, clients: int, seconds: int, per_second: float | None = None) -> Baseline:
    """Run the baseline; at a rate, a transaction's latency counts from when it was due, as ours does."""
    host, port = town.address.split(":")
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PGHOST": host,
        "PGPORT": port,
        "PGUSER": SUPERUSER,
        "PGPASSWORD": town.keys.password("superuser"),
        "PGDATABASE": DATABASE,
    }
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(program_path("pgbench")), "--no-vacuum", "--protocol=prepared", f"--file={SCRIPT}",
            f"--client={clients}", "--jobs=1", f"--time={seconds}", "--log", f"--log-prefix={folder}/log",
            f"--define=households={SIZES.households}", f"--define=shops={SIZES.shops}",
            *([] if per_second is None else [f"--rate={per_second}"]),
        ]  # fmt: skip
        postgres = town.pids()["postgres"]
        used = usage.seconds(postgres)
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said = (await process.communicate())[0].decode()
        assert process.returncode == 0, said
        used = usage.seconds(postgres) - used
        lines = [line.split() for file in Path(folder).glob("log*") for line in file.read_text().splitlines()]
    found = re.search(r"tps = ([0-9.]+)", said)
    assert found is not None, said
    assert "number of failed transactions: 0 " in said, said
    return Baseline(
        per_second=float(found[1]),
        latencies_ms=[int(line[2]) / 1000 for line in lines],
        cpu_ms=used / len(lines) * 1000,
    )
