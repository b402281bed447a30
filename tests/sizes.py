"""How much the tests do: one table, a reduced size for `make test` and the full one for `make prove`."""

import json
import os
import shutil
from typing import Any

import msgspec
import pytest

from infra.embedded.home import local_folder

PROVE = bool(os.environ.get("PROVE"))


ONLY_PROVED = pytest.mark.skipif(not PROVE, reason="it starts whole stacks of its own: `make prove`")
"""For what takes a minute even in a reduced size."""


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of what is repeated. Names of promises: DESIGN §7."""

    relay_kills: int
    """SIGKILLs of the relay between publish and mark."""
    process_kills: int
    """SIGKILLs of any process of the stack during the walk."""
    service_kills: int
    """SIGKILLs of cards alone while tills sell, hold, capture and give back."""
    lost_commits: int
    """Connections cut between COMMIT and its answer."""
    deliveries: int
    """Messages delivered out of order, late and more than once."""
    settlements: int
    """Times three days' sales are settled, heard late, doubled and out of order."""
    settlement_kills: int
    """SIGKILLs of merchants or cards in the middle of a settlement."""
    overspend_rounds: int
    """Rounds of 64 concurrent payments on a card that can pay for 10."""
    examples: int
    """Hypothesis examples of a property."""
    households: int
    """Generated households whose assessment is compared with the slow model."""
    steps: int
    """Hypothesis steps of a state machine's run."""
    model_runs: int
    """Towns in which every command of cards is tried against a model."""
    model_steps: int
    """Commands in each of them."""
    requests_per_operation: int
    """Generated requests to each endpoint."""


REDUCED = Sizes(
    relay_kills=20,
    process_kills=2,
    service_kills=1,
    lost_commits=20,
    deliveries=2_000,
    settlements=2,
    settlement_kills=1,
    overspend_rounds=20,
    examples=50,
    households=300,
    steps=30,
    model_runs=3,
    model_steps=30,
    requests_per_operation=2,
)
FULL = Sizes(
    relay_kills=100,
    process_kills=60,
    service_kills=25,
    lost_commits=200,
    deliveries=50_000,
    settlements=100,
    settlement_kills=24,
    overspend_rounds=1_000,
    examples=2_000,
    households=5_000,
    steps=200,
    model_runs=50,
    model_steps=200,
    requests_per_operation=40,
)
SIZES = FULL if PROVE else REDUCED


def seed(name: str) -> int:
    """Return the seed of a test's random choices; SEED in the environment repeats a run."""
    given = os.environ.get("SEED")
    return int(given) if given else int.from_bytes(os.urandom(4)) if PROVE else sum(name.encode())


def report(name: str, **totals: Any) -> None:
    """Keep a test's seed and totals; `merge` puts them together when all workers are done."""
    folder = local_folder() / "prove"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(totals, indent=2, default=str), encoding="utf-8")


def merge() -> None:
    """Write `.local/prove.json` from what the tests of this run have reported."""
    folder = local_folder() / "prove"
    totals = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    if totals:
        (local_folder() / "prove.json").write_text(json.dumps(totals, indent=2), encoding="utf-8")
        shutil.rmtree(folder)
