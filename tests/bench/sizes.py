"""How much a run measures: a default that ends within six minutes on two idle cores, and SIZE=full."""

import os

import msgspec


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """Counts and durations. Every rate is the median of `rounds`, which alternate between what is compared."""

    rounds: int
    households: int
    shops: int
    sales: int
    """Sales of one slice of an authorisation round."""
    baseline_s: int
    """Length of one slice of the baseline."""
    paced_s: int
    """Length of one slice at a fixed rate."""
    singles: int
    """Sales posted one by one, and as many by batches, in one process."""
    grown_wallets: int
    grown_payments: int
    """What is entered by SQL before postings are compared with those among `households` alone."""
    turns: int
    """Postings on each of the two."""


DEFAULT = Sizes(
    rounds=3,
    households=20_000,
    shops=200,
    sales=1_500,
    baseline_s=3,
    paced_s=5,
    singles=256,
    grown_wallets=1_000_000,
    grown_payments=1_000_000,
    turns=200,
)
FULL = Sizes(
    rounds=3,
    households=100_000,
    shops=1_000,
    sales=10_000,
    baseline_s=10,
    paced_s=20,
    singles=1_024,
    grown_wallets=1_000_000,
    grown_payments=10_000_000,
    turns=1_000,
)
SIZES = FULL if os.environ.get("SIZE") == "full" else DEFAULT

CLIENTS = (8, 16, 32)
"""Connections of the baseline, each with a process of the database, of which eight serve best."""
TILLS = (32, 64, 128)
"""Tills that sell at once over HTTP, where a connection costs next to nothing and more of them make larger batches."""
PACE = 100
"""Payments a second of the promise "p99 ≤ 50 ms at 100 payments/s with the whole stack running"."""
HOT_SHARE = 0.7
"""Share of all sales that one shop takes in the comparison with an even spread."""
