"""What is kept of a run: figures by name, and how they are summed up."""

import math
import statistics
import sys
from collections.abc import Sequence
from typing import Any

AT_LEAST = {
    "authorise_http_vs_baseline": 1.0,
    "authorise_batch_vs_single": 3,
    "hot_merchant_vs_uniform": 0.9,
    "rebuild_events_per_s": 20_000,
    "duplicates_recall": 0.95,
    "duplicates_precision": 0.90,
}
AT_MOST = {
    "p99_at_half_load_vs_baseline": 1.5,
    "p99_ms_at_100_per_s": 50,
    "credit_run_vs_insert_select": 2,
    "latency_1m_wallets_vs_10k": 1.3,
    "outbox_to_reader_p99_ms": 250,
    "resident_mb": 1_024,
    "ready_s": 120,
    "dry_run_seconds_100k": 5,
    "import_seconds_10k": 60,
    "duplicates_batch_seconds_100k": 60,
    "duplicates_entry_ms_p95": 300,
    "settle_seconds_10k": 10,
    "bank_file_seconds_5k": 5,
    "call_seconds_2k": 2,
    "page_ms_p95": 100,
    "page_kb_max": 100,
    "search_ms_p95": 300,
    "till_sale_ms_p95": 500,
    "monthly_report_s": 10,
}
"""What is promised (DESIGN §8, and the services' own), each of one run on one machine that does nothing else."""


class Figures(dict[str, Any]):
    """Figures by name; each is shown as soon as it is known."""

    def keep(self, **figures: Any) -> None:
        """Keep figures and show them."""
        for name, value in figures.items():
            self[name] = rounded(value)
            sys.stdout.write(f"  {name:<34}{self[name]}\n")
            sys.stdout.flush()

    def promises(self) -> dict[str, dict[str, Any]]:
        """Return each promise whose figure was taken: the figure, its bound, and whether it is kept."""
        kept = {
            name: {"at_least": bound, "kept": self[name] >= bound} for name, bound in AT_LEAST.items() if name in self
        }
        kept |= {
            name: {"at_most": bound, "kept": self[name] <= bound} for name, bound in AT_MOST.items() if name in self
        }
        return {name: {"figure": self[name], **judged} for name, judged in kept.items()}

    def show_promises(self) -> None:
        """Show the promises as a table."""
        for name, judged in self.promises().items():
            bound = f"≥ {judged['at_least']}" if "at_least" in judged else f"≤ {judged['at_most']}"
            sys.stdout.write(f"  {name:<34}{judged['figure']:<12}{bound:<10}{'kept' if judged['kept'] else 'MISSED'}\n")


def rounded(value: Any) -> Any:
    """Return a figure with as many digits as mean something."""
    if isinstance(value, float):
        return round(value, 3) if abs(value) < 10 else round(value, 1)
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    return [rounded(each) for each in value] if isinstance(value, list) else value


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the middle of the rounds."""
    return float(statistics.median(values))
