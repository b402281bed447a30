"""A till that sells by itself, for trials and load: sales of random amounts with given cards, some of them given back.

It signs, retries and refunds as a till does, and tells at the end how each sale ended and how long answers took.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Final, NamedTuple
from uuid import uuid4

import httpx
import msgspec

from services.client import payments
from services.client.answers import Refused
from services.client.operators import Subcommands
from services.client.payments import Receipt, Sale, SaleUnanswered
from services.client.tills import Till


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is simulated. The same seed sells the same amounts with the same cards."""

    cards: list[str]
    """What the cards' QR codes hold."""
    sales: int
    currency: str
    most_minor: int
    per_second: float = 0
    """0 is as fast as answers come."""
    refunded_of_hundred: int = 0
    seed: int = 0


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How the sales ended. Amounts in minor units, times in milliseconds."""

    captured: int
    partly: int
    """Of the captured ones, those of which a rest was to be paid in cash."""
    declined: dict[str, int]
    refused: dict[str, int]
    unanswered: int
    refunds: int
    paid_minor: int
    refunded_minor: int
    p50_ms: int
    p95_ms: int
    p99_ms: int


class Clock(NamedTuple):
    """What tells the time and waits; a trial without waiting brings its own."""

    read: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


WORLD: Final = Clock()


class Seen:
    """What has been seen so far."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.refused: Counter[str] = Counter()
        self.unanswered = 0
        self.refunds: list[int] = []
        self.times: list[float] = []


def simulate(http: httpx.Client, till: Till, plan: Plan, clock: Clock = WORLD) -> Tally:
    """Sell as planned, one sale after the other, and return how they ended. A refusal or no answer ends nothing."""
    dice = random.Random(plan.seed)  # noqa: S311 - amounts of a trial
    seen, begun = Seen(), clock.read()
    for place in range(plan.sales):
        if plan.per_second:
            clock.wait(max(0.0, begun + place / plan.per_second - clock.read()))
        sale = Sale(
            card_token=dice.choice(plan.cards), amount_minor=dice.randint(1, plan.most_minor), currency=plan.currency
        )
        gives_back = dice.randrange(100) < plan.refunded_of_hundred
        sent_at = clock.read()
        try:
            receipt = payments.pay(http, till, sale, idempotency_key=str(uuid4()))
            seen.receipts.append(receipt)
            seen.times.append(clock.read() - sent_at)
            if gives_back and receipt.status == "captured":
                back = payments.refund(http, till, receipt.id)
                seen.refunds.append(back.amount_minor + back.bonus_minor)
        except Refused as refused:
            seen.refused[refused.problem.type.rpartition("/")[2]] += 1
        except SaleUnanswered:
            seen.unanswered += 1
    return tally(seen)


def tally(seen: Seen) -> Tally:
    """Return what was seen in figures."""
    captured = [each for each in seen.receipts if each.status == "captured"]
    declined = Counter(each.decline_code or "" for each in seen.receipts if each.status == "declined")
    p50, p95, p99 = percentiles(seen.times)
    return Tally(
        captured=len(captured),
        partly=sum(each.remainder_minor > 0 for each in captured),
        declined=dict(declined),
        refused=dict(seen.refused),
        unanswered=seen.unanswered,
        refunds=len(seen.refunds),
        paid_minor=sum(each.amount_minor + each.bonus_minor for each in captured),
        refunded_minor=sum(seen.refunds),
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
    )


def percentiles(times: Sequence[float]) -> tuple[int, int, int]:
    """Return the 50th, 95th and 99th percentile of times in seconds, as milliseconds; zeros without any."""
    if len(times) < 2:
        only = round(1_000 * times[0]) if times else 0
        return only, only, only
    cuts = quantiles(times, n=100, method="inclusive")
    return round(1_000 * cuts[49]), round(1_000 * cuts[94]), round(1_000 * cuts[98])


def add_commands(commands: Subcommands) -> None:
    """Add the simulator to the command line."""
    selling = commands.add_parser("simulate", help="sell by itself with the cards of a file, for trials and load")
    selling.add_argument("--cards", type=Path, required=True, help="a file with what a card's QR holds on each line")
    selling.add_argument("--sales", type=int, default=100)
    selling.add_argument("--currency", required=True, help="ISO 4217, such as EUR")
    selling.add_argument("--most-minor", type=int, default=2_000)
    selling.add_argument("--per-second", type=float, default=0, help="default: as fast as answers come")
    selling.add_argument("--refunded", type=int, default=0, help="of a hundred sales, so many are given back")
    selling.add_argument("--seed", type=int, default=0)


def carry_out(arguments: argparse.Namespace, http: httpx.Client, till: Till) -> Tally:
    """Carry out the command."""
    plan = Plan(
        cards=arguments.cards.read_text(encoding="utf-8").split(),
        sales=arguments.sales,
        currency=arguments.currency,
        most_minor=arguments.most_minor,
        per_second=arguments.per_second,
        refunded_of_hundred=arguments.refunded,
        seed=arguments.seed,
    )
    return simulate(http, till, plan)
