"""What is kept of a run: figures by name, and how they are summed up."""

import math
import statistics
import sys
from collections.abc import Sequence
from typing import Any


class Figures(dict[str, Any]):
    """Figures by name; each is shown as soon as it is known."""

    def keep(self, **figures: Any) -> None:
        """Keep figures and show them."""
        for name, value in figures.items():
            self[name] = rounded(value)
            sys.stdout.write(f"  {name:<34}{self[name]}\n")
            sys.stdout.flush()


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
