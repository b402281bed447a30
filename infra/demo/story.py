"""How the walk is told: numbered steps, what was checked, and a table at the end."""

import time
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

EXPONENTS = {"EUR": 2, "JOD": 3}


class Untrue(Exception):
    """Something that the story says does not hold."""


class Story:
    """Steps as they happen."""

    def __init__(self, title: str) -> None:
        self.started = time.monotonic()
        self.steps = 0
        print(f"\n  {title}", flush=True)

    def step(self, said: str) -> None:
        """Say that a step is done."""
        self.steps += 1
        print(f"  {time.monotonic() - self.started:5.1f} s  {self.steps:>2}  {said}", flush=True)


def check(said: str, found: Any, expected: Any) -> None:
    """Raise Untrue unless what was found is what is expected."""
    if found != expected:
        raise Untrue(f"{said}: expected {expected}, found {found}")


def decimal(amount_minor: int, exponent: int) -> str:
    """Return minor units as a plain decimal number."""
    return f"{Decimal(amount_minor).scaleb(-exponent):.{exponent}f}"


def money(amount_minor: int, currency: str) -> str:
    """Return an amount with as many decimals as its currency has."""
    exponent = EXPONENTS[currency]
    return f"{Decimal(amount_minor).scaleb(-exponent):,.{exponent}f} {currency}"


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(0 if unicodedata.combining(each) else 1 for each in text)


def table(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns, the first to the left and the others to the right."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    print(f"\n  {title}")
    for row in rows:
        first, *others = (
            text + " " * (widths[0] - width(text)) if place == 0 else " " * (widths[place] - width(text)) + text
            for place, text in enumerate(row)
        )
        print("   ", "  ".join([first, *others]).rstrip())
