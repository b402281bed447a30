"""Who is at a till: a cashier chooses a PIN, signs on and off, and ends the till's day with its report.

What a cashier may do is looked at by the service, for whoever is signed on at the till; sales need not say who sells.
"""

import argparse
from datetime import datetime
from uuid import UUID

import httpx
import msgspec

from services.client import payments
from services.client.answers import read_answer, until_answered
from services.client.operators import Subcommands
from services.client.receipts import signed_question
from services.client.tills import Till

COMMANDS = frozenset({"choose-pin", "sign-on", "sign-off", "figures", "end-day"})


class Cashier(msgspec.Struct, frozen=True, kw_only=True):
    """A cashier, by number, and what they may do."""

    id: UUID
    number: int
    rights: list[str]


class SignedOff(msgspec.Struct, frozen=True, kw_only=True):
    """A till at which nobody is signed on."""

    till_id: UUID


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one cashier has done of one kind: sale, withdrawal, declined, refund, supplier. In minor units."""

    kind: str
    cashier_number: int | None
    times: int
    amount_minor: int
    bonus_minor: int
    remainder_minor: int
    net_minor: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a till has sold in a period: the one that is open, or one that a report has ended."""

    till_id: UUID
    period: int
    currency: str
    net_minor: int
    lines: list[Line]
    closed_by_number: int | None = None
    closed_at: datetime | None = None


def choose_pin(http: httpx.Client, till: Till, *, code: str, pin: str) -> Cashier:
    """Choose a cashier's PIN by the code that the shop's owner has read out. Raises Refused, Unanswered."""
    return read_answer(ask(http, till, "/cashier-pins", {"code": code, "pin": pin}), Cashier)


def sign_on(http: httpx.Client, till: Till, *, number: int, pin: str) -> Cashier:
    """Sign a cashier on; whoever was signed on is so no more. Raises Refused, Unanswered."""
    return read_answer(ask(http, till, "/cashier-sign-ons", {"number": number, "pin": pin}), Cashier)


def sign_off(http: httpx.Client, till: Till) -> SignedOff:
    """Sign off whoever is signed on. Raises Refused, Unanswered."""
    return read_answer(ask(http, till, "/cashier-sign-offs", {}), SignedOff)


def figures(http: httpx.Client, till: Till) -> Figures:
    """Return what the till has sold since its last report. Raises Refused, Unanswered."""
    return read_answer(until_answered(lambda: http.send(signed_question(http, till, "/till-figures"))), Figures)


def end_day(http: httpx.Client, till: Till, *, idempotency_key: str = "") -> Figures:
    """End the till's period with its report, which never changes, and sign off. Raises Refused, SaleUnanswered."""
    return read_answer(ask(http, till, "/till-reports", {}, idempotency_key), Figures)


def ask(http: httpx.Client, till: Till, path: str, body: dict[str, str | int], key: str = "") -> httpx.Response:
    """Send what the till signs until there is an answer."""
    return payments.send(http, till, path, msgspec.json.encode(body), key)


def add_commands(commands: Subcommands) -> None:
    """Add what a cashier does to the command line."""
    choose = commands.add_parser("choose-pin", help="choose a cashier's PIN by the owner's code")
    choose.add_argument("--code", required=True)
    on = commands.add_parser("sign-on", help="sign a cashier on at this till")
    on.add_argument("--number", type=int, required=True)
    for asks_pin in (choose, on):
        asks_pin.add_argument("--pin", required=True)
    commands.add_parser("sign-off", help="sign off whoever is signed on")
    commands.add_parser("figures", help="what this till has sold since its last report")
    commands.add_parser("end-day", help="end the till's day with its report")


def carry_out(arguments: argparse.Namespace, http: httpx.Client, till: Till) -> msgspec.Struct:
    """Carry out a cashier's command and return what the service answered."""
    match arguments.command:
        case "choose-pin":
            return choose_pin(http, till, code=arguments.code, pin=arguments.pin)
        case "sign-on":
            return sign_on(http, till, number=arguments.number, pin=arguments.pin)
        case "sign-off":
            return sign_off(http, till)
        case "figures":
            return figures(http, till)
        case _:
            return end_day(http, till)
